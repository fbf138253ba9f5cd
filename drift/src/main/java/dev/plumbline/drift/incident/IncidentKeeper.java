// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.incident;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentChange;
import dev.plumbline.model.incident.IncidentEvent;
import dev.plumbline.model.incident.IncidentEvent.Kind;
import dev.plumbline.model.incident.IncidentQuery;
import dev.plumbline.model.incident.IncidentState;
import dev.plumbline.model.incident.IncidentStore;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.model.store.WindowQuery.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps incidents in step with alerts, and watches scores after a fix. Each step looks at what is
 * stored, so a restart or a missed step needs no special care. One thread.
 */
public final class IncidentKeeper {
  private static final int MOST = 10_000;
  private static final int REMEMBERED = 10_000;
  private static final Duration LONGEST_WATCH = Duration.ofDays(30);
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private final IncidentConfig config;
  private final AlertStore alerts;
  private final IncidentStore incidents;
  private final TelemetryReader reader;
  private final InstantSource clock;
  private final Meters.Counter opened;

  /** Alerts that are over do not change any more, unless they come back as open ones. */
  private final Map<String, Alert> over =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Alert> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Starts nothing; call {@link #step} again and again. */
  public IncidentKeeper(
      IncidentConfig config,
      AlertStore alerts,
      IncidentStore incidents,
      TelemetryReader reader,
      InstantSource clock,
      Meters meters) {
    this.config = config;
    this.alerts = alerts;
    this.incidents = incidents;
    this.reader = reader;
    this.clock = clock;
    opened = meters.counter("plumbline_incidents_opened_total", "Incidents that were opened.");
  }

  /** Groups, marks what is over, and looks whether scores are back. */
  public void step() {
    if (!config.enabled()) {
      return;
    }
    Instant now = Instant.ofEpochMilli(clock.millis()); // what stores keep
    Map<String, Alert> open = new LinkedHashMap<>();
    for (Alert alert : alerts.open()) {
      open.put(alert.id(), alert);
      over.remove(alert.id());
    }
    Instant reopenFrom = now.minus(config.reopenWindow());
    Map<String, Incident> known = known(open, reopenFrom, now);
    Grouping.Plan plan = Grouping.plan(open.values(), List.copyOf(known.values()), reopenFrom);
    for (Incident incident : known.values()) {
      List<Alert> joining = plan.joining().getOrDefault(incident.id(), List.of());
      if (watched(incident, joining, reopenFrom)) {
        Map<String, Alert> ours = alertsOf(incident, open);
        incidents
            .update(incident.id(), was -> Grouping.tend(was, joining, ours, now))
            .ifPresent(current -> watch(current, ours, now));
      }
    }
    for (List<Alert> group : plan.opening()) {
      incidents.save(Grouping.open(group, config, now));
      opened.increment();
    }
  }

  private static boolean watched(Incident incident, List<Alert> joining, Instant reopenFrom) {
    boolean recent = incident.resolvedAt().map(end -> !end.isBefore(reopenFrom)).orElse(true);
    return !joining.isEmpty()
        || !incident.resolved()
        || (recent && !incident.openAlertIds().isEmpty());
  }

  private Map<String, Incident> known(Map<String, Alert> open, Instant reopenFrom, Instant now) {
    Map<String, Incident> known = new LinkedHashMap<>();
    Set<IncidentState> unresolved = EnumSet.complementOf(EnumSet.of(IncidentState.RESOLVED));
    Instant to = now.plus(AHEAD);
    for (List<Incident> found :
        List.of(
            incidents.list(
                new IncidentQuery("", Optional.empty(), unresolved, reopenFrom, to, MOST)),
            incidents.list(
                new IncidentQuery(
                    "", Optional.empty(), Set.of(IncidentState.RESOLVED), reopenFrom, to, MOST)),
            incidents.holding(open.keySet()))) {
      found.forEach(incident -> known.putIfAbsent(incident.id(), incident));
    }
    return known;
  }

  private Map<String, Alert> alertsOf(Incident incident, Map<String, Alert> open) {
    Map<String, Alert> found = new HashMap<>();
    for (String id : incident.alertIds()) {
      Optional<Alert> alert =
          Optional.ofNullable(open.get(id))
              .or(() -> Optional.ofNullable(over.get(id)))
              .or(() -> alerts.find(id));
      alert.ifPresent(a -> {
        found.put(id, a);
        if (a.state() == AlertState.RESOLVED) {
          over.put(id, a);
        }
      });
    }
    return found;
  }

  /** The recovery watch. */
  private void watch(Incident incident, Map<String, Alert> ours, Instant now) {
    if (incident.fixedAt().isEmpty() || incident.recoveredAt().isPresent()) {
      return;
    }
    Instant fixedAt = incident.fixedAt().get();
    Map<String, Recovery.Back> back = new LinkedHashMap<>();
    for (String id : incident.alertIds()) {
      Alert alert = ours.get(id);
      if (alert != null && !incident.recoveredAlertIds().contains(id)) {
        look(alert, fixedAt, now).ifPresent(found -> back.put(id, found));
      }
    }
    if (!back.isEmpty()) {
      incidents.update(incident.id(), was -> recovered(was, fixedAt, back, ours, now));
    }
  }

  private Optional<Recovery.Back> look(Alert alert, Instant fixedAt, Instant now) {
    Instant end = fixedAt.plus(LONGEST_WATCH);
    Instant to = (now.isBefore(end) ? now : end).truncatedTo(ChronoUnit.MINUTES);
    if (!to.isAfter(fixedAt)) {
      return Optional.empty();
    }
    return new Recovery(alert, fixedAt, config)
        .find(
            reader.windows(
                new WindowQuery(
                    Resolution.MINUTE,
                    fixedAt,
                    to,
                    Optional.of(alert.service()),
                    Optional.of(alert.segment()),
                    Optional.of(alert.segmentValue()),
                    Optional.of(alert.dimension()))));
  }

  private static IncidentChange recovered(
      Incident was,
      Instant fixedAt,
      Map<String, Recovery.Back> back,
      Map<String, Alert> ours,
      Instant now) {
    if (!was.fixedAt().equals(Optional.of(fixedAt))) {
      return IncidentChange.none(was); // somebody set another marker meanwhile
    }
    List<String> recovered = new ArrayList<>(was.recoveredAlertIds());
    List<IncidentEvent> events = new ArrayList<>();
    Instant last = fixedAt;
    for (Map.Entry<String, Recovery.Back> entry : back.entrySet()) {
      Alert alert = ours.get(entry.getKey());
      if (alert != null && !recovered.contains(entry.getKey())) {
        recovered.add(entry.getKey());
        last = entry.getValue().at().isAfter(last) ? entry.getValue().at() : last;
        events.add(
            IncidentEvent.of(
                was,
                Kind.SCORE_BACK,
                now,
                Grouping.ACTOR,
                Description.place(alert)
                    + " was back at "
                    + entry.getValue().at()
                    + ": "
                    + entry.getValue().words()));
      }
    }
    boolean all = recovered.containsAll(was.alertIds());
    if (all) {
      events.add(
          IncidentEvent.of(
              was, Kind.RECOVERED, now, Grouping.ACTOR, "every score is back since the fix"));
    }
    return new IncidentChange(
        was.edit()
            .recoveredAlertIds(recovered)
            .recoveredAt(all ? Optional.of(last) : Optional.empty())
            .at(now),
        events);
  }
}
