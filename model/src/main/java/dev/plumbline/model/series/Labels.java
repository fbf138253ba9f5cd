// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The labels of one series, sorted by name. Immutable; a label with an empty value does not exist
 * (Prometheus data model). The metric name is the label {@code __name__}.
 *
 * <p>The natural order is that of Prometheus results: by the first name that differs, then by its
 * value, and a prefix before what is longer.
 */
public final class Labels implements Comparable<Labels> {
  /** The label that holds the metric name. */
  public static final String METRIC_NAME = "__name__";

  /** No label at all; the labels of a scalar turned into a vector. */
  public static final Labels EMPTY = new Labels(new String[0]);

  /** Name, value, name, value... sorted by name. */
  private final String[] pairs;

  private final int hash;

  private Labels(String[] pairs) {
    this.pairs = pairs;
    this.hash = Arrays.hashCode(pairs);
  }

  /** Empty values are left out. */
  public static Labels of(Map<String, String> labels) {
    TreeMap<String, String> sorted = new TreeMap<>(labels);
    sorted.values().removeIf(String::isEmpty);
    String[] pairs = new String[sorted.size() * 2];
    int i = 0;
    for (Map.Entry<String, String> entry : sorted.entrySet()) {
      pairs[i++] = entry.getKey();
      pairs[i++] = entry.getValue();
    }
    return pairs.length == 0 ? EMPTY : new Labels(pairs);
  }

  /**
   * Name, value, name, value... in any order.
   *
   * @throws IllegalArgumentException when a value is missing or a name comes twice
   */
  public static Labels of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("labels must be names each followed by a value");
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (map.put(namesAndValues[i], namesAndValues[i + 1]) != null) {
        throw new IllegalArgumentException("label " + namesAndValues[i] + " must not come twice");
      }
    }
    return of(map);
  }

  /** The value, or the empty string when there is no such label. */
  public String get(String name) {
    int low = 0;
    int high = pairs.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = pairs[2 * middle].compareTo(name);
      if (order == 0) {
        return pairs[2 * middle + 1];
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return "";
  }

  /** The metric name, or the empty string. */
  public String metricName() {
    return get(METRIC_NAME);
  }

  public int size() {
    return pairs.length / 2;
  }

  /** The name of the label at {@code index}, in name order. */
  public String name(int index) {
    return pairs[2 * index];
  }

  /** The value of the label at {@code index}, in name order. */
  public String value(int index) {
    return pairs[2 * index + 1];
  }

  /** A copy in which {@code name} has {@code value}; an empty value removes the label. */
  public Labels with(String name, String value) {
    if (get(name).equals(value)) {
      return this;
    }
    Map<String, String> map = toMap();
    map.put(name, value);
    return of(map);
  }

  /** The labels whose names satisfy the predicate. */
  public Labels filter(Predicate<String> keep) {
    List<String> kept = new ArrayList<>(pairs.length);
    for (int i = 0; i < pairs.length; i += 2) {
      if (keep.test(pairs[i])) {
        kept.add(pairs[i]);
        kept.add(pairs[i + 1]);
      }
    }
    if (kept.size() == pairs.length) {
      return this;
    }
    return kept.isEmpty() ? EMPTY : new Labels(kept.toArray(new String[0]));
  }

  public Labels withoutMetricName() {
    return filter(name -> !name.equals(METRIC_NAME));
  }

  /** A new map in name order, free to be changed. */
  public Map<String, String> toMap() {
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  @Override
  public int compareTo(Labels other) {
    return Arrays.compare(pairs, other.pairs, Comparator.naturalOrder());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels that && hash == that.hash && Arrays.equals(pairs, that.pairs);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** As Prometheus shows labels: {@code {__name__="up", job="x"}}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < pairs.length; i += 2) {
      if (i > 0) {
        text.append(", ");
      }
      text.append(pairs[i]).append("=\"");
      text.append(pairs[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
      text.append('"');
    }
    return text.append('}').toString();
  }
}
