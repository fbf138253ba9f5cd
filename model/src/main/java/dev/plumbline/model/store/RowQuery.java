// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import dev.plumbline.model.error.Checks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rows of a view, newest first.
 *
 * @param from inclusive
 * @param to exclusive
 * @param equal column (outside contract) or segment name to the value it must have; an unknown
 *     column is INVALID_INPUT
 * @param limit 1 to 10,000
 * @param page {@link Rows#next} of the page before
 */
public record RowQuery(
    View view,
    Instant from,
    Instant to,
    Map<String, String> equal,
    List<String> columns,
    int limit,
    Optional<String> page) {
  public RowQuery {
    Checks.inRange("limit", limit, 1, 10_000);
    equal = Map.copyOf(equal);
    columns = List.copyOf(columns);
  }

  /** What can be read. */
  public enum View {
    MODEL_CALLS,
    TOOL_CALLS,
    SESSIONS,
    SCORES,
    SPANS,
    LOGS,
    ALERT_EVENTS,
    VERSIONS
  }
}
