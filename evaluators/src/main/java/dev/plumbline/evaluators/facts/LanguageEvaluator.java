// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.facts;

import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.Languages;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Language of the answer, and whether it is the user's. */
public final class LanguageEvaluator implements Evaluator, UsesPhrases {
  public static final String ID = "language";
  private static final String ENGLISH = "english";
  private static final String MATCH = "language_match";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          Languages.hash(),
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT),
          List.of(
              Dimension.degree(
                  ENGLISH,
                  "behaviour",
                  Scale.BINARY,
                  Polarity.NEUTRAL,
                  false,
                  "1 when the answer is English; the label is the answer's language (ISO 639-1)."),
              Dimension.degree(
                  MATCH,
                  "quality",
                  Scale.BINARY,
                  Polarity.HIGHER_IS_BETTER,
                  false,
                  "1 when the answer is in the language of the user's last message; the label is"
                      + " the answer's.")),
          Duration.ofMillis(1));

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    return List.of(Languages.words());
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    if (NoAnswer.report(in, out, DESCRIPTOR)) {
      return;
    }
    CallTexts texts = CallTexts.of(in);
    String answer = texts.answerLanguage();
    if (answer.equals(Languages.UNKNOWN)) {
      String reason = "the answer is too short or too mixed to tell its language";
      out.without(ENGLISH, ScoreStatus.ABSTAIN, reason);
      out.without(MATCH, ScoreStatus.ABSTAIN, reason);
      return;
    }
    out.ok(
        ENGLISH, answer.equals(Languages.ENGLISH) ? 1 : 0, answer, "by letters and common words");
    String user = texts.questionLanguage();
    if (user.equals(Languages.UNKNOWN)) {
      out.without(
          MATCH, ScoreStatus.NOT_APPLICABLE, "the language of the user's message cannot be told");
      return;
    }
    out.ok(
        MATCH,
        answer.equals(user) ? 1 : 0,
        answer,
        answer.equals(user)
            ? "the same language"
            : "The user writes " + user + ", the answer is " + answer + ".");
  }
}
