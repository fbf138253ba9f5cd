// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.json;

import dev.plumbline.evaluators.json.Schemas.Verdict;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.Part;
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
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Whether an answer that should be JSON is JSON, and follows its schema. Of several choices each
 * must. JSON inside a Markdown fence is not JSON, as a parser of the application would find.
 */
public final class StructuredOutputEvaluator implements Evaluator {
  public static final String ID = "structured_output";
  private static final String JSON = "json_valid";
  private static final String SCHEMA = "schema_valid";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT),
          List.of(
              Dimension.degree(
                  JSON,
                  "quality",
                  Scale.BINARY,
                  Polarity.HIGHER_IS_BETTER,
                  true,
                  "The answer was asked to be JSON and is."),
              Dimension.degree(
                  SCHEMA,
                  "quality",
                  Scale.BINARY,
                  Polarity.HIGHER_IS_BETTER,
                  true,
                  "The answer follows the JSON Schema it was asked to follow.")),
          Duration.ofMillis(2));

  private final Schemas schemas;

  public StructuredOutputEvaluator(Schemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    ModelCall call = in.call();
    if (!call.jsonRequested() && call.outputSchemaJson().isEmpty()) {
      none(JSON, "no JSON was asked for", out);
      none(SCHEMA, "no schema was given", out);
      return;
    }
    if (NoAnswer.report(in, out, DESCRIPTOR)) {
      return;
    }
    if (declined(call)) {
      none(JSON, "the model declined in a field of its own", out);
      none(SCHEMA, "the model declined in a field of its own", out);
      return;
    }
    for (Message choice : call.content().output()) {
      String text = choice.text();
      if (!text.isBlank() && !judge(call, text, out)) {
        return;
      }
    }
    out.ok(JSON, 1, "valid", "parsed");
    if (call.outputSchemaJson().isEmpty()) {
      none(SCHEMA, "no schema was given", out);
    } else {
      out.ok(SCHEMA, 1, "valid", "follows the schema");
    }
  }

  /** Gives scores and returns false when this choice decides them. */
  private boolean judge(ModelCall call, String text, ScoreSink out) {
    boolean hasSchema = !call.outputSchemaJson().isEmpty();
    if (text.length() > JsonTexts.MAX_CHARS) {
      out.without(JSON, ScoreStatus.ABSTAIN, "the answer is longer than a million characters");
      out.without(SCHEMA, ScoreStatus.ABSTAIN, "the answer is longer than a million characters");
      return false;
    }
    Optional<JsonNode> value = JsonTexts.parse(text);
    if (value.isEmpty()) {
      String label = label(call, text);
      out.ok(JSON, 0, label, "The answer cannot be read as JSON.");
      if (hasSchema) {
        out.ok(SCHEMA, 0, label, "The answer cannot be read as JSON.");
      } else {
        none(SCHEMA, "no schema was given", out);
      }
      return false;
    }
    if (!hasSchema) {
      return true;
    }
    return switch (schemas.check(call.outputSchemaJson(), value.get())) {
      case Verdict.Valid() -> true;
      case Verdict.Broken(String keyword, String path) -> {
        out.ok(JSON, 1, "valid", "parsed");
        out.ok(SCHEMA, 0, keyword, "The answer breaks the schema at " + path + ".");
        yield false;
      }
      case Verdict.Undecided(String reason) -> {
        out.ok(JSON, 1, "valid", "parsed");
        out.without(SCHEMA, ScoreStatus.ABSTAIN, reason);
        yield false;
      }
    };
  }

  private static boolean declined(ModelCall call) {
    return call.content().output().stream()
        .flatMap(message -> message.parts().stream())
        .anyMatch(Part.Refusal.class::isInstance);
  }

  private static String label(ModelCall call, String text) {
    if (call.finish().filter(FinishReason.LENGTH::equals).isPresent()) {
      return "truncated";
    }
    return text.stripLeading().startsWith("```") ? "fenced" : "invalid_json";
  }

  private static void none(String dimension, String reason, ScoreSink out) {
    out.without(dimension, ScoreStatus.NOT_APPLICABLE, reason);
  }
}
