// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.telemetry.MetricSample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Headline numbers for dashboards, as series: conversations in 24 hours and the last anomaly, by
 * service. One thread.
 */
public final class Headlines {
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration ANOMALIES = Duration.ofDays(30);
  private static final int MAX_ALERTS = 10_000;

  private final TelemetryReader reader;
  private final AlertStore alerts;
  private final InstantSource clock;

  /** Starts nothing; call {@link #step} again and again. */
  public Headlines(TelemetryReader reader, AlertStore alerts, InstantSource clock) {
    this.reader = reader;
    this.alerts = alerts;
    this.clock = clock;
  }

  /** Writes one sample of each series. */
  public void step() {
    Instant now = clock.instant();
    List<MetricSample> samples = new ArrayList<>();
    reader
        .conversationCounts(now.minus(DAY), now)
        .forEach((service, count) ->
            samples.add(
                sample(
                    "plumbline_sessions_24h",
                    "Conversations with at least one call in the last 24 hours.",
                    service,
                    now,
                    (double) count)));
    Map<String, Instant> last = new TreeMap<>();
    for (Alert alert : alerts.list(now.minus(ANOMALIES), now, MAX_ALERTS)) {
      alert
          .firedAt()
          .ifPresent(at -> last.merge(alert.service(), at, (a, b) -> a.isAfter(b) ? a : b));
    }
    last.forEach((service, at) ->
        samples.add(
            sample(
                "plumbline_last_anomaly_timestamp_seconds",
                "When a drift alert last fired, in seconds since 1970.",
                service,
                now,
                (double) at.getEpochSecond())));
    if (!samples.isEmpty()) {
      alerts.append(samples);
    }
  }

  private static MetricSample sample(
      String name, String help, String service, Instant at, double value) {
    TreeMap<String, String> labels = new TreeMap<>(Map.of("service", service));
    return new MetricSample(name, "gauge", "1", help, labels, at.toEpochMilli(), value);
  }
}
