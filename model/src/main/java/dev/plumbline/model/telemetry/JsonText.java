// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.BoolValue;
import dev.plumbline.model.telemetry.AnyValue.BytesValue;
import dev.plumbline.model.telemetry.AnyValue.DoubleValue;
import dev.plumbline.model.telemetry.AnyValue.EmptyValue;
import dev.plumbline.model.telemetry.AnyValue.IntValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.AnyValue.StringValue;
import java.util.Base64;
import java.util.Map;

/** Writes an {@link AnyValue} as JSON. Reading JSON is not needed here. */
final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  static String of(AnyValue value) {
    StringBuilder out = new StringBuilder(64);
    append(out, value);
    return out.toString();
  }

  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return Double.toString(value);
  }

  private static void append(StringBuilder out, AnyValue value) {
    switch (value) {
      case StringValue(String text) -> quote(out, text);
      case BoolValue(boolean flag) -> out.append(flag);
      case IntValue(long number) -> out.append(number);
      case DoubleValue(double number) -> {
        if (Double.isFinite(number)) {
          out.append(number(number));
        } else {
          quote(out, Double.toString(number));
        }
      }
      case BytesValue(byte[] bytes) -> quote(out, Base64.getEncoder().encodeToString(bytes));
      case ArrayValue(var values) -> {
        out.append('[');
        String separator = "";
        for (AnyValue item : values) {
          out.append(separator);
          append(out, item);
          separator = ",";
        }
        out.append(']');
      }
      case MapValue(var values) -> {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, AnyValue> entry : values.entrySet()) {
          out.append(separator);
          quote(out, entry.getKey());
          out.append(':');
          append(out, entry.getValue());
          separator = ",";
        }
        out.append('}');
      }
      case EmptyValue _ -> out.append("null");
    }
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
