// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.phrases;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.Folding;
import dev.plumbline.evaluators.text.Languages;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds answers to what the deployment wants of them. Gives only the dimensions that are
 * configured. Labels and explanations name a phrase by its place in the configuration, from 1.
 */
public final class PhrasesEvaluator implements Evaluator {
  public static final String ID = "phrases";
  private static final String BANNED = "banned_phrases";
  private static final String REQUIRED = "required_phrases";
  private static final String LENGTH = "length_in_bounds";
  private static final String LANGUAGE = "response_language";

  private final PhrasesConfig config;
  private final List<Wanted> banned;
  private final List<Wanted> required;
  private final EvaluatorDescriptor descriptor;

  /** A phrase, folded, or a pattern. */
  private record Wanted(String phrase, @Nullable Pattern pattern) {
    static Wanted of(String phrase) {
      return PhrasesConfig.pattern(phrase)
          ? new Wanted(phrase, PhrasesConfig.compile(phrase))
          : new Wanted(Folding.fold(phrase.strip()), null);
    }
  }

  public PhrasesEvaluator(PhrasesConfig config) {
    this.config = config;
    banned = config.banned().stream().map(Wanted::of).toList();
    required = config.required().stream().map(Wanted::of).toList();
    List<Dimension> dimensions = new ArrayList<>();
    if (!banned.isEmpty()) {
      dimensions.add(
          fact(
              BANNED,
              Polarity.HIGHER_IS_WORSE,
              "1 when the answer holds a banned phrase; the label is the number of the first."));
    }
    if (!required.isEmpty()) {
      dimensions.add(
          fact(
              REQUIRED,
              Polarity.HIGHER_IS_BETTER,
              "Part of the required phrases that the answer holds."));
    }
    if (config.minChars() > 0 || config.maxChars() > 0) {
      dimensions.add(
          fact(
              LENGTH,
              Polarity.HIGHER_IS_BETTER,
              "1 when the answer is as long as configured; the label is too_short or too_long."));
    }
    if (!config.language().isEmpty()) {
      dimensions.add(
          fact(
              LANGUAGE,
              Polarity.HIGHER_IS_BETTER,
              "1 when the answer is in the configured language; the label is its language."));
    }
    descriptor =
        new EvaluatorDescriptor(
            ID,
            "1",
            dimensions.isEmpty() ? "" : Integer.toHexString(Objects.hash(config.toString())),
            Tier.INLINE,
            EvaluationScope.CALL,
            Set.of(Need.REPLY_TEXT),
            dimensions,
            Duration.ofMillis(1));
  }

  private static Dimension fact(String name, Polarity polarity, String description) {
    return Dimension.degree(name, "quality", Scale.PROBABILITY, polarity, true, description);
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    if (descriptor.dimensions().isEmpty() || NoAnswer.report(in, out, descriptor)) {
      return;
    }
    CallTexts texts = CallTexts.of(in);
    TextView answer = texts.answer();
    if (!banned.isEmpty() || !required.isEmpty()) {
      String folded = answer.slice(0, answer.length());
      if (!banned.isEmpty()) {
        banned(answer, folded, out);
      }
      if (!required.isEmpty()) {
        required(answer, folded, out);
      }
    }
    if (config.minChars() > 0 || config.maxChars() > 0) {
      int chars = answer.original().codePointCount(0, answer.original().length());
      boolean small = chars < config.minChars();
      boolean large = config.maxChars() > 0 && chars > config.maxChars();
      out.ok(
          LENGTH,
          small || large ? 0 : 1,
          small ? "too_short" : large ? "too_long" : "",
          "by the configured bounds");
    }
    if (!config.language().isEmpty()) {
      String language = texts.answerLanguage();
      if (language.equals(Languages.UNKNOWN)) {
        out.without(LANGUAGE, ScoreStatus.ABSTAIN, "the language of the answer cannot be told");
      } else {
        out.ok(
            LANGUAGE,
            language.equals(config.language()) ? 1 : 0,
            language,
            "by letters and common words");
      }
    }
  }

  private void banned(TextView answer, String folded, ScoreSink out) {
    for (int i = 0; i < banned.size(); i++) {
      Evidence found = find(answer, folded, banned.get(i), "banned " + (i + 1));
      if (found != null) {
        out.ok(
            BANNED,
            1,
            String.valueOf(i + 1),
            "Banned phrase " + (i + 1) + " stands in the answer.",
            1,
            List.of(found));
        return;
      }
    }
    out.ok(BANNED, 0, "", "none found");
  }

  private void required(TextView answer, String folded, ScoreSink out) {
    int present = 0;
    String missing = "";
    for (int i = 0; i < required.size(); i++) {
      if (find(answer, folded, required.get(i), "") != null) {
        present++;
      } else if (missing.isEmpty()) {
        missing = String.valueOf(i + 1);
      }
    }
    out.ok(
        REQUIRED,
        (double) present / required.size(),
        missing,
        missing.isEmpty() ? "all found" : "Required phrase " + missing + " is missing.");
  }

  /** Where it stands first; null when nowhere in what is looked at. */
  private static @Nullable Evidence find(
      TextView answer, String folded, Wanted wanted, String rule) {
    Pattern pattern = wanted.pattern();
    if (pattern != null) {
      Matcher matcher = pattern.matcher(folded);
      return matcher.find() ? evidence(answer, matcher.start(), matcher.end(), rule) : null;
    }
    String phrase = wanted.phrase();
    int at = folded.indexOf(phrase);
    while (at >= 0) {
      int end = at + phrase.length();
      if (bounded(folded, at - 1, phrase.charAt(0))
          && bounded(folded, end, phrase.charAt(phrase.length() - 1))) {
        return evidence(answer, at, end, rule);
      }
      at = folded.indexOf(phrase, at + 1);
    }
    return null;
  }

  /** True when the edge of the phrase does not cut a word. */
  private static boolean bounded(String text, int beyond, char edge) {
    return !Character.isLetterOrDigit(edge)
        || beyond < 0
        || beyond >= text.length()
        || !Character.isLetterOrDigit(text.charAt(beyond));
  }

  private static Evidence evidence(TextView answer, int from, int to, String rule) {
    int start = answer.offset(from);
    int end = to > from ? answer.offset(to - 1) + 1 : start;
    return new Evidence("output", start, end, rule);
  }
}
