// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import dev.plumbline.model.error.Checks;
import java.util.List;

/**
 * Asks a source for a whole sub-expression: one selector and the range function around it, at each
 * time of a grid.
 *
 * @param matchers as in {@link SelectRequest}
 * @param startMillis first evaluation time, milliseconds since the epoch; the offset of the
 *     selector is already taken off
 * @param endMillis last evaluation time at most
 * @param stepMillis at least 1
 * @param rangeMillis length of the window that ends at each evaluation time; for an instant
 *     selector the lookback
 * @param leftOpen whether a sample exactly at the window's start is outside (Prometheus 3) or
 *     inside (Prometheus 2)
 * @param function {@code rate}, {@code increase}, {@code avg_over_time}...; empty for an instant
 *     selector, which takes the newest sample of the window unless it is stale
 */
public record GridRequest(
    List<LabelMatcher> matchers,
    long startMillis,
    long endMillis,
    long stepMillis,
    long rangeMillis,
    boolean leftOpen,
    String function,
    SeriesLimits limits) {
  public GridRequest {
    matchers = List.copyOf(matchers);
    Checks.atLeast("stepMillis", stepMillis, 1);
  }

  /** How many evaluation times the grid has. */
  public int steps() {
    return Math.toIntExact((endMillis - startMillis) / stepMillis + 1);
  }
}
