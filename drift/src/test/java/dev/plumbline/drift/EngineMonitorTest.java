// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.testkit.store.InMemoryAlerts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineMonitorTest {
  private static final Instant START = Instant.parse("2026-10-05T00:00:00Z");

  private final MemoryCalls calls = new MemoryCalls();
  private final InMemoryAlerts alerts = new InMemoryAlerts();
  private Instant now = START;

  @Test
  void namesWhatDriftedWhereAndSinceWhen() {
    calls.day(START, 0, 20, 0.05, 0.05);
    calls.day(START, 20, 22, 0.05, 0.35);
    run(22);

    Alert alert = alerts.all().getFirst();

    assertThat(alerts.all()).hasSize(1);
    assertThat(alert.state()).isEqualTo(AlertState.FIRING);
    assertThat(alert.monitor()).isEqualTo("mixture_sr");
    assertThat(alert.dimension()).isEqualTo("refusal");
    assertThat(alert.gate()).isEqualTo(GateState.PROVISIONAL);
    assertThat(alert.segmentValue()).isIn("billing", "");
    Instant change = START.plus(Duration.ofDays(20));
    assertThat(alert.startedAt()).isCloseTo(change, within(Duration.ofHours(6)));
    assertThat(alert.firedAt().orElseThrow()).isBetween(change, change.plus(Duration.ofDays(1)));
    assertThat(alert.summary())
        .startsWith("refusal")
        .contains("of shop rose from ", "response_model changed from a to b");
    assertThat(alert.evidenceJson()).contains("\"threshold\":7.69", "\"trace_id\"");
  }

  @Test
  void theSameHistoryWithoutTheChangeStaysSilent() {
    calls.day(START, 0, 22, 0.05, 0.05);
    run(22);

    assertThat(alerts.all()).isEmpty();
  }

  @Test
  void aRestartChangesNothing() {
    calls.day(START, 0, 20, 0.05, 0.05);
    calls.day(START, 20, 22, 0.05, 0.35);
    run(22);
    int saves = alerts.saves();

    run(22); // another process over the same store

    assertThat(alerts.saves()).isEqualTo(saves);
  }

  @Test
  void itEndsWhenTheLastHoursAreBackInTheBaselinesRange() {
    calls.day(START, 0, 20, 0.05, 0.05);
    calls.day(START, 20, 22, 0.05, 0.35);
    calls.day(START, 22, 28, 0.05, 0.05);
    EngineMonitor monitor = monitor();
    for (int day = 21; day <= 28; day++) {
      now = START.plus(Duration.ofDays(day)).plusSeconds(120);
      monitor.step();
    }

    assertThat(alerts.events())
        .extracting(AlertEvent::to)
        .containsExactly(AlertState.FIRING, AlertState.RESOLVED);
    assertThat(alerts.all().getFirst().state()).isEqualTo(AlertState.RESOLVED);
  }

  /** Late data correct the past: what they take back ends. */
  @Test
  void anAlarmThatLateDataTakeBackEnds() {
    calls.day(START, 0, 20, 0.05, 0.05);
    calls.day(START, 20, 22, 0.05, 0.35);
    EngineMonitor monitor = monitor();
    now = START.plus(Duration.ofDays(22)).plusSeconds(120);
    monitor.step();
    assertThat(alerts.open()).hasSize(1);

    calls.clearFrom(START.plus(Duration.ofDays(20)));
    calls.day(START, 20, 22, 0.05, 0.05);
    now = now.plus(Duration.ofMinutes(11));
    monitor.step();

    assertThat(alerts.open()).isEmpty();
    assertThat(alerts.all().getFirst().summary()).contains("no longer show it");
  }

  @Test
  void unprovedDimensionsStandInThePanelThatOnlyShows() {
    calls.day(START, 0, 20, 0.05, 0.05);
    calls.day(START, 20, 22, 0.05, 0.35);
    monitor(Map.of("refusal", GateState.ADVISORY)).step();
    now = START.plus(Duration.ofDays(22)).plusSeconds(120);
    monitor(Map.of("refusal", GateState.ADVISORY)).step();

    assertThat(alerts.all()).singleElement().extracting(Alert::gate).isEqualTo(GateState.ADVISORY);
  }

  /** A proved dimension that nobody asked to be alerted of is shown, and notifies nobody. */
  @Test
  void dimensionsThatAreNotChosenOnlyShow() {
    calls.day(START, 0, 20, 0.05, 0.05);
    calls.day(START, 20, 22, 0.05, 0.35);
    now = START.plus(Duration.ofDays(22)).plusSeconds(120);
    monitor(Map.of("refusal", GateState.ALERTING), "latency_ms").step();

    assertThat(alerts.all()).singleElement().extracting(Alert::gate).isEqualTo(GateState.ADVISORY);
  }

  @Test
  void nothingIsSaidBeforeTheReferenceIsOver() {
    calls.day(START, 0, 10, 0.05, 0.05);
    calls.day(START, 10, 12, 0.05, 0.9);
    run(12);

    assertThat(alerts.all()).isEmpty();
  }

  private void run(int days) {
    EngineMonitor monitor = monitor();
    now = START.plus(Duration.ofDays(days)).plusSeconds(120);
    monitor.step();
    monitor.step();
  }

  private EngineMonitor monitor() {
    return monitor(Map.of("refusal", GateState.PROVISIONAL));
  }

  private EngineMonitor monitor(Map<String, GateState> gate) {
    return monitor(gate, "refusal");
  }

  private EngineMonitor monitor(Map<String, GateState> gate, String alerting) {
    Settings settings =
        new Settings(
            "test", Map.of("drift.watch.enabled", "true", "drift.watch.dimensions", alerting));
    WatchConfig config = WatchConfig.read(settings);
    settings.throwIfInvalid();
    Dimension refusal =
        Dimension.degree(
            "refusal", "quality", Scale.PROBABILITY, Polarity.HIGHER_IS_WORSE, false, "Test.");
    return new EngineMonitor(
        config,
        calls,
        calls,
        alerts,
        () -> List.of(refusal),
        name -> gate.getOrDefault(name, GateState.ADVISORY),
        () -> now,
        Meters.none());
  }
}
