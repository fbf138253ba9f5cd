// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.drift.engine.Alarm;
import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.store.CallNumbers;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.model.store.WindowQuery.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Runs the engine over every service: one panel of dimensions that may alert, one of all others,
 * which only shows. Each look scans all hours again from what is stored, so a restart, late data or
 * a missed look need no special care. One thread.
 */
public final class EngineMonitor {
  static final String MONITOR = "mixture_sr";
  private static final Duration RESCAN = Duration.ofMinutes(2);
  private static final long HOUR = 3600;

  /** An alert ends when the last hours show nothing of it any more. */
  private static final Duration QUIET = Duration.ofDays(2);

  /** Alarms of two kinds this near to each other are of one change. */
  private static final Duration SAME = Duration.ofDays(1);

  private final WatchConfig config;
  private final TelemetryReader reader;
  private final CallNumbers calls;
  private final AlertStore alerts;
  private final Supplier<List<Dimension>> registry;
  private final Gate gate;
  private final InstantSource clock;
  private final EngineAlerts writer;
  private final Meters.Counter scans;
  private final Map<String, WatchedPanel> panels = new HashMap<>();
  private Instant scannedTo = Instant.MIN;
  private Instant scannedAt = Instant.MIN;

  /**
   * Starts nothing; call {@link #step} again and again.
   *
   * @param registry every dimension that is scored, asked anew at each look
   * @param gate whether a dimension's evaluator has earned the right to alert; what the panel that
   *     only shows finds is advisory, whatever it says
   */
  public EngineMonitor(
      WatchConfig config,
      TelemetryReader reader,
      CallNumbers calls,
      AlertStore alerts,
      Supplier<List<Dimension>> registry,
      Gate gate,
      InstantSource clock,
      Meters meters) {
    this.config = config;
    this.reader = reader;
    this.calls = calls;
    this.alerts = alerts;
    this.registry = registry;
    this.gate = gate;
    this.clock = clock;
    writer = new EngineAlerts(config, reader);
    scans = meters.counter("plumbline_drift_engine_scans_total", "Scans of a service's panel.");
  }

  /** Looks when an hour was completed since the last look, and otherwise every two minutes. */
  public void step() {
    Instant now = clock.instant();
    long complete = Math.floorDiv(now.minus(config.grace()).getEpochSecond(), HOUR);
    Instant until = Instant.ofEpochSecond(complete * HOUR);
    if (!config.enabled() || (until.equals(scannedTo) && now.isBefore(scannedAt.plus(RESCAN)))) {
      return;
    }
    Map<String, Dimension> dimensions = new TreeMap<>();
    registry.get().forEach(dimension -> dimensions.put(dimension.name(), dimension));
    Map<String, SortedMap<Long, Map<String, Double>>> services = counts(until);
    Map<String, Alert> open = new HashMap<>();
    for (Alert alert : alerts.open()) {
      if (alert.monitor().equals(MONITOR)) {
        open.put(alert.id(), alert);
      }
    }
    Set<String> found = new HashSet<>();
    services.forEach((service, hours) -> {
      for (boolean alerting : new boolean[] {true, false}) {
        look(service, alerting, hours, dimensions, until, open, found);
      }
    });
    for (Alert alert : open.values()) {
      if (!found.contains(alert.id())) {
        end(alert, until, "the hours no longer show it (late data, or a new baseline)");
      }
    }
    scannedTo = until;
    scannedAt = now;
  }

  private void look(
      String service,
      boolean alerting,
      SortedMap<Long, Map<String, Double>> hours,
      Map<String, Dimension> dimensions,
      Instant until,
      Map<String, Alert> open,
      Set<String> found) {
    List<String> names = names(alerting, dimensions);
    if (names.isEmpty()) {
      return;
    }
    String place = service + "\n" + alerting;
    WatchedPanel panel = panels.get(place);
    if (panel == null || !panel.dimensions().equals(names)) {
      panel = new WatchedPanel(service, names, config.segments(), config.engine(), calls);
      panels.put(place, panel);
    }
    List<Alarm> alarms = panel.update(counted(hours, names), until.getEpochSecond() / HOUR);
    scans.increment();
    for (Alarm alarm : alarms) {
      if (alarm.scope() != Alarm.Scope.PANEL
          || alarm.dimension().isEmpty()
          || saidBetter(alarm, alarms)) {
        continue;
      }
      String id = EngineAlerts.id(service, alerting, alarm);
      found.add(id);
      if (open.containsKey(id)) {
        follow(open.get(id), until);
      } else if (alerts.find(id).isEmpty()) {
        GateState state = alerting ? gate.stateOf("", alarm.dimension().get()) : GateState.ADVISORY;
        raise(service, id, alarm, alarms, dimensions, state, until);
      }
    }
  }

  /** A shift of the mean shows in the spread and over turns too; the shift is what people need. */
  private static boolean saidBetter(Alarm alarm, List<Alarm> alarms) {
    return alarm.kind() != Alarm.Kind.BEHAVIOUR
        && alarms.stream()
            .filter(other -> other.kind() == Alarm.Kind.BEHAVIOUR)
            .filter(other -> other.scope() == Alarm.Scope.PANEL)
            .anyMatch(other ->
                Math.abs(other.startedAt() - alarm.startedAt()) <= SAME.toMillis()
                    || Math.abs(other.detectedAt() - alarm.detectedAt()) <= SAME.toMillis());
  }

  /** Dimensions that may alert, of the configured ones; or all the others that are degrees. */
  private List<String> names(boolean alerting, Map<String, Dimension> dimensions) {
    List<String> names = new ArrayList<>();
    dimensions.forEach((name, dimension) -> {
      boolean mayAlert =
          config.dimensions().contains(name) && gate.stateOf("", name) != GateState.ADVISORY;
      boolean degree =
          dimension.scale() == Scale.BINARY
              || dimension.scale() == Scale.PROBABILITY
              || dimension.scale() == Scale.ORDINAL;
      if (alerting ? mayAlert : degree && !mayAlert) {
        names.add(name);
      }
    });
    return names;
  }

  /** Scores that the windows hold, by service, hour and dimension. */
  private Map<String, SortedMap<Long, Map<String, Double>>> counts(Instant until) {
    Map<String, SortedMap<Long, Map<String, Double>>> services = new TreeMap<>();
    WindowQuery query =
        new WindowQuery(
            Resolution.HOUR,
            until.minus(config.history()),
            until,
            Optional.empty(),
            Optional.of("all"),
            Optional.empty(),
            Optional.empty());
    for (Window window : reader.windows(query)) {
      if (!window.service().isEmpty() && window.n() > 0) {
        services
            .computeIfAbsent(window.service(), _ -> new TreeMap<>())
            .computeIfAbsent(window.start().getEpochSecond() / HOUR, _ -> new HashMap<>())
            .merge(window.dimension(), window.sumWx() + window.n(), Double::sum);
      }
    }
    return services;
  }

  private static SortedMap<Long, Double> counted(
      SortedMap<Long, Map<String, Double>> hours, List<String> names) {
    SortedMap<Long, Double> counted = new TreeMap<>();
    hours.forEach((hour, scores) -> {
      double sum = 0;
      for (String name : names) {
        sum += scores.getOrDefault(name, 0.0);
      }
      if (sum > 0) {
        counted.put(hour, sum);
      }
    });
    return counted;
  }

  private void raise(
      String service,
      String id,
      Alarm alarm,
      List<Alarm> all,
      Map<String, Dimension> dimensions,
      GateState state,
      Instant until) {
    String name = alarm.dimension().orElseThrow();
    Alert alert =
        writer.write(
            id, service, alarm, all, Optional.ofNullable(dimensions.get(name)), state, until);
    Instant at = alert.pendingSince();
    alerts.save(
        alert,
        Optional.of(new AlertEvent(id, at, AlertState.PENDING, AlertState.FIRING, "monitor", "")));
  }

  private void follow(Alert alert, Instant until) {
    if (until.isAfter(alert.pendingSince().plus(QUIET)) && writer.isOver(alert, until, QUIET)) {
      end(alert, until, "the last 48 hours are back in the range of the baseline");
    }
  }

  private void end(Alert alert, Instant at, String why) {
    alerts.save(
        AlertWriter.resolved(alert, at, why),
        Optional.of(
            new AlertEvent(alert.id(), at, alert.state(), AlertState.RESOLVED, "monitor", why)));
  }
}
