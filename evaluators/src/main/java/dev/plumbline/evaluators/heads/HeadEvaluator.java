// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.evaluators.text.TextView;
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
  private final HeadReader reader;
  private final EvaluatorDescriptor descriptor;

  /**
   * @throws dev.plumbline.model.error.PlumblineException INVALID_INPUT when the head wants features
   *     that are not there, or others than it was trained with
   */
  public HeadEvaluator(Head head, Dimension dimension, FeatureSets sets) {
    this.head = head;
    this.reader = new HeadReader(head, sets);
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
      if (NoAnswer.report(in, out, descriptor) || OtherLanguage.ofAnswer(in, out, descriptor)) {
        return;
      }
    } else if (!texts.userSpokeLast()) {
      out.without(
          head.dimension(), ScoreStatus.NOT_APPLICABLE, "the newest message is not a user's");
      return;
    } else if (OtherLanguage.ofQuestion(in, out, descriptor)) {
      return;
    }
    TextView text = head.text() == HeadText.ANSWER ? texts.answer() : texts.question();
    float[] row = reader.row(CallEmbeddings.of(in).of(head.text(), head.depth()), text);
    double value = head.value(row);
    out.ok(
        head.dimension(),
        value,
        value >= 0.5 ? head.yes() : head.no(),
        head.explanation(row, 3),
        Math.abs(value - 0.5) * 2,
        List.of());
  }
}
