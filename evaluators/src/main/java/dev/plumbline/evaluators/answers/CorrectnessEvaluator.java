// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.answers;

import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.OtherLanguage;
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
import java.util.List;
import java.util.Set;

/**
 * Whether the statements hold that can be checked without knowing anything: sums, percentages, days
 * of the week, letters of a word, lengths of announced lists. Whether the rest is true only a judge
 * or a person can say; an answer without such statements has no score.
 */
public final class CorrectnessEvaluator implements Evaluator {
  public static final String ID = "checked_statements";
  private static final String DIMENSION = "correctness";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.POOLED,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "quality",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_BETTER,
                  false,
                  "Whether the answer's statements hold that can be checked: sums, percentages, days"
                      + " of the week, letters, lengths of lists. Half the share of those that"
                      + " hold when one does not.")),
          Duration.ofMillis(10));

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    if (NoAnswer.report(in, out, DESCRIPTOR) || OtherLanguage.ofAnswer(in, out, DESCRIPTOR)) {
      return;
    }
    List<Statements.Checked> checked = Statements.of(CallTexts.of(in).answer().original());
    if (checked.isEmpty()) {
      out.without(
          DIMENSION, ScoreStatus.NOT_APPLICABLE, "nothing in the answer can be checked by itself");
      return;
    }
    List<Evidence> wrong =
        checked.stream()
            .filter(statement -> !statement.holds())
            .map(s -> new Evidence("output", s.start(), s.end(), "wrong_" + s.kind()))
            .toList();
    double share = 1 - (double) wrong.size() / checked.size();
    double value = wrong.isEmpty() ? 1 : share / 2; // one wrong statement makes an answer wrong
    out.ok(
        DIMENSION,
        value,
        value >= 0.5 ? "holds" : "wrong",
        "%d of %d statements that can be checked hold."
            .formatted(checked.size() - wrong.size(), checked.size()),
        1,
        wrong);
  }
}
