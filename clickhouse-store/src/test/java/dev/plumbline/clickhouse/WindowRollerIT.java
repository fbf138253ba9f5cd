// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowMetricsQuery;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.testkit.store.Calls;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows say what the stored rows say, after every kind of change. */
class WindowRollerIT {
  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS);
  private static final long NOW = HOUR.getEpochSecond() * 1_000_000_000L;
  private static final long MINUTE = 60_000_000_000L;
  private static TestStore store = TestStore.embedded();

  @BeforeEach
  void empty() {
    store = store.emptied();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void sumsEachDimensionOfEachSegmentByMinuteAndHour() {
    write(
        "a",
        Calls.call().segment("feature", "billing").score("refusal", 0.25, "").row(1, NOW),
        Calls.call().segment("feature", "billing").score("refusal", 0.75, "").row(2, NOW + 1),
        Calls.call()
            .segment("feature", "search")
            .unscored("refusal", ScoreStatus.ABSTAIN)
            .row(3, NOW + 2),
        Calls.call().error(CallError.TIMEOUT).score("refusal", 1, "").row(4, NOW + MINUTE));
    store.roller.drain();
    Window billing = only(WindowQuery.Resolution.MINUTE, "feature", "billing", "refusal");
    assertThat(billing.start()).isEqualTo(HOUR);
    assertThat(billing.service()).isEqualTo("checkout");
    assertThat(billing.n()).isEqualTo(2);
    assertThat(billing.sumW()).isEqualTo(2);
    assertThat(billing.sumW2()).isEqualTo(2);
    assertThat(billing.sumWx()).isEqualTo(1);
    assertThat(billing.sumWx2()).isCloseTo(0.625, within(1e-12));
    assertThat(billing.p50()).isPresent();
    assertThat(windows(WindowQuery.Resolution.MINUTE, "feature", "search", "refusal")).isEmpty();
    assertThat(only(WindowQuery.Resolution.MINUTE, "feature", "search", "request").n())
        .isEqualTo(1);
    Window hour = only(WindowQuery.Resolution.HOUR, "all", "", "refusal");
    assertThat(hour.n()).isEqualTo(3);
    assertThat(hour.sumWx()).isEqualTo(2);
    Window errors = only(WindowQuery.Resolution.HOUR, "all", "", "error");
    assertThat(errors.n()).isEqualTo(4);
    assertThat(errors.sumWx()).isEqualTo(1);
  }

  @Test
  void keepsTheExactTurn() {
    write(
        "a",
        Calls.call().conversation("c", 1).score("refusal", 0, "").row(1, NOW),
        Calls.call().conversation("c", 7).score("refusal", 1, "").row(2, NOW));
    store.roller.drain();
    assertThat(only(WindowQuery.Resolution.HOUR, "turn", "7", "refusal").mean()).isEqualTo(1);
    assertThat(only(WindowQuery.Resolution.HOUR, "turn_bucket", "7-10", "refusal").n())
        .isEqualTo(1);
  }

  @Test
  void correctsItselfWhenARowIsPatchedOrComesLate() {
    write("a", Calls.call().segment("feature", "old").score("refusal", 0, "").row(1, NOW));
    store.roller.drain();
    StoredSpan changed = Calls.call().segment("feature", "new").score("refusal", 1, "").row(1, NOW);
    store.spans.write(new StoreBatch("b", List.of(), List.of(), List.of(), List.of(changed)));
    write("c", Calls.call().segment("feature", "new").score("refusal", 0, "").row(2, NOW + 5));
    store.roller.drain();
    store.roller.drain();
    for (WindowQuery.Resolution resolution : WindowQuery.Resolution.values()) {
      assertThat(windows(resolution, "feature", "old", "refusal")).isEmpty();
      assertThat(only(resolution, "feature", "new", "refusal").n()).isEqualTo(2);
      assertThat(only(resolution, "feature", "new", "refusal").mean()).isEqualTo(0.5);
      assertThat(only(resolution, "all", "", "refusal").n()).isEqualTo(2);
    }
  }

  @Test
  void findsWhatACrashLeftOver() {
    write("a", Calls.call().score("refusal", 1, "").row(1, NOW));
    store = store.again(); // nothing was rolled, and nobody remembers
    store.roller.drain();
    assertThat(only(WindowQuery.Resolution.HOUR, "all", "", "refusal").n()).isEqualTo(1);
    write("b", Calls.call().score("refusal", 1, "").row(2, NOW + 1));
    store = store.again();
    store.roller.drain();
    assertThat(only(WindowQuery.Resolution.MINUTE, "all", "", "refusal").n()).isEqualTo(2);
    assertThat(only(WindowQuery.Resolution.HOUR, "all", "", "refusal").n()).isEqualTo(2);
  }

  @Test
  void rebuildsAStretchWithTheSameResult() {
    for (int i = 0; i < 20; i++) {
      write("a" + i, Calls.call().score("refusal", i / 20.0, "").row(i, NOW + i * MINUTE));
    }
    store.roller.drain();
    List<Window> before = windows(WindowQuery.Resolution.MINUTE, "all", "", "refusal");
    store.roller.rebuild(HOUR, HOUR.plus(Duration.ofHours(1)));
    assertThat(windows(WindowQuery.Resolution.MINUTE, "all", "", "refusal"))
        .isEqualTo(before)
        .hasSize(20);
    assertThat(only(WindowQuery.Resolution.HOUR, "all", "", "refusal").n()).isEqualTo(20);
  }

  @Test
  void hasNoWindowsForClocksBeyondTheirTime() {
    // 2262 is beyond what a window's start can hold, 1970 beyond the retention of windows
    write("a", Calls.call().row(1, Long.MAX_VALUE - 1), Calls.call().row(2, 0));
    store.roller.drain();
    assertThat(windows(WindowQuery.Resolution.MINUTE, "all", "", "request")).isEmpty();
    assertThat(store.spans.spanKeys(0, Long.MAX_VALUE)).hasSize(2);
  }

  /** For example a task id of its own on every call. */
  @Test
  void poolsASegmentWithVeryManyValues() {
    List<StoredSpan> rows = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      rows.add(Calls.call().segment("task", "task-" + i).segment("feature", "f").row(i, NOW));
    }
    rows.add(Calls.call().segment("task", "alone").row(2000, NOW + MINUTE));
    write("a", rows.toArray(StoredSpan[]::new));
    store.roller.drain();
    assertThat(only(WindowQuery.Resolution.MINUTE, "task", "(other)", "request").n())
        .isEqualTo(1500);
    assertThat(only(WindowQuery.Resolution.MINUTE, "feature", "f", "request").n()).isEqualTo(1500);
    assertThat(only(WindowQuery.Resolution.MINUTE, "task", "alone", "request").n()).isEqualTo(1);
  }

  @Test
  void givesOldHistoryHoursOnly() {
    long old = NOW - Duration.ofDays(10).toNanos();
    write(
        "a",
        Calls.call().score("refusal", 0, "").row(1, old),
        Calls.call().score("refusal", 1, "").row(2, old + MINUTE));
    store.roller.drain();
    assertThat(only(WindowQuery.Resolution.HOUR, "all", "", "refusal").n()).isEqualTo(2);
    assertThat(windows(WindowQuery.Resolution.MINUTE, "all", "", "refusal")).isEmpty();
    write("b", Calls.call().score("refusal", 1, "").row(3, old + 2 * MINUTE));
    store.roller.drain();
    assertThat(only(WindowQuery.Resolution.HOUR, "all", "", "refusal").n()).isEqualTo(3);
  }

  @Test
  void putsAllServicesTogetherWhenAsked() {
    write(
        "a",
        Calls.call().service("one").score("refusal", 0, "").row(1, NOW),
        Calls.call().service("two").score("refusal", 1, "").row(2, NOW));
    store.roller.drain();
    List<Window> together =
        store.reader.windows(
            new WindowQuery(
                WindowQuery.Resolution.MINUTE,
                HOUR,
                HOUR.plusSeconds(60),
                Optional.of(""),
                Optional.of("all"),
                Optional.empty(),
                Optional.of("refusal")));
    assertThat(together).hasSize(1);
    assertThat(together.getFirst().n()).isEqualTo(2);
    assertThat(together.getFirst().mean()).isEqualTo(0.5);
  }

  @Test
  void givesRequestMetricsAtOnce() {
    write(
        "a",
        Calls.call()
            .segment("feature", "billing")
            .cost(0.5)
            .duration(1_000_000_000L)
            .score("refusal", 1, "")
            .row(1, NOW),
        Calls.call()
            .segment("feature", "billing")
            .cost(1.5)
            .duration(3_000_000_000L)
            .score("refusal", 0, "")
            .row(2, NOW + 1),
        Calls.call().segment("feature", "search").error(CallError.SERVER).row(3, NOW + 2));
    var rows =
        store
            .reader
            .windowMetrics(
                new WindowMetricsQuery(
                    HOUR, HOUR.plusSeconds(60), Duration.ofMinutes(1), "feature", Map.of(), 100))
            .rows();
    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst())
        .containsEntry("SegmentValue", "billing")
        .containsEntry("request_count", 2L)
        .containsEntry("error_rate", 0.0)
        .containsEntry("refusal_rate", 0.5)
        .containsEntry("latency_p50_ms", 2000.0)
        .containsEntry("total_cost_usd", 2.0)
        .containsEntry("avg_cost_per_request_usd", 1.0)
        .containsEntry("avg_input_tokens", 12.0)
        .containsEntry("avg_output_tokens", 7.0);
    assertThat(rows.getLast())
        .containsEntry("error_rate", 1.0)
        .containsEntry("refusal_rate", null)
        .containsEntry("total_cost_usd", null);
    List<Double> view =
        store.clickHouse.list(
            "SELECT latency_p99_ms FROM window_metrics WHERE Segment = 'feature' AND SegmentValue = 'billing'",
            Params.none(),
            in -> in.float64());
    assertThat(view).hasSize(1);
    assertThat(view.getFirst()).isCloseTo(2980, within(0.01));
  }

  private static void write(String token, StoredSpan... rows) {
    store.spans.write(new StoreBatch(token, List.of(rows), List.of(), List.of(), List.of()));
  }

  private static Window only(
      WindowQuery.Resolution resolution, String segment, String value, String dimension) {
    List<Window> windows = windows(resolution, segment, value, dimension);
    assertThat(windows).hasSize(1);
    return windows.getFirst();
  }

  private static List<Window> windows(
      WindowQuery.Resolution resolution, String segment, String value, String dimension) {
    return store.reader.windows(
        new WindowQuery(
            resolution,
            Instant.EPOCH,
            Instant.parse("2300-01-01T00:00:00Z"),
            Optional.of("checkout"),
            Optional.of(segment),
            Optional.of(value),
            Optional.of(dimension)));
  }
}
