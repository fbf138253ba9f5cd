// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.drift.engine.Alarm;
import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.TelemetryReader.VersionChange;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.model.store.WindowQuery.Resolution;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns an alarm of the engine into an alert: plain words first, then the evidence. */
final class EngineAlerts {
  private static final int SAMPLES = 5;
  private static final double PAGE_EFFECT = 0.5;

  /** Windows around the estimated start in which a version may have changed. */
  private static final Duration NEAR = Duration.ofHours(2);

  private final WatchConfig config;
  private final TelemetryReader reader;

  EngineAlerts(WatchConfig config, TelemetryReader reader) {
    this.config = config;
    this.reader = reader;
  }

  /** The same alarm has the same id in every scan. */
  static String id(String service, boolean alerting, Alarm alarm) {
    String text =
        String.join(
            "\n",
            EngineMonitor.MONITOR,
            service,
            alerting ? "alerting" : "observing",
            alarm.kind().name(),
            Long.toString(alarm.detectedAt()));
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  Alert write(
      String id,
      String service,
      Alarm alarm,
      List<Alarm> all,
      Optional<Dimension> dimension,
      GateState gate,
      Instant until) {
    Instant start = Instant.ofEpochMilli(alarm.startedAt());
    Instant detected = Instant.ofEpochMilli(alarm.detectedAt());
    SeriesKey key =
        new SeriesKey(
            service,
            alarm.segment().map(cell -> cell.name()).orElse("all"),
            alarm.segment().map(cell -> cell.value()).orElse(""),
            alarm.dimension().orElseThrow());
    Sums before = sums(key, until.minus(config.history()), start);
    Sums after = sums(key, start, until);
    List<VersionChange> changes =
        reader.versionChanges(
            service, key.segment(), key.segmentValue(), start.minus(NEAR), start.plus(NEAR));
    boolean rising = after.mean() >= before.mean();
    List<TelemetryReader.Sample> samples =
        reader.samples(
            key.dimension(),
            service,
            key.segment(),
            key.segmentValue(),
            start,
            until,
            rising,
            SAMPLES);
    return new Alert(
        id,
        EngineMonitor.MONITOR,
        service,
        key.dimension(),
        key.segment(),
        key.segmentValue(),
        AlertState.FIRING,
        gate,
        severity(alarm, dimension, gate, rising),
        dimension.map(Dimension::owner).filter(o -> !o.equals("plumbline")).orElse(config.owner()),
        start,
        detected,
        Optional.of(detected),
        Optional.empty(),
        detected,
        after.mean(),
        before.mean(),
        sd(before),
        alarm.statistic(),
        words(key, alarm, dimension, before, after, start) + PlainWords.changed(changes) + ".",
        evidence(key, alarm, all, before, after, changes, samples, until));
  }

  private static String words(
      SeriesKey key,
      Alarm alarm,
      Optional<Dimension> dimension,
      Sums before,
      Sums after,
      Instant start) {
    String place = PlainWords.place(key);
    return switch (alarm.kind()) {
      case VARIANCE ->
          "The spread of " + place + (alarm.effect() > 0 ? " grew" : " shrank") + " since " + start;
      case DEPTH ->
          place
              + (alarm.effect() > 0 ? " rises" : " falls")
              + " more with each turn of a conversation since "
              + start;
      default ->
          PlainWords.shift(
              key,
              dimension.orElse(null),
              after.mean() >= before.mean(),
              before.mean(),
              after.mean(),
              start);
    };
  }

  private String severity(
      Alarm alarm, Optional<Dimension> dimension, GateState gate, boolean rising) {
    double sure =
        alarm.effectLow() > 0 || alarm.effectHigh() < 0
            ? Math.min(Math.abs(alarm.effectLow()), Math.abs(alarm.effectHigh()))
            : 0;
    boolean better = dimension.filter(d -> AlertWriter.better(d.polarity(), rising)).isPresent();
    if (better || Math.abs(alarm.effect()) < config.minEffect()) {
      return "info";
    }
    return gate == GateState.ALERTING && sure >= PAGE_EFFECT ? "page" : "ticket";
  }

  /** Whether the mean of the last hours is within two standard errors of the baseline's. */
  boolean isOver(Alert alert, Instant until, Duration quiet) {
    SeriesKey key =
        new SeriesKey(alert.service(), alert.segment(), alert.segmentValue(), alert.dimension());
    Sums now = sums(key, until.minus(quiet), until);
    if (now.n() < config.engine().minSliceCalls()) {
      return false;
    }
    double error = alert.baselineSd() / Math.sqrt(now.n());
    return Math.abs(now.mean() - alert.baselineMean()) < 1.96 * error;
  }

  private static double sd(Sums sums) {
    double mean = sums.mean();
    return Math.sqrt(Math.max(0, sums.sumOfSquares() / sums.n() - mean * mean));
  }

  private Sums sums(SeriesKey key, Instant from, Instant to) {
    Sums sums = Sums.NONE;
    WindowQuery query =
        new WindowQuery(
            Resolution.HOUR,
            from,
            to,
            Optional.of(key.service()),
            Optional.of(key.segment()),
            key.segment().equals("all") ? Optional.empty() : Optional.of(key.segmentValue()),
            Optional.of(key.dimension()));
    for (Window window : reader.windows(query)) {
      sums = sums.plus(Sums.of(window));
    }
    return sums;
  }

  private String evidence(
      SeriesKey key,
      Alarm alarm,
      List<Alarm> all,
      Sums before,
      Sums after,
      List<VersionChange> changes,
      List<TelemetryReader.Sample> samples,
      Instant until) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.putObject("rule")
        .put("monitor", EngineMonitor.MONITOR)
        .put("kind", alarm.kind().name().toLowerCase(Locale.ROOT))
        .put("average_run_length_hours", config.engine().arlHours())
        .put("reference_days", config.engine().referenceDays());
    root.put("statistic", alarm.statistic()).put("threshold", alarm.threshold());
    root.put("detected_at", Instant.ofEpochMilli(alarm.detectedAt()).toString());
    root.put("started_at", Instant.ofEpochMilli(alarm.startedAt()).toString());
    root.putObject("effect_sd")
        .put("value", alarm.effect())
        .put("low", alarm.effectLow())
        .put("high", alarm.effectHigh());
    root.putObject("before").put("scores", before.n()).put("mean", before.mean());
    root.putObject("since_start").put("scores", after.n()).put("mean", after.mean());
    ArrayNode cells = root.putArray("confirmed_cells");
    for (Alarm cell : all) {
      if (cell.scope() == Alarm.Scope.SLICE && cell.startedAt() == alarm.startedAt()) {
        cells
            .addObject()
            .put("dimension", cell.dimension().orElse(""))
            .put("segment", cell.segment().map(c -> c.name()).orElse("all"))
            .put("segment_value", cell.segment().map(c -> c.value()).orElse(""))
            .put("effect_sd", cell.effect());
      }
    }
    EvidenceJson.found(root, changes, samples);
    root.put("windows_request", EvidenceJson.request(key, until.minus(config.history()), until));
    return root.toString();
  }
}
