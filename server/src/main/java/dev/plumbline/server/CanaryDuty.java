// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.judges.canary.CanaryComparison;
import dev.plumbline.judges.canary.CanaryConfig;
import dev.plumbline.judges.canary.CanaryResult;
import dev.plumbline.judges.canary.CanaryVerdict;
import dev.plumbline.judges.canary.GoldenSet;
import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.store.CanaryRows;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.TelemetryReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs canaries while the server runs: each set in its interval, and at once when calls show a new
 * response model or provider fingerprint. A fall is an alert of its own. One thread.
 */
final class CanaryDuty {
  static final String MONITOR = "canary";

  private static final Logger log = LoggerFactory.getLogger(CanaryDuty.class);
  private static final Set<String> CAUSES = Set.of("response_model", "provider_fingerprint");
  private static final Duration SYSTEM_MEMORY = Duration.ofDays(7);

  private final CanaryConfig config;
  private final Canaries canaries;
  private final List<String> sets;
  private final TelemetryReader reader;
  private final AlertStore alerts;
  private final CanaryRows rows;
  private final Gate gate;
  private final Path folder;
  private final InstantSource clock;

  CanaryDuty(
      AppConfig config,
      Canaries canaries,
      TelemetryReader reader,
      AlertStore alerts,
      CanaryRows rows,
      Gate gate,
      InstantSource clock) {
    this.config = config.canaries();
    this.canaries = canaries;
    this.sets = this.config.sets();
    this.reader = reader;
    this.alerts = alerts;
    this.rows = rows;
    this.gate = gate;
    this.folder = config.data().resolve("canaries");
    this.clock = clock;
  }

  /** Runs what is due. */
  void step() throws InterruptedException {
    for (String name : sets) {
      Duration interval =
          GoldenSet.PROBES.contains(name) ? config.probeInterval() : config.interval();
      GoldenSet set = Canaries.set(name);
      Optional<Instant> last = lastRun(set);
      Instant now = clock.instant();
      boolean due = last.filter(at -> now.isBefore(at.plus(interval))).isEmpty();
      if (!interval.isZero() && (due || changedSince(last.orElse(now), now))) {
        run(set, now);
      }
    }
  }

  private boolean changedSince(Instant last, Instant now) {
    return last.isBefore(now)
        && reader.versionChanges(config.service(), "all", "", last, now).stream()
            .anyMatch(change -> CAUSES.contains(change.part()) && !change.before().isEmpty());
  }

  private void run(GoldenSet set, Instant now) throws InterruptedException {
    // before the run: one that breaks is not tried again every minute
    note(set, now);
    try {
      Canaries.Ran ran = canaries.run(set, production(now), false);
      CanaryVerdict verdict = ran.verdict();
      log.atInfo()
          .addKeyValue("set", set.name())
          .addKeyValue("outcome", verdict.outcome().label())
          .addKeyValue("answered", ran.result().answered())
          .log("canary run");
      rows.save(ran.result().runId(), Canaries.rows(ran.result()));
      if (verdict.outcome() != CanaryVerdict.Outcome.FAILED) {
        tell(set, ran, now);
      }
    } catch (IOException e) {
      log.atError().addKeyValue("set", set.name()).setCause(e).log("canary run failed");
    }
  }

  /** The instructions that production used last; empty when none is wanted or known. */
  private String production(Instant now) {
    if (config.service().isEmpty()) {
      return "";
    }
    return reader
        .rows(
            new RowQuery(
                RowQuery.View.MODEL_CALLS,
                now.minus(SYSTEM_MEMORY),
                now,
                Map.of("ServiceName", config.service()),
                List.of("SystemText"),
                1,
                Optional.empty()))
        .rows()
        .stream()
        .findFirst()
        .map(row -> row.get("SystemText") instanceof String text ? text : "")
        .orElse("");
  }

  private void tell(GoldenSet set, Canaries.Ran ran, Instant now) {
    List<String> fallen = ran.verdict().fallen();
    List<Alert> open =
        alerts.open().stream()
            .filter(a -> a.monitor().equals(MONITOR) && a.segmentValue().equals(set.name()))
            .toList();
    for (Alert alert : open) {
      if (!fallen.contains(alert.dimension())) {
        alerts.save(
            alert.resolved(now),
            Optional.of(
                new AlertEvent(
                    alert.id(), now, alert.state(), AlertState.RESOLVED, "monitor", "back")));
      }
    }
    for (String dimension : fallen) {
      if (open.stream().noneMatch(alert -> alert.dimension().equals(dimension))) {
        Alert alert = alert(set, ran, dimension, now);
        alerts.save(
            alert,
            Optional.of(
                new AlertEvent(
                    alert.id(),
                    now,
                    AlertState.PENDING,
                    AlertState.FIRING,
                    "monitor",
                    "canary fell")));
      }
    }
  }

  private Alert alert(GoldenSet set, Canaries.Ran ran, String dimension, Instant now) {
    CanaryResult result = ran.result();
    Optional<CanaryComparison> compared =
        ran.verdict().comparisons().stream()
            .filter(c -> c.dimension().equals(dimension))
            .findFirst();
    double mean = result.mean(dimension).orElse(0);
    String reason =
        ran.verdict().reasons().stream()
            .filter(r -> r.startsWith(dimension + " "))
            .findFirst()
            .orElse(dimension);
    String key = String.join("\n", MONITOR, set.name(), dimension, now.toString());
    return new Alert(
        UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString(),
        MONITOR,
        config.service(),
        dimension,
        "canary",
        set.name(),
        AlertState.FIRING,
        dimension.equals(CanaryResult.PASS) ? GateState.ALERTING : gate.stateOf(dimension),
        "ticket",
        config.owner(),
        now,
        now,
        Optional.of(now),
        Optional.empty(),
        now,
        mean,
        compared.map(CanaryComparison::before).orElse(set.minPass()),
        compared.map(c -> (c.high() - c.low()) / 4).orElse(0.0),
        compared.map(CanaryComparison::difference).orElse(mean - set.minPass()),
        "canary %s on %s: %s; answered by %s"
            .formatted(
                set.name(), result.model(), reason, String.join(", ", result.responseModels())),
        Canaries.json(ran).toString());
  }

  private Path file(GoldenSet set) {
    return folder.resolve(set.name() + ".last");
  }

  private Optional<Instant> lastRun(GoldenSet set) {
    try {
      return Files.exists(file(set))
          ? Optional.of(Instant.parse(Files.readString(file(set)).strip()))
          : Optional.empty();
    } catch (IOException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private void note(GoldenSet set, Instant now) {
    try {
      Files.createDirectories(folder);
      Files.writeString(file(set), now.toString());
    } catch (IOException e) {
      log.atWarn().addKeyValue("set", set.name()).setCause(e).log("time of run was not kept");
    }
  }
}
