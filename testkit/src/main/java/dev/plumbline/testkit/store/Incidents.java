// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import dev.plumbline.model.incident.ChangedPart;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentChange;
import dev.plumbline.model.incident.IncidentEvent;
import dev.plumbline.model.incident.IncidentState;
import dev.plumbline.model.incident.RunbookStep;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Incidents for tests. */
public final class Incidents {
  public static final Instant OPENED = Instant.parse("2026-11-21T12:00:00Z");

  private Incidents() {}

  /** An open incident of service checkout with one alert. */
  public static Incident open(String id, String alertId) {
    return new Incident(
        id,
        "checkout",
        IncidentState.OPEN,
        "refusal",
        "feature",
        "billing",
        "ticket",
        "team-a",
        OPENED.minusSeconds(3600),
        OPENED,
        Optional.empty(),
        Optional.empty(),
        OPENED,
        List.of(alertId),
        List.of(),
        List.of(),
        "Refusals in billing rose.",
        List.of(new ChangedPart("response_model", "a", "b", OPENED.minusSeconds(3700))),
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        OPENED,
        Arrays.stream(RunbookStep.Kind.values())
            .map(kind -> RunbookStep.due(kind, OPENED.plusSeconds(1800)))
            .toList());
  }

  /** The change that stores it for the first time. */
  public static IncidentChange opening(Incident incident) {
    return new IncidentChange(
        incident,
        List.of(
            new IncidentEvent(
                incident.id(),
                incident.openedAt(),
                Duration.ZERO,
                IncidentEvent.Kind.OPENED,
                IncidentState.OPEN,
                IncidentState.OPEN,
                "monitor",
                "because it's so")));
  }
}
