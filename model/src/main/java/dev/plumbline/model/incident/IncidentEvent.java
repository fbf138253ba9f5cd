// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * One line of an incident's audit. Never changed.
 *
 * @param clock time since the incident was opened
 * @param from the same as {@code to} when the state did not change
 * @param actor {@code monitor} or who did it
 * @param note plain words; may be empty
 */
public record IncidentEvent(
    String incidentId,
    Instant at,
    Duration clock,
    Kind kind,
    IncidentState from,
    IncidentState to,
    String actor,
    String note) {

  /** What happened. */
  public enum Kind {
    OPENED,
    ALERT_JOINED,
    ALERT_ENDED,
    ALERT_RETURNED,
    ALL_ALERTS_ENDED,
    LEADING_CHANGED,
    ACKNOWLEDGED,
    NOTE,
    STEP_DONE,
    FIX_MARKED,
    SCORE_BACK,
    RECOVERED,
    CASES_WRITTEN,
    RESOLVED,
    REOPENED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An event of an incident that goes from one state to another. */
  public static IncidentEvent of(
      Incident before, IncidentState to, Kind kind, Instant at, String actor, String note) {
    return new IncidentEvent(
        before.id(),
        at,
        Duration.between(before.openedAt(), at),
        kind,
        before.state(),
        to,
        actor,
        note);
  }

  /** An event that leaves the state as it is. */
  public static IncidentEvent of(
      Incident incident, Kind kind, Instant at, String actor, String note) {
    return of(incident, incident.state(), kind, at, actor, note);
  }
}
