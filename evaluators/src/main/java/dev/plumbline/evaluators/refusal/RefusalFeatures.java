// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.refusal;

import dev.plumbline.evaluators.heads.TextFeatures;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
import java.util.List;

/** What the beginning of an answer says about declining; the last number is the rules' verdict. */
public final class RefusalFeatures implements TextFeatures {
  private static final List<String> NAMES =
      List.of(
          "unable_opening",
          "unable_later",
          "declined_opening",
          "declined_later",
          "apology",
          "other_apology",
          "machine",
          "improper_opening",
          "improper_later",
          "grave_opening",
          "grave_later",
          "pushback_opening",
          "pushback_later",
          "care_first",
          "care_opening",
          "support",
          "unknowing",
          "redirect",
          "comply_opening",
          "comply_later",
          "clarify",
          "listed",
          "short",
          "subject",
          "care_later",
          "rules");

  private final RefusalRules rules = new RefusalRules();

  @Override
  public String id() {
    return "refusal";
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  /** The phrases that are looked for, for a host that puts all into one vocabulary. */
  public List<PhraseGroup> phraseGroups() {
    return rules.phraseGroups();
  }

  @Override
  public void read(TextView text, double[] out, int from) {
    double[] x = rules.features(text);
    System.arraycopy(x, 0, out, from, x.length);
    out[from + x.length] = rules.judge(text).value();
  }
}
