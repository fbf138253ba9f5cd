// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import java.util.List;

/**
 * Asks for the samples of every series that satisfies all matchers.
 *
 * @param matchers at least one of them does not match the empty string
 * @param startMillis first timestamp wanted, inclusive, milliseconds since the epoch
 * @param endMillis last timestamp wanted, inclusive
 */
public record SelectRequest(
    List<LabelMatcher> matchers,
    long startMillis,
    long endMillis,
    SelectHints hints,
    SeriesLimits limits) {
  public SelectRequest {
    matchers = List.copyOf(matchers);
  }
}
