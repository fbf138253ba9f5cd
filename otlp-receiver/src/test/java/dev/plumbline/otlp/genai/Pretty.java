// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import java.util.List;
import java.util.Map;

/** JSON with one member on each line. */
final class Pretty {
  private Pretty() {}

  static String json(AnyValue value) {
    StringBuilder out = new StringBuilder();
    append(out, value, "\n");
    return out.append('\n').toString();
  }

  private static void append(StringBuilder out, AnyValue value, String line) {
    switch (value) {
      case MapValue(Map<String, AnyValue> members) when !members.isEmpty() -> {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, AnyValue> member : members.entrySet()) {
          out.append(separator).append(line).append("  ");
          out.append(AnyValue.of(member.getKey()).asJson()).append(": ");
          append(out, member.getValue(), line + "  ");
          separator = ",";
        }
        out.append(line).append('}');
      }
      case ArrayValue(List<AnyValue> items) when !items.isEmpty() -> {
        out.append('[');
        String separator = "";
        for (AnyValue item : items) {
          out.append(separator).append(line).append("  ");
          append(out, item, line + "  ");
          separator = ",";
        }
        out.append(line).append(']');
      }
      default -> out.append(value.asJson());
    }
  }
}
