// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.Map;

/**
 * Sums of one service from the first hour on: place h holds the sum of all hours before hour h.
 * Hours of closed incidents count as if there had been no calls.
 */
final class Prefix {
  private final long firstHour;
  private final double[][] rows;

  /**
   * @param firstHour hour 0
   * @param leftOut hours that do not count
   */
  Prefix(HourlySums sums, long firstHour, java.util.function.LongPredicate leftOut) {
    this.firstHour = firstHour;
    int hours = sums.isEmpty() ? 0 : (int) (sums.lastHour() - firstHour + 1);
    rows = new double[hours][];
    for (Map.Entry<Long, double[]> entry : sums.rows().entrySet()) {
      int hour = (int) (entry.getKey() - firstHour);
      if (hour >= 0 && !leftOut.test(hour)) {
        rows[hour] = entry.getValue();
      }
    }
  }

  int hours() {
    return rows.length;
  }

  long time(int hour) {
    return (firstHour + hour) * 3_600_000L;
  }

  double calls(int hour) {
    double[] row = rows[hour];
    return row == null ? 0 : row[0];
  }

  /** Running sums of one column; one longer than the hours. */
  double[] column(int at) {
    double[] result = new double[rows.length + 1];
    for (int h = 0; h < rows.length; h++) {
      result[h + 1] = result[h] + (rows[h] == null ? 0 : rows[h][at]);
    }
    return result;
  }

  /** Running sums of a weighted sum of columns. */
  double[] combination(int[] columns, double[] weights) {
    double[] result = new double[rows.length + 1];
    for (int h = 0; h < rows.length; h++) {
      double sum = 0;
      if (rows[h] != null) {
        for (int i = 0; i < columns.length; i++) {
          sum += weights[i] * rows[h][columns[i]];
        }
      }
      result[h + 1] = result[h] + sum;
    }
    return result;
  }

  /**
   * Running sums of a linear map of neighbouring columns, by hour.
   *
   * @param map one row for each result
   */
  double[][] mapped(int from, double[][] map) {
    double[][] result = new double[rows.length + 1][map.length];
    for (int h = 0; h < rows.length; h++) {
      System.arraycopy(result[h], 0, result[h + 1], 0, map.length);
      if (rows[h] == null) {
        continue;
      }
      for (int i = 0; i < map.length; i++) {
        double[] weights = map[i];
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
          sum += weights[j] * rows[h][from + j];
        }
        result[h + 1][i] += sum;
      }
    }
    return result;
  }
}
