// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.facts;

import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How long the answer is, and how long for the question asked.
 *
 * <p>Verbosity is {@code A / (A + 4 Q)}: A words of answer, Q words of question held between 8 and
 * 100, 16 where no question is known. It is 0.5 for an answer four times as long as its question,
 * and depends on this call alone; drift of it against its own past is the monitors' work.
 */
public final class LengthEvaluator implements Evaluator {
  public static final String ID = "length";
  private static final int MIN_QUESTION = 8;
  private static final int MAX_QUESTION = 100;
  private static final int UNKNOWN_QUESTION = 16;

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT),
          List.of(
              Dimension.quantity(
                  "response_chars",
                  "behaviour",
                  Polarity.NEUTRAL,
                  "characters",
                  "Unicode characters of the answer's text."),
              Dimension.quantity(
                  "response_words",
                  "behaviour",
                  Polarity.NEUTRAL,
                  "words",
                  "Words of the answer; each ideograph is one."),
              Dimension.degree(
                  "verbosity",
                  "behaviour",
                  Scale.PROBABILITY,
                  Polarity.NEUTRAL,
                  true,
                  "Length of the answer for the length of the question: A / (A + 4 Q) in words.")),
          Duration.ofMillis(1));

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    if (NoAnswer.report(in, out, DESCRIPTOR)) {
      return;
    }
    CallTexts texts = CallTexts.of(in);
    TextView answer = texts.answer();
    String text = answer.original();
    int words = words(answer);
    out.ok("response_chars", text.codePointCount(0, text.length()), "", "counted");
    out.ok("response_words", words, "", "counted");
    int asked = texts.question().wordCount();
    int question = asked == 0 ? UNKNOWN_QUESTION : Math.clamp(asked, MIN_QUESTION, MAX_QUESTION);
    out.ok("verbosity", words / (words + 4.0 * question), "", "length by length of the question");
  }

  /**
   * Words of an answer; beyond what the view holds, they are taken to be as dense as in the view.
   */
  public static int words(TextView answer) {
    int length = answer.original().length();
    if (length <= answer.length()) {
      return answer.wordCount();
    }
    return (int) Math.round((double) answer.wordCount() * length / answer.length());
  }
}
