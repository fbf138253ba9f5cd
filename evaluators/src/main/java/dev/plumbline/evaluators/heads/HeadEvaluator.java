// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Scores one text of a call with a head. Thread-safe. */
public final class HeadEvaluator implements Evaluator {
  private final Head head;
  private final List<TextFeatures> features;
  private final EvaluatorDescriptor descriptor;

  /**
   * @throws dev.plumbline.model.error.PlumblineException INVALID_INPUT when the head wants features
   *     that are not there, or others than it was trained with
   */
  public HeadEvaluator(Head head, Dimension dimension, FeatureSets sets) {
    this.head = head;
    this.features = sets.named(head.features());
    List<String> names = features.stream().flatMap(set -> set.names().stream()).toList();
    if (!names.equals(head.names())) {
      throw Checks.broken(
          "feature_names of head " + head.dimension(),
          "must be those of the features as they are now; train the head again",
          head.names().size() + " names");
    }
    this.descriptor =
        new EvaluatorDescriptor(
            head.dimension() + "_head",
            "1",
            head.version(),
            Tier.POOLED,
            EvaluationScope.CALL,
            Set.of(
                head.text() == HeadText.ANSWER ? Need.REPLY_TEXT : Need.USER_TEXT, Need.EMBEDDING),
            List.of(dimension),
            Duration.ofMillis(200));
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    CallTexts texts = CallTexts.of(in);
    if (head.text() == HeadText.ANSWER) {
      if (NoAnswer.report(in, out, descriptor)) {
        return;
      }
    } else if (!texts.userSpokeLast()) {
      out.without(
          head.dimension(), ScoreStatus.NOT_APPLICABLE, "the newest message is not a user's");
      return;
    }
    TextView text = head.text() == HeadText.ANSWER ? texts.answer() : texts.question();
    float[] row =
        HeadRow.of(
            CallEmbeddings.of(in).of(head.text(), head.depth()), head.depth(), features, text);
    double value = head.value(row);
    List<String> reasons = head.reasons(row, 3);
    out.ok(
        head.dimension(),
        value,
        value >= 0.5 ? head.yes() : head.no(),
        reasons.isEmpty() ? "" : "Most telling: " + String.join(", ", reasons) + ".",
        Math.abs(value - 0.5) * 2,
        List.of());
  }
}
