// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import java.util.List;

/**
 * A list that may have been cut at the limit of its request.
 *
 * @param truncated there was more; the Prometheus API then warns "results truncated due to limit"
 */
public record Listing<T>(List<T> items, boolean truncated) {
  public Listing {
    items = List.copyOf(items);
  }

  /** The first {@code limit} items; 0 for all. */
  public static <T> Listing<T> cut(List<T> all, int limit) {
    return limit == 0 || all.size() <= limit
        ? new Listing<>(all, false)
        : new Listing<>(all.subList(0, limit), true);
  }
}
