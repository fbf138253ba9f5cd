// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tools;

import dev.plumbline.evaluators.json.JsonTexts;
import dev.plumbline.evaluators.support.CallContext;
import dev.plumbline.evaluators.support.Grounding;
import dev.plumbline.evaluators.text.BoundedCache;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.genai.ToolDefinition;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Evidence;
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
 * Whether the values of a tool call's arguments can have come from what the model had before it:
 * the conversation, earlier tool results, documents, and the defaults and choices that the tool's
 * schema names. The worst value of all calls decides.
 */
public final class ToolCallGroundingEvaluator implements Evaluator {
  public static final String ID = "tool_grounding";
  private static final String DIMENSION = "tool_call_grounded";
  private static final int MAX_CALLS = 64;
  private static final long CACHED_CHARS = 4L << 20;

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          Grounding.dataHash(),
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.TOOL_CALLS),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "quality",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_BETTER,
                  false,
                  "How far the arguments of the tool calls come from the conversation, documents,"
                      + " tool results and the tool's own defaults.")),
          Duration.ofMillis(2));

  private final BoundedCache<String, Optional<JsonNode>> schemas =
      new BoundedCache<>(512, CACHED_CHARS, String::length);

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    Content content = in.call().content();
    int calls = 0;
    ArgumentJudge judge = null;
    for (Message message : content.output()) {
      for (Part part : message.parts()) {
        if (part instanceof Part.ToolCall call && calls < MAX_CALLS) {
          calls++;
          if (judge == null) {
            CallContext context = CallContext.of(in);
            if (context.isEmpty()) {
              none(out, "the conversation was not recorded");
              return;
            }
            judge = new ArgumentJudge(context);
          }
          Optional<JsonNode> arguments = JsonTexts.arguments(call.argumentsJson());
          if (arguments.isPresent()) {
            judge.judge(call, arguments.get(), schema(content, call.name()));
          }
        }
      }
    }
    if (judge == null) {
      none(out, "the answer has no tool call");
      return;
    }
    report(judge, out);
  }

  private static void report(ArgumentJudge judge, ScoreSink out) {
    ArgumentJudge.Worst worst = judge.worst();
    if (worst.degree() >= 0.5) {
      out.ok(DIMENSION, worst.degree(), "grounded", "every value has a source");
    } else if (judge.contextIsCut()) {
      out.without(
          DIMENSION,
          ScoreStatus.ABSTAIN,
          "the conversation is longer than what is read, and a value was not found in that");
    } else {
      out.ok(
          DIMENSION,
          worst.degree(),
          worst.label(),
          worst.why(),
          1 - worst.degree(),
          List.of(new Evidence("tool", worst.start(), worst.end(), worst.label())));
    }
  }

  private Optional<JsonNode> schema(Content content, String name) {
    for (ToolDefinition offered : content.tools()) {
      if (offered.name().equals(name)) {
        return schemas.get(offered.parametersJson(), JsonTexts::parse);
      }
    }
    return Optional.empty();
  }

  private static void none(ScoreSink out, String reason) {
    out.without(DIMENSION, ScoreStatus.NOT_APPLICABLE, reason);
  }
}
