// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import java.util.List;

/**
 * The exemplars of one series.
 *
 * @param labels of the series, with its metric name
 * @param exemplars by ascending time
 */
public record ExemplarSeries(Labels labels, List<Exemplar> exemplars) {
  public ExemplarSeries {
    exemplars = List.copyOf(exemplars);
  }

  /**
   * One measured value and where it came from.
   *
   * @param labels usually {@code trace_id} and {@code span_id}
   * @param timestampMillis milliseconds since the epoch
   */
  public record Exemplar(Labels labels, double value, long timestampMillis) {}
}
