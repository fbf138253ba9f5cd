// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.telemetry.MetricSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alerts in memory. */
final class FakeAlerts implements AlertStore {
  static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  final Map<String, Alert> alerts = new LinkedHashMap<>();
  final List<AlertEvent> events = new ArrayList<>();

  static Alert alert(String id, AlertState state, String summary) {
    return new Alert(
        id,
        "rolling_z",
        "shop",
        "refusal",
        "feature",
        "billing",
        state,
        GateState.ALERTING,
        "ticket",
        "support-team",
        START,
        START.plusSeconds(600),
        state == AlertState.PENDING ? Optional.empty() : Optional.of(START.plusSeconds(1200)),
        state == AlertState.RESOLVED ? Optional.of(START.plusSeconds(4000)) : Optional.empty(),
        START.plusSeconds(1800),
        0.11,
        0.04,
        0.01,
        7.0,
        summary,
        "{\"windows\":[1,2],\"z\":7.0}");
  }

  @Override
  public synchronized void save(Alert alert, Optional<AlertEvent> event) {
    alerts.put(alert.id(), alert);
    event.ifPresent(events::add);
  }

  @Override
  public synchronized void record(AlertEvent event) {
    events.add(event);
  }

  @Override
  public synchronized List<Alert> open() {
    return alerts.values().stream().filter(a -> a.state() != AlertState.RESOLVED).toList();
  }

  @Override
  public synchronized List<Alert> list(Instant from, Instant to, int limit) {
    return alerts.values().stream()
        .filter(a -> a.pendingSince().isBefore(to))
        .filter(a -> a.resolvedAt().map(end -> !end.isBefore(from)).orElse(true))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Alert> find(String id) {
    return Optional.ofNullable(alerts.get(id));
  }

  @Override
  public synchronized List<AlertEvent> events(String alertId) {
    return events.stream().filter(e -> e.alertId().equals(alertId)).toList();
  }

  @Override
  public void append(List<MetricSample> samples) {}
}
