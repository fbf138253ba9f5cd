// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * Sums of one dimension in one stretch of time for one value of one segment.
 *
 * @param service empty for all services together
 * @param segment name of the segment such as {@code feature}; {@code all} for the whole service
 * @param segmentValue empty when the segment is {@code all}
 * @param start inclusive
 * @param n scores with status ok
 * @param sumW sum of weights (1 / sampling probability)
 * @param p50 median; empty when n is 0
 */
public record Window(
    String service,
    String segment,
    String segmentValue,
    String dimension,
    Instant start,
    long n,
    double sumW,
    double sumW2,
    double sumWx,
    double sumWx2,
    OptionalDouble p50,
    OptionalDouble p95,
    OptionalDouble p99) {

  /** Weighted mean; NaN when there is nothing. */
  public double mean() {
    return sumWx / sumW;
  }
}
