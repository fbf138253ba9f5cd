// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.incident;

import dev.plumbline.model.error.Checks;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Alerts of one service that belong together, and what people do about them.
 *
 * @param id stable over the life of the incident
 * @param dimension of the leading alert: the one with the largest severity, then the largest effect
 * @param segment of the leading alert; {@code all} for the whole service
 * @param segmentValue of the leading alert; empty when the segment is {@code all}
 * @param severity the largest of its alerts: info, ticket or page
 * @param owner of the leading alert; never blank
 * @param startedAt estimated start of the first drift, before the opening
 * @param openedAt when the first alert opened it
 * @param acknowledgedAt since the opening or the last reopening
 * @param resolvedAt empty while it is not resolved
 * @param alertIds in the order in which they came; at least one
 * @param endedAlertIds those of them that are over
 * @param recoveredAlertIds those whose score was back after the fix
 * @param summary plain words
 * @param changes what changed around the start, the nearest cause first
 * @param reason why it was resolved without cases, or while alerts were open; else empty
 * @param fixedAt when a fix went out, as a person said; the recovery watch starts here
 * @param recoveredAt when the scores of all alerts were back after the fix
 * @param cases golden sets that failing samples were written to, as {@code name@version}
 * @param clockFrom from where the clocks of the runbook count: the opening or the last reopening
 * @param runbook the steps in order
 */
public record Incident(
    String id,
    String service,
    IncidentState state,
    String dimension,
    String segment,
    String segmentValue,
    String severity,
    String owner,
    Instant startedAt,
    Instant openedAt,
    Optional<Instant> acknowledgedAt,
    Optional<Instant> resolvedAt,
    Instant updatedAt,
    List<String> alertIds,
    List<String> endedAlertIds,
    List<String> recoveredAlertIds,
    String summary,
    List<ChangedPart> changes,
    String reason,
    Optional<Instant> fixedAt,
    Optional<Instant> recoveredAt,
    List<String> cases,
    Instant clockFrom,
    List<RunbookStep> runbook) {

  /** A broken rule throws {@link IllegalArgumentException}, which says field, rule and value. */
  public Incident {
    Checks.notBlank("id", id);
    Checks.notBlank("service", service);
    Checks.notBlank("owner", owner);
    alertIds = List.copyOf(alertIds);
    endedAlertIds = List.copyOf(endedAlertIds);
    recoveredAlertIds = List.copyOf(recoveredAlertIds);
    changes = List.copyOf(changes);
    cases = List.copyOf(cases);
    runbook = List.copyOf(runbook);
    Checks.atLeast("alertIds", alertIds.size(), 1);
  }

  public boolean resolved() {
    return state == IncidentState.RESOLVED;
  }

  /** Alerts that are not over. */
  public List<String> openAlertIds() {
    return alertIds.stream().filter(alert -> !endedAlertIds.contains(alert)).toList();
  }

  /** A builder with everything as it is here. */
  public IncidentBuilder edit() {
    return new IncidentBuilder(this);
  }
}
