// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.signals;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.DoubleValue;
import dev.plumbline.model.telemetry.AnyValue.IntValue;
import dev.plumbline.model.telemetry.AnyValue.StringValue;
import java.util.Map;
import java.util.OptionalDouble;

/** Finds values of attributes under one of several names. */
final class Attributes {
  private final Map<String, AnyValue> first;
  private final Map<String, AnyValue> second;

  /**
   * @param second asked for what the first has not, such as a body beside attributes
   */
  Attributes(Map<String, AnyValue> first, Map<String, AnyValue> second) {
    this.first = first;
    this.second = second;
  }

  /** The first of the names that has a value, as text; empty when none has. */
  String text(String... names) {
    for (String name : names) {
      AnyValue value = first.get(name);
      String text = value == null ? "" : value.asText();
      if (text.isEmpty()) {
        value = second.get(name);
        text = value == null ? "" : value.asText();
      }
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** As {@link #text} for a number; text that is one counts. */
  OptionalDouble number(String... names) {
    for (String name : names) {
      AnyValue value = first.getOrDefault(name, second.get(name));
      double number =
          switch (value) {
            case IntValue(long n) -> n;
            case DoubleValue(double n) -> n;
            case StringValue(String text) -> parsed(text);
            case null, default -> Double.NaN;
          };
      if (Double.isFinite(number)) {
        return OptionalDouble.of(number + 0.0);
      }
    }
    return OptionalDouble.empty();
  }

  private static double parsed(String text) {
    if (text.isEmpty() || text.length() > 40 || "-+.0123456789".indexOf(text.charAt(0)) < 0) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  boolean has(String name) {
    return first.containsKey(name) || second.containsKey(name);
  }
}
