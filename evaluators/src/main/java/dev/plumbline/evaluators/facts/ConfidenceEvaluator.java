// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.facts;

import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.Span;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * How likely the model found its own words: the geometric mean of its tokens' probabilities. Comes
 * from {@code plumbline.logprob}, the mean natural logarithm that an application sends, or from the
 * provider's response where an instrumentation keeps it whole ({@code output.value} of
 * OpenInference: {@code choices[].logprobs.content[].logprob}). A model can be sure and wrong.
 */
public final class ConfidenceEvaluator implements Evaluator {
  public static final String ID = "confidence";
  private static final String DIMENSION = "answer_confidence";
  private static final String MEAN = "plumbline.logprob";
  private static final String RESPONSE = "output.value";
  private static final int MAX_TOKENS = 4096;
  private static final int MAX_LENGTH = 2_000_000;
  private static final JsonFactory JSON = new JsonFactory();

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "quality",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_BETTER,
                  true,
                  "Geometric mean of the probabilities of the answer's tokens.")),
          Duration.ofMillis(1));

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    OptionalDouble mean = mean(in.span().span());
    if (mean.isEmpty() || !(mean.getAsDouble() <= 0)) {
      out.without(DIMENSION, ScoreStatus.NOT_APPLICABLE, "no log-probabilities were sent");
      return;
    }
    out.ok(DIMENSION, StrictMath.exp(mean.getAsDouble()), "", "log-probabilities as sent");
  }

  private static OptionalDouble mean(Span span) {
    return switch (span.attribute(MEAN)) {
      case AnyValue.DoubleValue(double value) -> OptionalDouble.of(value);
      case AnyValue.IntValue(long value) -> OptionalDouble.of((double) value);
      case null, default -> {
        String response =
            span.attribute(RESPONSE) instanceof AnyValue.StringValue(String text) ? text : "";
        yield response.length() <= MAX_LENGTH && response.contains("\"logprobs\"")
            ? read(response)
            : OptionalDouble.empty();
      }
    };
  }

  /** Mean of the fields {@code logprob}, without those of alternatives ({@code top_logprobs}). */
  static OptionalDouble read(String response) {
    double sum = 0;
    int tokens = 0;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), response)) {
      JsonToken token = parser.nextToken();
      while (token != null && tokens < MAX_TOKENS) {
        if (token == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          token = parser.nextToken();
          if (name.equals("top_logprobs")) {
            parser.skipChildren();
          } else if (name.equals("logprob") && token != null && token.isNumeric()) {
            sum += parser.getDoubleValue();
            tokens++;
          }
        }
        token = parser.nextToken();
      }
    } catch (JacksonException e) {
      return OptionalDouble.empty();
    }
    return tokens == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / tokens);
  }
}
