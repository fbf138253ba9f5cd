// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.telemetry.MetricSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alerts in memory. */
final class MemoryAlerts implements AlertStore {
  final Map<String, Alert> saved = new LinkedHashMap<>();
  final List<AlertEvent> events = new ArrayList<>();

  @Override
  public void save(Alert alert, Optional<AlertEvent> event) {
    saved.put(alert.id(), alert);
    event.ifPresent(events::add);
  }

  @Override
  public void record(AlertEvent event) {
    events.add(event);
  }

  @Override
  public List<Alert> open() {
    return saved.values().stream().filter(a -> a.state() != AlertState.RESOLVED).toList();
  }

  @Override
  public List<Alert> list(Instant from, Instant to, int limit) {
    return List.copyOf(saved.values());
  }

  @Override
  public Optional<Alert> find(String id) {
    return Optional.ofNullable(saved.get(id));
  }

  @Override
  public List<AlertEvent> events(String alertId) {
    return events.stream().filter(e -> e.alertId().equals(alertId)).toList();
  }

  @Override
  public void append(List<MetricSample> samples) {}
}
