// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.incident;

import dev.plumbline.model.error.Checks;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which incidents.
 *
 * @param text in service, dimension, owner, summary, reason, what changed or a note of the audit,
 *     whatever the case; empty for all
 * @param service only this one; empty for every service
 * @param states only these; empty for all
 * @param from they were not resolved before; inclusive
 * @param to they were opened before
 * @param limit 1 to 10,000
 */
public record IncidentQuery(
    String text,
    Optional<String> service,
    Set<IncidentState> states,
    Instant from,
    Instant to,
    int limit) {
  public IncidentQuery {
    Checks.inRange("limit", limit, 1, 10_000);
    states = Set.copyOf(states);
  }
}
