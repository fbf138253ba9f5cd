// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.alert;

import dev.plumbline.model.telemetry.MetricSample;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps alerts, their history and the monitors' own series. Thread-safe. */
public interface AlertStore {
  /** Replaces the alert with the same id and appends the event, both or neither after a retry. */
  void save(Alert alert, Optional<AlertEvent> event);

  /** Appends an event that changes nothing of the alert itself, for example a delivery. */
  void record(AlertEvent event);

  /** Alerts that are pending, firing or acknowledged. */
  List<Alert> open();

  /**
   * Alerts that were open at some time in a stretch, the latest change first.
   *
   * @param limit 1 to 10,000
   */
  List<Alert> list(Instant from, Instant to, int limit);

  Optional<Alert> find(String id);

  List<AlertEvent> events(String alertId);

  /** Appends samples that a monitor computed: drift scores, baselines. */
  void append(List<MetricSample> samples);
}
