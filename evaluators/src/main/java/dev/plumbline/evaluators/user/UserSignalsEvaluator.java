// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.user;

import dev.plumbline.evaluators.sentiment.Vader;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
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

/**
 * What the user's newest message says about the conversation: its mood, and whether it corrects the
 * answer before. Not applicable in the steps of a tool loop, where no user spoke.
 */
public final class UserSignalsEvaluator implements Evaluator, UsesPhrases {
  public static final String ID = "user_signals";
  private static final String SENTIMENT = "user_sentiment";
  private static final String CORRECTION = "user_correction";

  /** VADER's own bounds of neutral, ±0.05, on 0 to 1. */
  private static final double POSITIVE = 0.525;

  private static final double NEGATIVE = 0.475;

  private final Vader vader = new Vader();
  private final CorrectionRules rules = new CorrectionRules();
  private final EvaluatorDescriptor descriptor =
      new EvaluatorDescriptor(
          ID,
          "1",
          vader.hash() + "/" + rules.hash(),
          Tier.INLINE,
          EvaluationScope.TURN,
          Set.of(Need.USER_TEXT, Need.PREV_TURN),
          List.of(
              Dimension.degree(
                  SENTIMENT,
                  "user",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_BETTER,
                  false,
                  "Mood of the user's newest message: 0 negative, 0.5 neutral, 1 positive."),
              Dimension.degree(
                  CORRECTION,
                  "user",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_WORSE,
                  false,
                  "How far the user's newest message corrects or repeats against the answer"
                      + " before; 0.5 and above is a correction.")),
          Duration.ofMillis(1));

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    return rules.phraseGroups();
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    CallTexts texts = CallTexts.of(in);
    if (in.call().embedding() || !texts.userSpokeLast()) {
      String reason =
          in.call().embedding()
              ? "embeddings are no conversation"
              : "the newest message is not a user's";
      out.without(SENTIMENT, ScoreStatus.NOT_APPLICABLE, reason);
      out.without(CORRECTION, ScoreStatus.NOT_APPLICABLE, reason);
      return;
    }
    TextView message = texts.question();
    double mood = (vader.compound(message.original()) + 1) / 2;
    out.ok(
        SENTIMENT,
        mood,
        mood >= POSITIVE ? "positive" : mood <= NEGATIVE ? "negative" : "neutral",
        "");
    if (!texts.hasEarlierAnswer() && in.call().turn().orElse(2) == 1) {
      out.without(
          CORRECTION, ScoreStatus.NOT_APPLICABLE, "nothing was answered before the first message");
      return;
    }
    CorrectionRules.Finding finding = rules.judge(message, texts.previousQuestion());
    out.ok(
        CORRECTION,
        finding.value(),
        finding.label(),
        finding.explanation(),
        Math.abs(finding.value() - 0.5) * 2,
        finding.evidence());
  }
}
