// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tools;

import dev.plumbline.evaluators.support.Assignments;
import dev.plumbline.evaluators.support.CallContext;
import dev.plumbline.evaluators.support.Grounding;
import dev.plumbline.evaluators.support.Purpose;
import dev.plumbline.model.genai.Part;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Looks for the worst argument value of all tool calls of one answer. One thread. */
final class ArgumentJudge {
  /** Values of all calls together; bounds the time for one answer. */
  private static final int MAX_VALUES = 100;

  private static final int MAX_DEPTH = 8;
  private static final double MISPLACED = 0.3;

  private final CallContext context;
  private final Grounding grounding;
  private final Assignments assignments;
  private int left = MAX_VALUES;
  private Worst worst = new Worst(1, "grounded", "", 0, 0);

  ArgumentJudge(CallContext context) {
    this.context = context;
    this.grounding = new Grounding(context.facts());
    this.assignments = new Assignments(context.facts());
  }

  /**
   * The value least supported.
   *
   * @param start where the value stands in the arguments' JSON; 0 when it cannot be told
   */
  record Worst(double degree, String label, String why, int start, int end) {}

  Worst worst() {
    return worst;
  }

  boolean contextIsCut() {
    return context.isCut();
  }

  /**
   * Looks at one call.
   *
   * @param tool the schema of its arguments; empty when unknown
   */
  void judge(Part.ToolCall call, JsonNode arguments, Optional<JsonNode> tool) {
    JsonNode properties = tool.orElse(MissingNode.getInstance()).path("properties");
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      value(call, argument.getKey(), argument.getValue(), properties.path(argument.getKey()), 0);
      if (argument.getValue().isString()) {
        assignments.text(argument.getKey(), argument.getValue().asString());
      } else if (argument.getValue().isNumber()) {
        assignments.number(argument.getKey(), argument.getValue().doubleValue());
      }
    }
    Assignments.Misplaced misplaced = assignments.find();
    if (misplaced != null && worst.degree() > MISPLACED) {
      worst =
          new Worst(
              MISPLACED,
              misplaced.label(),
              "The conversation says the value of argument " + misplaced.name() + " of another.",
              0,
              0);
    }
  }

  private void value(
      Part.ToolCall call, String name, JsonNode value, JsonNode property, int depth) {
    if (left <= 0 || depth > MAX_DEPTH) {
      return;
    }
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        JsonNode inner = property.path("properties").path(member.getKey());
        value(call, name, member.getValue(), inner.isMissingNode() ? property : inner, depth + 1);
      }
    } else if (value.isArray()) {
      if (value.equals(property.path("default"))) {
        return;
      }
      for (JsonNode element : value) {
        JsonNode items = property.path("items");
        value(
            call,
            name,
            element,
            items.has("enum") || items.has("properties") ? items : property,
            depth + 1);
      }
    } else if (!value.isBoolean() && !value.isNull()) {
      left--;
      leaf(call, name, value, property);
    }
  }

  private void leaf(Part.ToolCall call, String name, JsonNode value, JsonNode property) {
    Purpose purpose = new Purpose(name, property.path("description").asString(""));
    Grounding.Finding found =
        value.isNumber()
            ? new Grounding.Finding(grounding.number(value.doubleValue(), purpose), "number")
            : grounding.text(value.asString(), purpose);
    double degree = found.degree();
    if (degree < 0.5) {
      degree = Math.max(degree, bySchema(value, property, purpose));
    }
    if (degree < 0.5 && context.isCut() && context.anywhere(value.asString())) {
      degree = 0.9;
    }
    if (degree < worst.degree()) {
      String label = degree >= 0.5 ? "grounded" : "ungrounded_" + found.kind();
      int at = place(call.argumentsJson(), name, value.asString());
      String why =
          "The "
              + found.kind()
              + " in argument "
              + name
              + " does not come from the conversation or the tool's defaults.";
      worst = new Worst(degree, label, why, at, at + (at == 0 ? 0 : value.asString().length()));
    }
  }

  private static int place(String json, String name, String value) {
    int key = json.indexOf('"' + name + '"');
    int at = key < 0 ? -1 : json.indexOf(value, key + name.length() + 2);
    return Math.max(0, at);
  }

  private static double bySchema(JsonNode value, JsonNode property, Purpose purpose) {
    if (property.path("default").equals(value)
        || property.path("default").asString("\u0001").equals(value.asString())
        || property.path("const").equals(value)) {
      return 0.9;
    }
    for (JsonNode choice : property.path("enum")) {
      if (choice.equals(value)) {
        return 0.8;
      }
    }
    boolean customary =
        value.isNumber()
            ? purpose.isCustomary(value.doubleValue())
            : purpose.isCustomary(value.asString()) || purpose.names(value.asString());
    return customary ? 0.6 : 0;
  }
}
