// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import dev.plumbline.model.error.Checks;
import java.util.List;

/**
 * Asks about labels rather than samples.
 *
 * @param selectors a series counts when it satisfies all matchers of <em>any</em> selector; none
 *     means every series
 * @param startMillis a series counts when it has a sample at or after this time
 * @param endMillis and at or before this one; both inclusive, milliseconds since the epoch. A
 *     source may count more series than these, where it knows time only roughly
 * @param limit the most items wanted; 0 for no limit
 */
public record LabelRequest(
    List<List<LabelMatcher>> selectors, long startMillis, long endMillis, int limit) {
  public LabelRequest {
    selectors = selectors.stream().map(List::copyOf).toList();
    Checks.atLeast("limit", limit, 0);
  }

  /** Every series of all times, without a limit. */
  public static LabelRequest everything() {
    return new LabelRequest(List.of(), Long.MIN_VALUE, Long.MAX_VALUE, 0);
  }
}
