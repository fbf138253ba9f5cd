// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.toxicity;

import dev.plumbline.evaluators.heads.TextFeatures;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.UsesWordNotes;
import dev.plumbline.evaluators.text.WordNote;
import java.util.List;

/**
 * How abusive a text is by its words, and which kinds of words stand in it: groups of people,
 * slurs, swear words, contempt, violence, denial, praise, quoting. Thread-safe.
 */
public final class ToxicityFeatures implements TextFeatures, UsesWordNotes {
  private static final List<String> NAMES =
      List.of(
          "toxic_words",
          "group",
          "slur",
          "swear_word",
          "contempt",
          "violence",
          "negation",
          "should",
          "praise",
          "condemnation",
          "quoting",
          "hate_verb",
          "group_contempt",
          "group_violence",
          "object");

  /** Numbers of the classes in {@code toxicity/classes.bin}. */
  private static final int GROUP = 1;

  private static final int SLUR = 2;
  private static final int SWEAR_WORD = 3;
  private static final int CONTEMPT = 4;
  private static final int VIOLENCE = 5;
  private static final int NEGATION = 6;
  private static final int SHOULD = 7;
  private static final int PRAISE = 8;
  private static final int OBJECT = 13;
  private static final int HATE_VERB = 14;
  private static final int CONDEMNATION = 18;
  private static final int QUOTING = 19;

  private static final int[] SINGLE = {
    GROUP,
    SLUR,
    SWEAR_WORD,
    CONTEMPT,
    VIOLENCE,
    NEGATION,
    SHOULD,
    PRAISE,
    CONDEMNATION,
    QUOTING,
    HATE_VERB
  };

  private final ToxicityModel model = ToxicityModel.shared();

  @Override
  public String id() {
    return "toxicity";
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public List<WordNote<?>> wordNotes() {
    return List.of(model.tokens());
  }

  @Override
  public void read(TextView text, double[] out, int from) {
    ToxicityModel.Judged judged = model.judge(text);
    int i = from;
    out[i++] = Math.max(-2, Math.min(2, judged.logit() / 4));
    for (int kind : SINGLE) {
      out[i++] = Math.min(3, judged.seen(kind)) / 3.0;
    }
    out[i++] = judged.seen(GROUP) > 0 && judged.seen(CONTEMPT) > 0 ? 1 : 0;
    out[i++] = judged.seen(GROUP) > 0 && judged.seen(VIOLENCE) > 0 ? 1 : 0;
    out[i] = Math.min(3, judged.seen(OBJECT)) / 3.0;
  }
}
