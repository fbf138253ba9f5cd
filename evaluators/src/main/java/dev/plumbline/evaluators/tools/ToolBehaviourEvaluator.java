// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tools;

import dev.plumbline.evaluators.json.JsonTexts;
import dev.plumbline.evaluators.support.ResultUse;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.Message;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * How an agent goes about its tools: the same call again, loops, errors given back to it, calls
 * that change something, and whether the answer uses what the tools said.
 */
public final class ToolBehaviourEvaluator implements Evaluator {
  public static final String ID = "tool_behaviour";
  private static final String REPEAT = "tool_call_repeat";
  private static final String LOOP = "tool_loop";
  private static final String ERROR = "tool_error_fed_back";
  private static final String WRITES = "tool_writes";
  private static final String USED = "tool_result_used";

  /** Newest calls that are compared. */
  private static final int MAX_CALLS = 64;

  private static final int MAX_PERIOD = 4;

  private static final Set<String> WRITING =
      Set.of(
          "create",
          "update",
          "delete",
          "remove",
          "add",
          "set",
          "send",
          "book",
          "buy",
          "cancel",
          "pay",
          "transfer",
          "post",
          "put",
          "patch",
          "insert",
          "write",
          "submit",
          "refund",
          "modify",
          "exchange",
          "order",
          "reserve",
          "purchase",
          "issue",
          "edit",
          "move",
          "rename",
          "upload",
          "publish",
          "approve",
          "reject",
          "schedule",
          "return",
          "change",
          "execute");

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.TOOL_CALLS),
          List.of(
              degree(
                  ERROR,
                  Scale.BINARY,
                  Polarity.HIGHER_IS_WORSE,
                  "The newest tool results report an error."),
              Dimension.degree(
                  USED,
                  "behaviour",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_BETTER,
                  false,
                  "Share of the newest tool results whose content the answer uses."),
              degree(
                  REPEAT,
                  Scale.BINARY,
                  Polarity.HIGHER_IS_WORSE,
                  "The answer asks for a tool with the same arguments again."),
              degree(
                  LOOP,
                  Scale.ORDINAL,
                  Polarity.HIGHER_IS_WORSE,
                  "The tool calls since the user's last message go in a circle."),
              Dimension.quantity(
                  WRITES,
                  "behaviour",
                  Polarity.NEUTRAL,
                  "calls",
                  "Tool calls since the user's last message, this answer's included, whose tools"
                      + " change something by their names.")),
          Duration.ofMillis(1));

  private static Dimension degree(String name, Scale scale, Polarity polarity, String text) {
    return Dimension.degree(name, "behaviour", scale, polarity, true, text);
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    Content content = in.call().content();
    results(content, out);
    List<Part.ToolCall> now = calls(content.output());
    if (now.isEmpty()) {
      for (String dimension : List.of(REPEAT, LOOP, WRITES)) {
        out.without(dimension, ScoreStatus.NOT_APPLICABLE, "the answer has no tool call");
      }
      return;
    }
    int turn = lastUserMessage(content.input());
    List<Part.ToolCall> sinceUser = calls(content.input().subList(turn, content.input().size()));
    List<Known> all = known(content.input(), now);
    repeat(all, now.size(), content, out);
    int inTurn = Math.min(all.size(), sinceUser.size() + now.size());
    loop(all.subList(all.size() - inTurn, all.size()), out);
    int writes =
        Math.toIntExact(
            sinceUser.stream().filter(ToolBehaviourEvaluator::writes).count()
                + now.stream().filter(ToolBehaviourEvaluator::writes).count());
    out.ok(WRITES, writes, "", "by the tools' names");
  }

  private static void repeat(List<Known> all, int now, Content content, ScoreSink out) {
    int first = Math.max(0, all.size() - now);
    for (int i = first; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (all.get(i).equals(all.get(j))) {
          boolean retry = newestResults(content).stream().anyMatch(ToolErrors::isError);
          out.ok(
              REPEAT,
              1,
              retry ? "repeat_after_error" : "repeat",
              "A tool was asked for with the same arguments before.");
          return;
        }
      }
    }
    out.ok(REPEAT, 0, "none", "no repeat");
  }

  private static void loop(List<Known> calls, ScoreSink out) {
    double worst = 0;
    for (int period = 1; period <= MAX_PERIOD; period++) {
      int same = 0;
      for (int i = calls.size() - 1;
          i - period >= 0 && calls.get(i).equals(calls.get(i - period));
          i--) {
        same++;
      }
      int rounds = same / period + 1;
      if (rounds >= 3) {
        worst = 1;
      } else if (rounds == 2) {
        worst = Math.max(worst, period > 1 ? 0.6 : 0.4);
      }
    }
    out.ok(
        LOOP,
        worst,
        worst >= 0.5 ? "loop" : worst > 0 ? "repeat" : "none",
        worst >= 0.5 ? "The newest tool calls repeat the ones before them." : "no loop");
  }

  private static void results(Content content, ScoreSink out) {
    List<String> newest = newestResults(content);
    if (newest.isEmpty()) {
      out.without(ERROR, ScoreStatus.NOT_APPLICABLE, "the newest message is no tool result");
      out.without(USED, ScoreStatus.NOT_APPLICABLE, "the newest message is no tool result");
      return;
    }
    long errors = newest.stream().filter(ToolErrors::isError).count();
    out.ok(
        ERROR,
        errors > 0 ? 1 : 0,
        errors > 0 ? "error" : "none",
        errors > 0
            ? errors + " of " + newest.size() + " tool results report an error."
            : "no error");
    if (content.output().stream().allMatch(message -> message.parts().isEmpty())) {
      out.without(USED, ScoreStatus.NOT_APPLICABLE, "there is no answer");
      return;
    }
    ResultUse use = ResultUse.read(newest, content);
    if (use.judged() == 0) {
      out.without(USED, ScoreStatus.NOT_APPLICABLE, "the tool results say nothing of their own");
      return;
    }
    double share = (double) use.used() / use.judged();
    out.ok(
        USED,
        share,
        share == 1 ? "used" : share > 0 ? "partly_used" : "unused",
        share < 1
            ? "The answer uses " + use.used() + " of " + use.judged() + " tool results."
            : "all used",
        0.5,
        List.of());
  }

  /** The tool results at the end of the input, after which the model answered. */
  private static List<String> newestResults(Content content) {
    List<String> out = new ArrayList<>();
    for (Message message : content.input().reversed()) {
      boolean any = false;
      for (Part part : message.parts()) {
        if (part instanceof Part.ToolResult(String _, String result)) {
          any = true;
          if (out.size() < MAX_CALLS) {
            out.add(result);
          }
        }
      }
      if (!any) {
        break;
      }
    }
    return out;
  }

  /** Index behind the last message that a user wrote. */
  private static int lastUserMessage(List<Message> input) {
    for (int i = input.size() - 1; i >= 0; i--) {
      if (input.get(i).role().equals("user") && !input.get(i).text().isBlank()) {
        return i + 1;
      }
    }
    return 0;
  }

  private static List<Part.ToolCall> calls(List<Message> messages) {
    List<Part.ToolCall> out = new ArrayList<>();
    for (Message message : messages) {
      for (Part part : message.parts()) {
        if (part instanceof Part.ToolCall call) {
          out.add(call);
        }
      }
    }
    return out;
  }

  /** A call with its arguments in a form that can be compared. */
  private record Known(String name, Optional<JsonNode> arguments, String text) {
    static Known of(Part.ToolCall call) {
      String json = call.argumentsJson();
      Optional<JsonNode> parsed =
          json.length() > 16_384 ? Optional.empty() : JsonTexts.arguments(json);
      return new Known(call.name(), parsed, parsed.isPresent() ? "" : json);
    }
  }

  private static List<Known> known(List<Message> input, List<Part.ToolCall> now) {
    List<Part.ToolCall> all = calls(input);
    all.addAll(now);
    return all.subList(Math.max(0, all.size() - MAX_CALLS), all.size()).stream()
        .map(Known::of)
        .toList();
  }

  private static boolean writes(Part.ToolCall call) {
    String name = call.name();
    int from = 0;
    for (int i = 1; i <= Math.min(name.length(), 200); i++) {
      boolean end =
          i == name.length()
              || !Character.isLetter(name.charAt(i))
              || (Character.isUpperCase(name.charAt(i))
                  && Character.isLowerCase(name.charAt(i - 1)));
      if (end) {
        int start = Character.isLetter(name.charAt(from)) ? from : from + 1;
        if (start < i && WRITING.contains(name.substring(start, i).toLowerCase(Locale.ROOT))) {
          return true;
        }
        from = i;
      }
    }
    return false;
  }
}
