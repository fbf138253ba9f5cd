// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;

/**
 * Lets evaluators that know English only abstain, in the same words, from text that is clearly in
 * another language. Text that is short or whose language cannot be told is judged.
 */
public final class OtherLanguage {
  private OtherLanguage() {}

  /** Abstains in every dimension and returns true when the answer is in another language. */
  public static boolean ofAnswer(EvalContext in, ScoreSink out, EvaluatorDescriptor descriptor) {
    return report(CallTexts.of(in).answerLanguage(), "answer", out, descriptor);
  }

  /** Abstains in every dimension and returns true when the user writes another language. */
  public static boolean ofQuestion(EvalContext in, ScoreSink out, EvaluatorDescriptor descriptor) {
    return report(CallTexts.of(in).questionLanguage(), "message", out, descriptor);
  }

  private static boolean report(
      String language, String text, ScoreSink out, EvaluatorDescriptor descriptor) {
    if (language.equals(Languages.UNKNOWN) || language.equals(Languages.ENGLISH)) {
      return false;
    }
    String reason = "the " + text + " is not English (" + language + ")";
    for (Dimension dimension : descriptor.dimensions()) {
      out.without(dimension.name(), ScoreStatus.ABSTAIN, reason);
    }
    return true;
  }
}
