// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.facts;

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
import java.util.OptionalLong;
import java.util.Set;

/** Tokens in and out, as the usage says; the label tells when they are an estimate. */
public final class TokensEvaluator implements Evaluator {
  public static final String ID = "tokens";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.USAGE),
          List.of(
              Dimension.quantity(
                  "input_tokens",
                  "cost",
                  Polarity.NEUTRAL,
                  "tokens",
                  "Input tokens, cached ones included."),
              Dimension.quantity(
                  "output_tokens",
                  "cost",
                  Polarity.NEUTRAL,
                  "tokens",
                  "Output tokens, reasoning included.")),
          Duration.ofMillis(1));

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    Usage usage = in.call().usage();
    String label = usage.source() == Usage.Source.ESTIMATED ? "estimated" : "";
    give("input_tokens", usage.input(), label, out);
    if (in.call().embedding() && usage.output().isEmpty()) {
      out.without("output_tokens", ScoreStatus.NOT_APPLICABLE, "embeddings have no output tokens");
    } else {
      give("output_tokens", usage.output(), label, out);
    }
  }

  private static void give(String dimension, OptionalLong tokens, String label, ScoreSink out) {
    if (tokens.isPresent()) {
      out.ok(
          dimension,
          (double) tokens.getAsLong(),
          label,
          label.isEmpty() ? "as reported" : "estimated");
    } else {
      out.without(dimension, ScoreStatus.NOT_APPLICABLE, "the usage does not say");
    }
  }
}
