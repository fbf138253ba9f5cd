// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.facts;

import dev.plumbline.model.genai.ModelCall;
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
import java.util.OptionalLong;
import java.util.Set;

/** How long the call took, from the span's own times. */
public final class TimingEvaluator implements Evaluator {
  public static final String ID = "timing";
  private static final String LATENCY = "latency_ms";
  private static final String TTFT = "ttft_ms";
  private static final String RATE = "output_tokens_per_second";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.TIMES, Need.USAGE),
          List.of(
              Dimension.quantity(
                  LATENCY,
                  "operational",
                  Polarity.HIGHER_IS_WORSE,
                  "ms",
                  "Span end minus span start."),
              Dimension.quantity(
                  TTFT,
                  "operational",
                  Polarity.HIGHER_IS_WORSE,
                  "ms",
                  "Time to the first token, where the instrumentation reports it."),
              Dimension.quantity(
                  RATE,
                  "operational",
                  Polarity.HIGHER_IS_BETTER,
                  "tokens/s",
                  "Output tokens for each second of generation; the time to the first token is"
                      + " left out where it is known.")),
          Duration.ofMillis(1));

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    ModelCall call = in.call();
    double latency = in.span().span().durationNanos() / 1e6;
    out.ok(LATENCY, latency, "", "times of the span");
    if (call.timeToFirstTokenMs().isPresent()) {
      out.ok(TTFT, call.timeToFirstTokenMs().getAsDouble(), "", "as reported");
    } else {
      out.without(TTFT, ScoreStatus.NOT_APPLICABLE, "no time to the first token was reported");
    }
    OptionalLong tokens = call.usage().output();
    double generation = latency - call.timeToFirstTokenMs().orElse(0);
    if (tokens.isEmpty() || tokens.getAsLong() == 0) {
      out.without(RATE, ScoreStatus.NOT_APPLICABLE, "no output tokens were reported");
    } else if (generation <= 0) {
      out.without(RATE, ScoreStatus.NOT_APPLICABLE, "the span's times leave no time to generate");
    } else {
      out.ok(RATE, tokens.getAsLong() * 1000.0 / generation, "", "reported tokens by time");
    }
  }
}
