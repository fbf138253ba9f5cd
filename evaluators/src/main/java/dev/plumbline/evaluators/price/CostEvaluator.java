// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.price;

import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** What a call cost by our price table, and beside it what the sender says it cost. */
public final class CostEvaluator implements Evaluator {
  public static final String ID = "cost";
  public static final String COST = "cost_usd";
  private static final String REPORTED = "reported_cost_usd";

  private final PriceTable prices;
  private final EvaluatorDescriptor descriptor;

  public CostEvaluator(PriceTable prices) {
    this.prices = prices;
    this.descriptor =
        new EvaluatorDescriptor(
            ID,
            "1",
            prices.version(),
            Tier.INLINE,
            EvaluationScope.CALL,
            Set.of(Need.USAGE),
            List.of(
                Dimension.quantity(
                    COST,
                    "cost",
                    Polarity.HIGHER_IS_WORSE,
                    "USD",
                    "Cost by the price table; none for a model without a price."),
                Dimension.quantity(
                    REPORTED,
                    "cost",
                    Polarity.HIGHER_IS_WORSE,
                    "USD",
                    "Cost as the sender reports it.")),
            Duration.ofMillis(1));
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    ModelCall call = in.call();
    OptionalDouble cost = prices.cost(call, in.span().span().startEpochNanos());
    if (cost.isPresent()) {
      boolean estimated = call.usage().source() == Usage.Source.ESTIMATED;
      out.ok(COST, cost.getAsDouble(), estimated ? "estimated" : "", "by the price table");
    } else {
      out.without(COST, ScoreStatus.NOT_APPLICABLE, reason(call));
    }
    if (call.reportedCostUsd().isPresent()) {
      out.ok(REPORTED, call.reportedCostUsd().getAsDouble(), "", "as reported");
    } else {
      out.without(REPORTED, ScoreStatus.NOT_APPLICABLE, "the sender reports no cost");
    }
  }

  private static String reason(ModelCall call) {
    if (call.usage().input().isEmpty() || (!call.embedding() && call.usage().output().isEmpty())) {
      return "the usage is missing";
    }
    return call.model().isEmpty() ? "the model is unknown" : "the model has no price";
  }
}
