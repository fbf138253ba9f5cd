// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.testkit.store.InMemoryAlerts;
import dev.plumbline.testkit.store.NoTelemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class DriftMonitorTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Dimension REFUSAL =
      Dimension.degree(
          "refusal", "quality", Scale.BINARY, Polarity.HIGHER_IS_WORSE, false, "Declined.");

  private final Windows windows = new Windows();
  private final InMemoryAlerts alerts = new InMemoryAlerts();
  private Instant now = START.plus(Duration.ofDays(9)).plus(Duration.ofMinutes(2));

  @Test
  void namesDimensionSegmentStartAndWhatChanged() {
    windows.refusals(0, 24 * 9, "billing", 4);
    windows.refusals(0, 24 * 9, "search", 4);
    windows.refusals(24 * 8, 24 * 9, "billing", 20);

    monitor().step();

    assertThat(alerts.all()).hasSize(1);
    Alert alert = alerts.all().getFirst();
    assertThat(alert.state()).isEqualTo(AlertState.FIRING);
    assertThat(alert.dimension()).isEqualTo("refusal");
    assertThat(alert.segment()).isEqualTo("feature");
    assertThat(alert.segmentValue()).isEqualTo("billing");
    assertThat(alert.startedAt()).isEqualTo(START.plus(Duration.ofDays(8)));
    assertThat(alert.owner()).isEqualTo("quality");
    assertThat(alert.summary())
        .isEqualTo(
            "refusal in feature=billing of shop rose from 4.0 to 20.0 of 100 since"
                + " Mon 2026-11-09 00:00 UTC; response_model changed from a to b at"
                + " 2026-11-08 23:40.");
    assertThat(alert.evidenceJson())
        .contains("\"what_changed\"", "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"");
    assertThat(alerts.samples())
        .anyMatch(s -> s.name().equals("plumbline_drift_score") && s.value() > 2);
  }

  @Test
  void goesFromPendingToFiringToResolvedWithOneEventEach() {
    windows.refusals(0, 24 * 8, "billing", 4);
    windows.refusals(24 * 8, 24 * 8 + 6, "billing", 25);
    windows.refusals(24 * 8 + 6, 24 * 9, "billing", 4);
    DriftMonitor monitor = monitor();

    for (int hour = 1; hour <= 12; hour++) {
      now = START.plus(Duration.ofDays(8)).plus(Duration.ofHours(hour)).plusSeconds(90);
      monitor.step();
      monitor.step();
    }

    assertThat(alerts.events())
        .extracting(AlertEvent::to)
        .containsExactly(AlertState.PENDING, AlertState.FIRING, AlertState.RESOLVED);
  }

  @Test
  void aSecondMonitorAfterARestartChangesNothing() {
    windows.refusals(0, 24 * 8, "billing", 4);
    windows.refusals(24 * 8, 24 * 9, "billing", 25);
    monitor().step();
    int saves = alerts.saves();

    monitor().step();

    assertThat(alerts.saves()).isEqualTo(saves);
    assertThat(alerts.all()).hasSize(1);
  }

  @Test
  void anAcknowledgementOutlivesFurtherWindows() {
    windows.refusals(0, 24 * 8, "billing", 4);
    windows.refusals(24 * 8, 24 * 10, "billing", 25);
    DriftMonitor monitor = monitor();
    monitor.step();
    Alert firing = alerts.all().getFirst();
    alerts.save(firing.withState(AlertState.ACKNOWLEDGED, firing.updatedAt()), Optional.empty());

    now = now.plus(Duration.ofHours(5));
    monitor.step();

    assertThat(alerts.all()).extracting(Alert::state).containsExactly(AlertState.ACKNOWLEDGED);
  }

  @Test
  void anAlertWhoseWindowsDisappearedIsResolved() {
    windows.refusals(0, 24 * 8, "billing", 4);
    windows.refusals(24 * 8, 24 * 9, "billing", 25);
    monitor().step();

    windows.refusals(24 * 8, 24 * 9, "billing", 4);
    monitor().step();

    assertThat(alerts.all()).extracting(Alert::state).containsExactly(AlertState.RESOLVED);
  }

  private DriftMonitor monitor() {
    return new DriftMonitor(
        RollingZConfig.read(Settings.empty()),
        windows,
        alerts,
        List.of(REFUSAL),
        _ -> GateState.PROVISIONAL,
        () -> now,
        Meters.none());
  }

  /** Hourly windows of 100 refusal scores. */
  private static final class Windows extends NoTelemetry {
    private final Map<String, Window> all = new LinkedHashMap<>();

    void refusals(int fromHour, int toHour, String feature, int ofHundred) {
      for (int i = fromHour; i < toHour; i++) {
        Instant start = START.plus(Duration.ofHours(i));
        int count = ofHundred + (i % 3) - 1;
        all.put(
            feature + start,
            new Window(
                "shop",
                "feature",
                feature,
                "refusal",
                start,
                100,
                100,
                100,
                i % 3 == 1 ? ofHundred : count,
                i % 3 == 1 ? ofHundred : count,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
      }
    }

    @Override
    public List<Window> windows(WindowQuery query) {
      return all.values().stream()
          .filter(w -> query.segment().orElseThrow().equals(w.segment()))
          .filter(w -> !w.start().isBefore(query.from()) && w.start().isBefore(query.to()))
          .toList();
    }

    @Override
    public List<Sample> samples(
        String dimension,
        String service,
        String segment,
        String segmentValue,
        Instant from,
        Instant to,
        boolean highest,
        int limit) {
      return List.of(
          new Sample(
              "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", from, highest ? 1 : 0));
    }

    @Override
    public List<VersionChange> versionChanges(
        String service, String segment, String segmentValue, Instant from, Instant to) {
      Instant change = START.plus(Duration.ofDays(8)).minus(Duration.ofMinutes(20));
      return from.isAfter(change) || to.isBefore(change)
          ? List.of()
          : List.of(new VersionChange("response_model", "a", "b", change, 17));
    }
  }
}
