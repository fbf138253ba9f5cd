// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.model.store.WindowQuery.Resolution;
import dev.plumbline.model.telemetry.MetricSample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds every watched series against its own trailing baseline and keeps the alerts in the store in
 * step with what it finds. Each step is a new scan of the stored windows, so a restart, late data
 * or a missed step need no special care. One thread.
 */
public final class DriftMonitor {
  static final String MONITOR = "rolling_z";
  private static final Duration RESCAN = Duration.ofMinutes(1);
  private static final int MAX_ALERTS = 10_000;

  private final RollingZConfig config;
  private final TelemetryReader reader;
  private final AlertStore alerts;
  private final Map<String, Dimension> dimensions;
  private final AlertWriter writer;
  private final InstantSource clock;
  private final Meters.Counter scans;
  private final Meters.Counter transitions;
  private Instant scannedTo = Instant.MIN;
  private Instant scannedAt = Instant.MIN;
  private Instant sampledTo = Instant.MIN;

  /**
   * Starts nothing; call {@link #step} again and again.
   *
   * @param gate whether a dimension's evaluator has earned the right to alert, for a customer too
   */
  public DriftMonitor(
      RollingZConfig config,
      TelemetryReader reader,
      AlertStore alerts,
      List<Dimension> registry,
      Gate gate,
      InstantSource clock,
      Meters meters) {
    this.config = config;
    this.reader = reader;
    this.alerts = alerts;
    this.clock = clock;
    dimensions = new HashMap<>();
    registry.forEach(dimension -> dimensions.put(dimension.name(), dimension));
    writer = new AlertWriter(config, reader, dimensions, gate);
    scans = meters.counter("plumbline_drift_scans_total", "Scans of all watched series.");
    transitions =
        meters.counter(
            "plumbline_alert_transitions_total", "Alerts that changed their state.", "to");
  }

  /** Scans when a window was completed since the last scan, and otherwise once a minute. */
  public void step() {
    Instant now = clock.instant();
    Instant complete = floor(now.minus(config.grace()));
    if (!config.enabled() || (complete.equals(scannedTo) && now.isBefore(scannedAt.plus(RESCAN)))) {
      return;
    }
    scan(complete);
    scannedTo = complete;
    scannedAt = now;
    scans.increment();
  }

  private void scan(Instant complete) {
    Map<SeriesKey, Alert> open = new HashMap<>();
    Instant from = complete.minus(config.lookback());
    Instant earliest = from;
    for (Alert alert : alerts.open()) {
      if (alert.monitor().equals(MONITOR)) {
        open.put(keyOf(alert), alert);
        earliest = alert.startedAt().isBefore(earliest) ? alert.startedAt() : earliest;
      }
    }
    Map<SeriesKey, SortedMap<Instant, Sums>> series =
        load(earliest.minus(config.baseline()), complete);
    dropWholeServices(series);
    open.keySet().forEach(key -> series.putIfAbsent(key, new TreeMap<>()));
    Map<SeriesKey, Instant> settled = settled(from, complete);
    List<MetricSample> samples = new ArrayList<>();
    RollingZ rollingZ = new RollingZ(config);
    for (Map.Entry<SeriesKey, SortedMap<Instant, Sums>> entry : series.entrySet()) {
      SeriesKey key = entry.getKey();
      Alert known = open.get(key);
      Instant start = known != null ? known.startedAt() : settled.getOrDefault(key, from);
      RollingZ.Scan scan = rollingZ.scan(entry.getValue(), start, binary(key.dimension()));
      for (Verdict verdict : scan.verdicts()) {
        Instant end = verdict.start().plus(config.window());
        if (end.isAfter(sampledTo)) {
          DriftSamples.add(samples, key, verdict, end);
        }
      }
      keep(key, known, scan.episodes(), complete);
    }
    alerts.append(samples);
    sampledTo = complete;
  }

  /** Until when a series needs no second look: the end of its last alert inside the lookback. */
  private Map<SeriesKey, Instant> settled(Instant from, Instant complete) {
    Map<SeriesKey, Instant> until = new HashMap<>();
    for (Alert alert : alerts.list(from, complete.plus(RESCAN), MAX_ALERTS)) {
      Instant end = alert.resolvedAt().orElse(Instant.MIN);
      if (alert.monitor().equals(MONITOR) && end.isAfter(from)) {
        until.merge(keyOf(alert), end, (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return until;
  }

  private Map<SeriesKey, SortedMap<Instant, Sums>> load(Instant from, Instant to) {
    Resolution resolution = config.window().toMinutes() >= 60 ? Resolution.HOUR : Resolution.MINUTE;
    Map<SeriesKey, SortedMap<Instant, Sums>> series = new HashMap<>();
    for (String segment : config.segments()) {
      WindowQuery query =
          new WindowQuery(
              resolution,
              floor(from),
              to,
              Optional.empty(),
              Optional.of(segment),
              Optional.empty(),
              Optional.empty());
      for (Window window : reader.windows(query)) {
        if (watched(window)) {
          series
              .computeIfAbsent(SeriesKey.of(window), _ -> new TreeMap<>())
              .merge(floor(window.start()), Sums.of(window), Sums::plus);
        }
      }
    }
    return series;
  }

  /** A segment value that every call has would only repeat the alerts of the whole service. */
  private static void dropWholeServices(Map<SeriesKey, SortedMap<Instant, Sums>> series) {
    List<SeriesKey> repeated = new ArrayList<>();
    series.forEach((key, windows) -> {
      SeriesKey whole = new SeriesKey(key.service(), "all", "", key.dimension());
      SortedMap<Instant, Sums> all = key.segment().equals("all") ? null : series.get(whole);
      if (all != null && scores(windows) >= scores(all)) {
        repeated.add(key);
      }
    });
    series.keySet().removeAll(repeated);
  }

  private static double scores(SortedMap<Instant, Sums> windows) {
    return windows.values().stream().mapToDouble(Sums::n).sum();
  }

  private boolean watched(Window window) {
    return !window.service().isEmpty()
        && (config.dimensions().isEmpty() || config.dimensions().contains(window.dimension()));
  }

  /** Brings the stored alerts of one series in line with the episodes that a scan found. */
  private void keep(
      SeriesKey key, @Nullable Alert known, List<Episode> episodes, Instant complete) {
    boolean knownSeen = false;
    for (Episode episode : episodes) {
      String id = AlertWriter.id(key, episode.start());
      Optional<Alert> stored = storedAlert(id, known);
      knownSeen |= known != null && id.equals(known.id());
      if (stored.isPresent() && unchanged(stored.get(), episode)) {
        continue;
      }
      Alert alert = writer.write(id, key, episode, stored);
      save(alert, stored, alert.updatedAt(), "");
    }
    if (known != null && !knownSeen) {
      Alert gone =
          AlertWriter.resolved(
              known, complete, "the windows no longer show it (no data, or late data)");
      save(gone, Optional.of(known), complete, "no longer seen");
    }
  }

  private Optional<Alert> storedAlert(String id, @Nullable Alert known) {
    if (known != null && known.id().equals(id)) {
      return Optional.of(known);
    }
    return alerts.find(id);
  }

  /** A person's acknowledgement outlives further windows of the same episode. */
  private boolean unchanged(Alert stored, Episode episode) {
    AlertState seen =
        stored.state() == AlertState.ACKNOWLEDGED ? AlertState.FIRING : stored.state();
    Instant lastEnd = episode.last().start().plus(config.window());
    return seen == episode.state() && !stored.updatedAt().isBefore(lastEnd);
  }

  private void save(Alert alert, Optional<Alert> before, Instant at, String note) {
    AlertState from = before.map(Alert::state).orElse(AlertState.PENDING);
    boolean changed = before.isEmpty() || from != alert.state();
    Optional<AlertEvent> event =
        changed
            ? Optional.of(new AlertEvent(alert.id(), at, from, alert.state(), "monitor", note))
            : Optional.empty();
    alerts.save(alert, event);
    if (changed) {
      transitions.increment(alert.state().label());
    }
  }

  private boolean binary(String dimension) {
    Dimension known = dimensions.get(dimension);
    return known != null && (known.scale() == Scale.BINARY || known.scale() == Scale.PROBABILITY);
  }

  private Instant floor(Instant time) {
    long width = config.window().toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), width) * width);
  }

  private static SeriesKey keyOf(Alert alert) {
    return new SeriesKey(alert.service(), alert.segment(), alert.segmentValue(), alert.dimension());
  }
}
