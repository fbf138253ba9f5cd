// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.facts;

import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Did the call fail; the label is the kind of failure. */
public final class ErrorEvaluator implements Evaluator {
  public static final String ID = "error";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "2",
          "",
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(),
          List.of(
              Dimension.degree(
                  "error",
                  "operational",
                  Scale.BINARY,
                  Polarity.HIGHER_IS_WORSE,
                  true,
                  "1 when the call failed."),
              Dimension.degree(
                  "rate_limited",
                  "operational",
                  Scale.BINARY,
                  Polarity.HIGHER_IS_WORSE,
                  true,
                  "1 when the provider refused the call for its rate or quota.")),
          Duration.ofMillis(1));

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    Optional<CallError> error = in.call().errorType();
    if (error.isPresent()) {
      out.ok("error", 1, error.get().label(), "the span reports it");
    } else {
      out.ok("error", 0, "", "none reported");
    }
    boolean limited = error.filter(CallError.RATE_LIMIT::equals).isPresent();
    out.ok("rate_limited", limited ? 1 : 0, "", limited ? "the span reports it" : "none reported");
  }
}
