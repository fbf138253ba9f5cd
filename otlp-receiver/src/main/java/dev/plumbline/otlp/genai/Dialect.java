// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One table: which attribute keys say what, in the words of one family of instrumentations. Made
 * from {@code dialects/<name>.json} by {@link Dialects}.
 */
final class Dialect {
  private static final Row[] NO_ROWS = {};

  private final String name;
  private final Set<String> spansThatAreNoCalls;
  private final @Nullable Field sentWithRealUsage;
  private final int slots;
  private final Map<String, Row[]> exact = new HashMap<>();
  private final List<Row> flattened = new ArrayList<>();
  private final Map<Field, Row[]> byField = new EnumMap<>(Field.class);

  /**
   * @param rows source keys of each field, by precedence
   * @param spansThatAreNoCalls names of spans that look like model calls and are none
   * @param sentWithRealUsage a field that comes with every usage of the provider; where it is
   *     missing on a stream, the instrumentation has counted tokens itself. Null when it never does
   */
  Dialect(
      String name,
      Map<Field, List<String>> rows,
      Set<String> spansThatAreNoCalls,
      @Nullable Field sentWithRealUsage) {
    this.name = name;
    this.sentWithRealUsage = sentWithRealUsage;
    this.spansThatAreNoCalls = Set.copyOf(spansThatAreNoCalls);
    int slot = 0;
    for (Map.Entry<Field, List<String>> entry : rows.entrySet()) {
      Row[] parsed = new Row[entry.getValue().size()];
      for (int i = 0; i < parsed.length; i++) {
        parsed[i] = Row.parse(entry.getKey(), slot++, entry.getValue().get(i));
        add(parsed[i]);
      }
      byField.put(entry.getKey(), parsed);
    }
    this.slots = slot;
  }

  private void add(Row row) {
    if (row.flattened()) {
      flattened.add(row);
      return;
    }
    Row[] old = exact.getOrDefault(row.key(), NO_ROWS);
    Row[] longer = java.util.Arrays.copyOf(old, old.length + 1);
    longer[old.length] = row;
    exact.put(row.key(), longer);
  }

  String name() {
    return name;
  }

  /** Number of rows over all fields. */
  int slots() {
    return slots;
  }

  /** The rows that read this key; null when none does. */
  Row @Nullable [] rows(String key) {
    return exact.get(key);
  }

  /** The row whose flattened prefix the key has; null when none. */
  @Nullable Row flattenedRow(String key) {
    for (int i = 0; i < flattened.size(); i++) {
      Row row = flattened.get(i);
      if (key.startsWith(row.key())) {
        return row;
      }
    }
    return null;
  }

  /** Source rows of a field, by precedence. */
  Row[] rows(Field field) {
    return byField.getOrDefault(field, NO_ROWS);
  }

  @Nullable Field sentWithRealUsage() {
    return sentWithRealUsage;
  }

  boolean isNoCall(String spanName) {
    return spansThatAreNoCalls.contains(spanName);
  }
}
