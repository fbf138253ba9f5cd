// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.BoolValue;
import dev.plumbline.model.telemetry.AnyValue.BytesValue;
import dev.plumbline.model.telemetry.AnyValue.DoubleValue;
import dev.plumbline.model.telemetry.AnyValue.EmptyValue;
import dev.plumbline.model.telemetry.AnyValue.IntValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.AnyValue.StringValue;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Lenient reading of single values: many instrumentations send numbers and flags as text. */
final class Values {
  private Values() {}

  /** Nothing said: absent, an empty text or list, or a JSON text of nothing. */
  static boolean empty(AnyValue value) {
    return switch (value) {
      case StringValue(String text) -> emptyText(text);
      case ArrayValue(List<AnyValue> items) -> items.isEmpty();
      case MapValue(Map<String, AnyValue> members) -> members.isEmpty();
      case BytesValue(byte[] bytes) -> bytes.length == 0;
      case EmptyValue _ -> true;
      case BoolValue _, IntValue _, DoubleValue _ -> false;
    };
  }

  private static boolean emptyText(String text) {
    return switch (text.length()) {
      case 0 -> true;
      case 2 -> text.equals("[]") || text.equals("{}") || text.equals("\"\"");
      case 4 -> text.equals("null") || text.equals("None") || text.equals("[[]]");
      default -> false;
    };
  }

  /** The value as text; a JSON string loses its quotes, a list gives its first item. */
  static String text(AnyValue value) {
    return switch (value) {
      case StringValue(String text) -> unquoted(text);
      case ArrayValue(List<AnyValue> items) -> items.isEmpty() ? "" : text(items.getFirst());
      default -> value.asText();
    };
  }

  private static String unquoted(String text) {
    if (text.length() >= 2 && text.charAt(0) == '"' && text.charAt(text.length() - 1) == '"') {
      return Json.parse(text) instanceof StringValue(String inner) ? inner : text;
    }
    return text;
  }

  /** NaN when the value is no number. */
  static double number(AnyValue value) {
    return switch (value) {
      case IntValue(long n) -> n;
      case DoubleValue(double n) -> n;
      case StringValue(String text) -> parsed(unquoted(text));
      case ArrayValue _, MapValue _, BoolValue _, BytesValue _, EmptyValue _ -> Double.NaN;
    };
  }

  private static double parsed(String text) {
    if (text.isEmpty() || text.length() > 40) {
      return Double.NaN;
    }
    char first = text.charAt(0);
    if (first != '-' && first != '+' && first != '.' && (first < '0' || first > '9')) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** A count; empty when the value is no number, negative or beyond any count. */
  static OptionalLong count(AnyValue value) {
    double number = number(value);
    return number >= 0 && number < 1e15 ? OptionalLong.of((long) number) : OptionalLong.empty();
  }

  static boolean flag(AnyValue value) {
    return switch (value) {
      case BoolValue(boolean flag) -> flag;
      case IntValue(long n) -> n != 0;
      case StringValue(String text) ->
          text.equalsIgnoreCase("true") || text.equals("1") || text.equalsIgnoreCase("\"true\"");
      case DoubleValue _, ArrayValue _, MapValue _, BytesValue _, EmptyValue _ -> false;
    };
  }

  /** Keyword arguments when a function was called with these only, else everything. */
  static AnyValue callArguments(AnyValue value) {
    AnyValue call = Json.structured(value);
    if (call instanceof MapValue(Map<String, AnyValue> members)) {
      AnyValue named = members.get("kwargs");
      AnyValue positional = members.get("args");
      if (named != null && !empty(named) && (positional == null || empty(positional))) {
        return named;
      }
      AnyValue inner = Json.at(call, MCP_ARGUMENTS);
      if (inner != null) {
        return inner;
      }
    }
    return call;
  }

  private static final String[] MCP_ARGUMENTS = {"params", "arguments"};

  /** The texts of a tool result of the Model Context Protocol; other values as they are. */
  static AnyValue mcpContent(AnyValue value) {
    AnyValue result = Json.structured(value);
    if (result instanceof MapValue(Map<String, AnyValue> members)
        && members.get("content") instanceof ArrayValue(List<AnyValue> items)) {
      StringBuilder out = new StringBuilder();
      for (AnyValue item : items) {
        if (item instanceof MapValue(Map<String, AnyValue> part)
            && part.get("text") instanceof StringValue(String text)) {
          out.append(out.isEmpty() ? "" : "\n").append(text);
        }
      }
      if (!out.isEmpty()) {
        return new StringValue(out.toString());
      }
    }
    return result;
  }
}
