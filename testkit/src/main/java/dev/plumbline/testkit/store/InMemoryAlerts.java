// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.telemetry.MetricSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alerts in memory, as {@link AlertStoreContract} wants them. Thread-safe. */
public final class InMemoryAlerts implements AlertStore {
  private final Map<String, Alert> saved = new LinkedHashMap<>();
  private final List<AlertEvent> events = new ArrayList<>();
  private final List<MetricSample> samples = new ArrayList<>();
  private int saves;

  @Override
  public synchronized void save(Alert alert, Optional<AlertEvent> event) {
    saved.put(alert.id(), alert);
    saves++;
    event.ifPresent(this::record);
  }

  @Override
  public synchronized void record(AlertEvent event) {
    if (!events.contains(event)) {
      events.add(event);
    }
  }

  @Override
  public synchronized List<Alert> open() {
    return saved.values().stream().filter(a -> a.state() != AlertState.RESOLVED).toList();
  }

  @Override
  public synchronized List<Alert> list(Instant from, Instant to, int limit) {
    return saved.values().stream()
        .filter(a -> a.pendingSince().isBefore(to))
        .filter(a -> a.resolvedAt().map(end -> !end.isBefore(from)).orElse(true))
        .sorted(Comparator.comparing(Alert::updatedAt).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Alert> find(String id) {
    return Optional.ofNullable(saved.get(id));
  }

  @Override
  public synchronized List<AlertEvent> events(String alertId) {
    return events.stream().filter(e -> e.alertId().equals(alertId)).toList();
  }

  @Override
  public synchronized void append(List<MetricSample> more) {
    samples.addAll(more);
  }

  /** Every alert, in the order of their first saving. */
  public synchronized List<Alert> all() {
    return List.copyOf(saved.values());
  }

  /** How often an alert was saved. */
  public synchronized int saves() {
    return saves;
  }

  /** Every event of every alert, in order. */
  public synchronized List<AlertEvent> events() {
    return List.copyOf(events);
  }

  /** Every sample that was appended, in order. */
  public synchronized List<MetricSample> samples() {
    return List.copyOf(samples);
  }

  /** Forgets everything. */
  public synchronized void clear() {
    saved.clear();
    events.clear();
    samples.clear();
    saves = 0;
  }
}
