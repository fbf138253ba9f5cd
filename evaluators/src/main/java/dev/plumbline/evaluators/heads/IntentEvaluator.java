// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.learned.CallIntent;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.OtherLanguage;
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
 * Names the intent of the user's newest message; the value is how sure that is. Runs where a
 * deployment has given examples. Thread-safe.
 */
public final class IntentEvaluator implements Evaluator {
  public static final String ID = "intent";

  private final IntentHead head;
  private final EvaluatorDescriptor descriptor;

  public IntentEvaluator(IntentHead head) {
    this.head = head;
    this.descriptor =
        new EvaluatorDescriptor(
            ID,
            "1",
            head.version(),
            Tier.POOLED,
            EvaluationScope.TURN,
            Set.of(Need.USER_TEXT, Need.EMBEDDING),
            List.of(
                Dimension.degree(
                    ID,
                    "input",
                    Scale.PROBABILITY,
                    Polarity.NEUTRAL,
                    false,
                    "What the user wants, as the label; the value is how sure that is.")),
            Duration.ofMillis(200));
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    if (!CallTexts.of(in).userSpokeLast()) {
      out.without(ID, ScoreStatus.NOT_APPLICABLE, "the newest message is not a user's");
      return;
    }
    if (OtherLanguage.ofQuestion(in, out, descriptor)) {
      return;
    }
    IntentHead.Found found = head.best(CallEmbeddings.of(in).of(HeadText.QUESTION, Depth.FULL));
    CallIntent.of(in).found(found.intent());
    out.ok(ID, found.probability(), found.intent(), "", found.probability(), List.of());
  }
}
