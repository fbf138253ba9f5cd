// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.incident;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentChange;
import dev.plumbline.model.incident.IncidentEvent;
import dev.plumbline.model.incident.IncidentEvent.Kind;
import dev.plumbline.model.incident.IncidentState;
import dev.plumbline.model.incident.IncidentSteps;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which alerts belong together: firing alerts of one service are one incident, until a person
 * resolves it. Pure functions of alerts and incidents.
 */
final class Grouping {
  static final String ACTOR = "monitor";

  private Grouping() {}

  /**
   * Where alerts go.
   *
   * @param joining incident to the alerts that it takes up or that came back to it; a resolved one
   *     is reopened by them
   * @param opening alerts of new incidents, one list for each
   */
  record Plan(Map<String, List<Alert>> joining, List<List<Alert>> opening) {}

  /**
   * Whether an alert may be part of an incident: it fires, its evaluator has earned alerts
   * (advisory ones are only listed), and it belongs to a service.
   */
  static boolean counts(Alert alert) {
    return (alert.state() == AlertState.FIRING || alert.state() == AlertState.ACKNOWLEDGED)
        && alert.gate() != GateState.ADVISORY
        && !alert.service().isBlank();
  }

  /**
   * Decides where alerts go that are in no incident, or whose incident was resolved before they
   * came back. A change for the better (severity info) joins an incident but opens none.
   *
   * @param alerts open ones
   * @param incidents all that are not resolved, all that were resolved within the reopen window,
   *     and all that hold one of the alerts
   */
  static Plan plan(Collection<Alert> alerts, List<Incident> incidents, Instant reopenFrom) {
    Map<String, List<Alert>> joining = new TreeMap<>();
    Map<String, List<Alert>> opening = new TreeMap<>();
    for (Alert alert : sorted(alerts)) {
      Optional<Incident> open =
          incidents.stream()
              .filter(i -> !i.resolved() && i.service().equals(alert.service()))
              .min(NEWEST);
      Optional<Incident> known =
          incidents.stream().filter(i -> i.alertIds().contains(alert.id())).min(NEWEST);
      if (known.isPresent() && !back(known.get(), alert)) {
        continue;
      }
      Optional<Incident> target =
          open.or(() ->
              incidents.stream()
                  .filter(i -> sameMatter(i, alert) && recent(i, reopenFrom))
                  .min(NEWEST));
      if (target.isPresent()) {
        joining.computeIfAbsent(target.get().id(), _ -> new ArrayList<>()).add(alert);
      } else if (Description.severity(alert.severity()) > 0) {
        opening.computeIfAbsent(alert.service(), _ -> new ArrayList<>()).add(alert);
      }
    }
    return new Plan(joining, List.copyOf(opening.values()));
  }

  private static final Comparator<Incident> NEWEST =
      Comparator.comparing(Incident::openedAt).reversed().thenComparing(Incident::id);

  private static List<Alert> sorted(Collection<Alert> alerts) {
    return alerts.stream()
        .filter(Grouping::counts)
        .sorted(Comparator.comparing(Alert::pendingSince).thenComparing(Alert::id))
        .toList();
  }

  /** The incident is resolved, and the alert had ended before it came again. */
  private static boolean back(Incident incident, Alert alert) {
    return incident.resolved() && incident.endedAlertIds().contains(alert.id());
  }

  private static boolean recent(Incident incident, Instant reopenFrom) {
    return incident.resolvedAt().map(end -> !end.isBefore(reopenFrom)).orElse(true);
  }

  private static boolean sameMatter(Incident incident, Alert alert) {
    return incident.service().equals(alert.service())
        && (incident.dimension().equals(alert.dimension())
            || incident.alertIds().contains(alert.id()));
  }

  /** A new incident. */
  static IncidentChange open(List<Alert> alerts, IncidentConfig config, Instant now) {
    Description says = Description.of(alerts);
    Alert leading = says.leading();
    Alert first = alerts.getFirst();
    String identity = first.service() + "\n" + first.id() + "\n" + first.updatedAt();
    Incident incident =
        new Incident(
            UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString(),
            leading.service(),
            IncidentState.OPEN,
            leading.dimension(),
            leading.segment(),
            leading.segmentValue(),
            leading.severity(),
            leading.owner(),
            says.startedAt(),
            now,
            Optional.empty(),
            Optional.empty(),
            now,
            ids(alerts),
            List.of(),
            List.of(),
            says.summary(),
            says.changes(),
            "",
            Optional.empty(),
            Optional.empty(),
            List.of(),
            now,
            config.runbook(now));
    List<IncidentEvent> events = new ArrayList<>();
    events.add(
        new IncidentEvent(
            incident.id(),
            now,
            Duration.ZERO,
            Kind.OPENED,
            IncidentState.OPEN,
            IncidentState.OPEN,
            ACTOR,
            Description.place(leading)));
    for (Alert alert : alerts) {
      events.add(IncidentEvent.of(incident, Kind.ALERT_JOINED, now, ACTOR, named(alert)));
    }
    return new IncidentChange(incident, events);
  }

  private static List<String> ids(List<Alert> alerts) {
    return alerts.stream().map(Alert::id).toList();
  }

  private static String named(Alert alert) {
    return Description.place(alert) + " (" + alert.id() + ")";
  }

  /**
   * Brings an incident in line with its alerts: takes up those that join, marks those that are
   * over, reopens it when one came back, and says when all are over.
   *
   * @param joining from the plan
   * @param alerts those of its alerts that are known now, by id
   */
  static IncidentChange tend(
      Incident was, List<Alert> joining, Map<String, Alert> alerts, Instant now) {
    List<IncidentEvent> events = new ArrayList<>();
    Map<String, Alert> known = new LinkedHashMap<>(alerts);
    joining.forEach(alert -> known.put(alert.id(), alert));
    Incident incident = was;
    if (was.resolved() && !joining.isEmpty()) {
      incident = IncidentSteps.reopened(was, now);
      events.add(
          IncidentEvent.of(
              was, incident.state(), Kind.REOPENED, now, ACTOR, named(joining.getFirst())));
    }
    List<String> ids = new ArrayList<>(incident.alertIds());
    for (Alert alert : joining) {
      if (!ids.contains(alert.id())) {
        ids.add(alert.id());
        events.add(IncidentEvent.of(incident, Kind.ALERT_JOINED, now, ACTOR, named(alert)));
      }
    }
    List<String> ended = ended(incident, ids, known, now, events);
    boolean overNow = ended.size() == ids.size();
    boolean overBefore = was.endedAlertIds().size() == was.alertIds().size();
    if (overNow && !overBefore && !incident.resolved()) {
      events.add(
          IncidentEvent.of(incident, Kind.ALL_ALERTS_ENDED, now, ACTOR, "every alert is over"));
    }
    Incident next = incident.edit().alertIds(ids).endedAlertIds(ended).at(now);
    return new IncidentChange(described(next, known.values(), now, events), events);
  }

  private static List<String> ended(
      Incident incident,
      List<String> ids,
      Map<String, Alert> known,
      Instant now,
      List<IncidentEvent> events) {
    Set<String> before = new HashSet<>(incident.endedAlertIds());
    List<String> ended = new ArrayList<>();
    for (String id : ids) {
      Alert alert = known.get(id);
      boolean over = alert == null ? before.contains(id) : alert.state() == AlertState.RESOLVED;
      if (over) {
        ended.add(id);
      }
      if (alert != null && over != before.contains(id)) {
        events.add(
            IncidentEvent.of(
                incident, over ? Kind.ALERT_ENDED : Kind.ALERT_RETURNED, now, ACTOR, named(alert)));
      }
    }
    return ended;
  }

  /** Leading alert, severity, summary and causes anew; a resolved incident keeps its own. */
  private static Incident described(
      Incident next, Collection<Alert> known, Instant now, List<IncidentEvent> events) {
    List<Alert> alerts = known.stream().filter(a -> next.alertIds().contains(a.id())).toList();
    if (next.resolved() || alerts.size() < next.alertIds().size()) {
      return next;
    }
    Description says = Description.of(alerts);
    Alert leading = says.leading();
    if (!leading.dimension().equals(next.dimension())) {
      events.add(
          IncidentEvent.of(next, Kind.LEADING_CHANGED, now, ACTOR, Description.place(leading)));
    }
    return next.edit()
        .leading(leading.dimension(), leading.segment(), leading.segmentValue())
        .severity(leading.severity())
        .owner(leading.owner())
        .startedAt(says.startedAt())
        .summary(says.summary())
        .changes(says.changes())
        .at(now);
  }
}
