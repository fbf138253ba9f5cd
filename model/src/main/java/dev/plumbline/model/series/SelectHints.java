// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import java.util.List;

/**
 * What the engine will do with the selected samples. A source may use it to choose a coarser table
 * or a faster path, and may ignore it: the samples it returns must give the same result.
 *
 * @param stepMillis distance of the evaluation times; 0 for an instant query
 * @param rangeMillis length of the range selector; 0 for an instant selector
 * @param function the function or aggregation around the selector, for example {@code rate}, or
 *     empty
 * @param grouping labels of the aggregation around it; empty when there is none
 * @param by true for {@code by (...)}, false for {@code without (...)} or no aggregation
 */
public record SelectHints(
    long stepMillis, long rangeMillis, String function, List<String> grouping, boolean by) {
  /** Nothing is known. */
  public static final SelectHints NONE = new SelectHints(0, 0, "", List.of(), false);

  public SelectHints {
    grouping = List.copyOf(grouping);
  }
}
