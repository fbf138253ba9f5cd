// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Values for {@code {name:Type}} placeholders, as ClickHouse's HTTP interface reads them. One
 * thread.
 */
public final class Params {
  private final Map<String, Object> values = new HashMap<>();

  public static Params none() {
    return new Params();
  }

  public Params text(String name, String value) {
    values.put(name, escaped(value));
    return this;
  }

  public Params number(String name, long value) {
    values.put(name, Long.toString(value));
    return this;
  }

  /** For {@code Array(String)}. */
  public Params texts(String name, Collection<String> items) {
    values.put(name, items.stream().map(Params::quoted).collect(Collectors.joining(",", "[", "]")));
    return this;
  }

  /** For arrays of whole numbers. */
  public Params numbers(String name, Collection<Long> items) {
    values.put(
        name, items.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
    return this;
  }

  Map<String, Object> asMap() {
    return values;
  }

  /** Scalars arrive in the escaped form of TabSeparated. */
  public static String escaped(String value) {
    StringBuilder out = new StringBuilder(value.length() + 8);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\0' -> out.append("\\0");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static String quoted(String value) {
    return "'" + escaped(value).replace("'", "\\'") + "'";
  }
}
