// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.price;

import dev.plumbline.evaluators.text.BoundedCache;
import dev.plumbline.model.genai.ModelCall;
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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Did another model answer than the one asked for: a router fell back, or a provider exchanged it.
 * Paths, regions, dates and release suffixes make no other model. Names that are no model's, such
 * as those of deployments, are not compared.
 */
public final class FallbackEvaluator implements Evaluator {
  public static final String ID = "fallback";
  private static final String DIMENSION = "fallback_model";

  /** Beginnings of the names of known makers' models. */
  private static final Pattern KNOWN =
      Pattern.compile(
          "^(?:gpt-|chatgpt-|o[1-9](?:-|$)|text-|davinci|claude-|gemini-|gemma|palm|llama|meta-llama"
              + "|mistral|mixtral|ministral|magistral|codestral|devstral|pixtral|open-mi|command|c4ai"
              + "|deepseek|qwen|qwq|grok-|nova-|titan|phi-|phi[0-9]|jamba|kimi|glm-|minimax|sonar|yi-)");

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
                  "operational",
                  Scale.BINARY,
                  Polarity.HIGHER_IS_WORSE,
                  true,
                  "1 when another model answered than the one asked for; the label is that"
                      + " model.")),
          Duration.ofMillis(1));

  private enum Verdict {
    SAME,
    OTHER,
    UNKNOWN
  }

  private final BoundedCache<String, Verdict> known =
      new BoundedCache<>(512, 1 << 18, String::length);

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    ModelCall call = in.call();
    if (call.requestModel().isEmpty() || call.responseModel().isEmpty()) {
      out.without(
          DIMENSION, ScoreStatus.NOT_APPLICABLE, "request model or response model is unknown");
      return;
    }
    String both = call.requestModel() + '\n' + call.responseModel();
    switch (known.get(both, _ -> compare(call.requestModel(), call.responseModel()))) {
      case SAME -> out.ok(DIMENSION, 0, "", "the model asked for");
      case OTHER -> out.ok(DIMENSION, 1, label(call.responseModel()), "Another model answered.");
      case UNKNOWN ->
          out.without(
              DIMENSION, ScoreStatus.NOT_APPLICABLE, "the names cannot be compared: no models'");
    }
  }

  private static String label(String model) {
    return model.length() <= 100 ? model : model.substring(0, 100);
  }

  private static Verdict compare(String request, String response) {
    if (request.equalsIgnoreCase(response)) {
      return Verdict.SAME;
    }
    List<String> asked = ModelNames.candidates(request);
    List<String> answered = ModelNames.candidates(response);
    for (String name : asked) {
      if (answered.contains(name)) {
        return Verdict.SAME;
      }
    }
    if (asked.isEmpty() || answered.isEmpty() || alias(request)) {
      return Verdict.UNKNOWN;
    }
    return known(asked) && known(answered) ? Verdict.OTHER : Verdict.UNKNOWN;
  }

  /** Names that stand for whatever is newest: what they become is no fallback. */
  private static boolean alias(String request) {
    return request.endsWith("latest") || request.endsWith("auto");
  }

  private static boolean known(List<String> names) {
    return names.stream().anyMatch(name -> KNOWN.matcher(name).find());
  }
}
