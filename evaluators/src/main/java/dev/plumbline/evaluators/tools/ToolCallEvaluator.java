// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tools;

import dev.plumbline.evaluators.json.JsonTexts;
import dev.plumbline.evaluators.json.Schemas;
import dev.plumbline.evaluators.json.Schemas.Verdict;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.genai.ToolDefinition;
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
 * Whether every tool call of an answer names an offered tool and gives arguments that the tool's
 * schema takes. Properties that the schema does not name are faults, unless it says that it takes
 * further ones.
 */
public final class ToolCallEvaluator implements Evaluator {
  public static final String ID = "tool_call";
  private static final String DIMENSION = "tool_call_valid";

  /** No model asks for so many; bounds the time for one answer. */
  private static final int MAX_CALLS = 64;

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.TOOL_CALLS, Need.TOOL_SCHEMAS),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "quality",
                  Scale.BINARY,
                  Polarity.HIGHER_IS_BETTER,
                  true,
                  "Every tool call names an offered tool and follows its schema.")),
          Duration.ofMillis(2));

  private final Schemas schemas;

  public ToolCallEvaluator(Schemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    Content content = in.call().content();
    int judged = 0;
    String undecided = "";
    for (Message message : content.output()) {
      for (Part part : message.parts()) {
        if (part instanceof Part.ToolCall call && judged < MAX_CALLS) {
          if (content.tools().isEmpty()) {
            out.without(
                DIMENSION, ScoreStatus.NOT_APPLICABLE, "the offered tools were not recorded");
            return;
          }
          judged++;
          switch (judge(call, content.tools())) {
            case Outcome.Good() -> {}
            case Outcome.Bad(String label, String why) -> {
              out.ok(DIMENSION, 0, label, why);
              return;
            }
            case Outcome.Unknown(String why) -> undecided = why;
          }
        }
      }
    }
    if (judged == 0) {
      out.without(DIMENSION, ScoreStatus.NOT_APPLICABLE, "the answer has no tool call");
    } else if (undecided.isEmpty()) {
      out.ok(DIMENSION, 1, "valid", "by the tool's schema");
    } else {
      out.without(DIMENSION, ScoreStatus.ABSTAIN, undecided);
    }
  }

  private sealed interface Outcome {
    record Good() implements Outcome {}

    record Bad(String label, String why) implements Outcome {}

    record Unknown(String why) implements Outcome {}
  }

  private Outcome judge(Part.ToolCall call, List<ToolDefinition> tools) {
    ToolDefinition tool = null;
    for (ToolDefinition offered : tools) {
      if (offered.name().equals(call.name())) {
        tool = offered;
        break;
      }
    }
    if (tool == null) {
      return new Outcome.Bad("unknown_tool", "The answer calls a tool that was not offered.");
    }
    Optional<JsonNode> arguments = JsonTexts.arguments(call.argumentsJson());
    if (arguments.isEmpty()) {
      return new Outcome.Bad("invalid_json", "The arguments are not a JSON object.");
    }
    if (tool.parametersJson().isBlank()) {
      return new Outcome.Unknown("the schema of the tool was not recorded");
    }
    return switch (schemas.checkArguments(tool.parametersJson(), arguments.get())) {
      case Verdict.Valid() -> new Outcome.Good();
      case Verdict.Broken(String keyword, String path) ->
          new Outcome.Bad(keyword, "The arguments break the tool's schema at " + path + ".");
      case Verdict.Undecided(String reason) -> new Outcome.Unknown(reason);
    };
  }
}
