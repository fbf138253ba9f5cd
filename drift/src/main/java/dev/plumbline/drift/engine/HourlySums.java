// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.Map;
import java.util.TreeMap;

/**
 * One row of additive sums for each hour with calls. Rows of the same hour from two processes, or
 * of late data, are added. One thread.
 */
public final class HourlySums {
  private final SumLayout layout;
  private final TreeMap<Long, double[]> rows = new TreeMap<>();

  /** No hours yet. */
  public HourlySums(SumLayout layout) {
    this.layout = layout;
  }

  public SumLayout layout() {
    return layout;
  }

  /** The row of an hour since 1970, made when there is none. The array is not copied. */
  double[] row(long hour) {
    return rows.computeIfAbsent(hour, h -> new double[layout.width()]);
  }

  /**
   * Adds numbers to an hour.
   *
   * @param row as long as the layout is wide
   */
  public void add(long hour, double[] row) {
    if (row.length != layout.width()) {
      throw new IllegalArgumentException("row: must have " + layout.width() + " numbers");
    }
    double[] into = row(hour);
    for (int i = 0; i < row.length; i++) {
      into[i] += row[i];
    }
  }

  /** Adds all hours of another, of the same layout. */
  public void add(HourlySums other) {
    other.rows.forEach(this::add);
  }

  /** Every hour with calls, in order. The arrays are not copied. */
  public Map<Long, double[]> rows() {
    return java.util.Collections.unmodifiableSortedMap(rows);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  long firstHour() {
    return rows.firstKey();
  }

  long lastHour() {
    return rows.lastKey();
  }
}
