// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.clickhouse.alert.ClickHouseAlertStore;
import dev.plumbline.clickhouse.series.ClickHouseSeriesSource;
import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.LabelMatcher.Operator;
import dev.plumbline.model.series.LabelRequest;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.SelectHints;
import dev.plumbline.model.series.SelectRequest;
import dev.plumbline.model.series.Series;
import dev.plumbline.model.series.SeriesLimits;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.telemetry.MetricSample;
import dev.plumbline.testkit.store.Calls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Series of samples, windows and alerts. */
class SeriesSourceIT {
  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS);
  private static final long MILLIS = HOUR.toEpochMilli();
  private static final String ODD = "a'b\\c.d\n";
  private static final TestStore STORE = TestStore.embedded();
  private static final ClickHouseSeriesSource SOURCE =
      new ClickHouseSeriesSource(STORE.clickHouse, InstantSource.fixed(HOUR.plusSeconds(600)));

  @BeforeAll
  static void fill() {
    long nanos = MILLIS * 1_000_000;
    STORE.spans.write(
        new StoreBatch(
            "s",
            List.of(
                Calls.call().score("refusal", 0.5, "").segment("feature", "billing").row(1, nanos),
                Calls.call().score("refusal", 1, "").row(2, nanos + 60_000_000_000L)),
            List.of(),
            List.of(
                sample("up", Map.of("job", "a"), 0, 1),
                sample("up", Map.of("job", "a"), 15_000, 0),
                sample("up", Map.of("job", "b", "zone", ODD), 0, Double.POSITIVE_INFINITY),
                sample(
                    "up",
                    Map.of("job", "b", "zone", ODD),
                    30_000,
                    Double.longBitsToDouble(Series.STALE)),
                sample("other", Map.of(), 0, 7)),
            List.of()));
    STORE.roller.drain();
    new ClickHouseAlertStore(STORE.clickHouse, InstantSource.system())
        .save(alert(), Optional.empty());
  }

  @AfterAll
  static void close() {
    STORE.close();
  }

  @Test
  void givesSamplesInOrderOfLabelsAndTime() {
    List<Series> series = select(name("up"));
    assertThat(series)
        .extracting(Series::labels)
        .containsExactly(
            Labels.of("__name__", "up", "job", "a"),
            Labels.of("__name__", "up", "job", "b", "zone", ODD));
    assertThat(series.getFirst().timestamps()).containsExactly(MILLIS, MILLIS + 15_000);
    assertThat(series.getFirst().values()).containsExactly(1, 0);
    assertThat(Series.isStale(series.getLast().values()[1])).isTrue();
  }

  @Test
  void matchesAsPrometheusDoes() {
    assertThat(select(name("up"), new LabelMatcher("zone", Operator.EQUAL, ""))).hasSize(1);
    assertThat(select(name("up"), LabelMatcher.equal("zone", ODD))).hasSize(1);
    assertThat(select(name("up"), new LabelMatcher("zone", Operator.NOT_EQUAL, ""))).hasSize(1);
    assertThat(select(name("up"), new LabelMatcher("zone", Operator.REGEX, "a.b.*"))).hasSize(1);
    assertThat(select(name("up"), new LabelMatcher("zone", Operator.REGEX, "a.b"))).isEmpty();
    assertThat(select(name("up"), new LabelMatcher("job", Operator.REGEX, "a|b"))).hasSize(2);
    assertThat(select(name("up"), new LabelMatcher("job", Operator.NOT_REGEX, "a|c"))).hasSize(1);
    assertThat(select(new LabelMatcher("__name__", Operator.REGEX, "u.|oth.*"))).hasSize(3);
  }

  @Test
  void keepsToTheRangeAndTheLimits() {
    assertThat(select(MILLIS + 1, MILLIS + 15_000, 100, name("up")))
        .singleElement()
        .satisfies(s -> assertThat(s.timestamps()).containsExactly(MILLIS + 15_000));
    assertThatThrownBy(() -> select(MILLIS, MILLIS + 60_000, 3, name("up")))
        .isInstanceOfSatisfying(
            PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_LARGE));
  }

  @Test
  void showsWindowsAsGaugesAtTheirEnd() {
    List<Series> mean =
        select(
            name("plumbline_score_mean"),
            LabelMatcher.equal("dimension", "refusal"),
            LabelMatcher.equal("segment", "all"));
    assertThat(mean)
        .containsExactly(
            new Series(
                Labels.of(
                    "__name__",
                    "plumbline_score_mean",
                    "service",
                    "checkout",
                    "dimension",
                    "refusal",
                    "segment",
                    "all"),
                new long[] {MILLIS + 60_000, MILLIS + 120_000},
                new double[] {0.5, 1}));
    assertThat(
            select(
                name("plumbline_score_quantile"),
                LabelMatcher.equal("dimension", "refusal"),
                LabelMatcher.equal("segment_value", "billing"),
                new LabelMatcher("quantile", Operator.REGEX, "0.9.")))
        .hasSize(2);
    assertThat(
            select(
                new LabelMatcher("__name__", Operator.REGEX, "plumbline_score_.*"),
                LabelMatcher.equal("dimension", "refusal"),
                LabelMatcher.equal("segment", "all")))
        .hasSize(6);
  }

  @Test
  void showsAlertsWhileTheyLast() {
    List<Series> series = select(name("ALERTS"));
    assertThat(series).hasSize(2);
    Series firing =
        series.stream()
            .filter(s -> s.labels().get("alertstate").equals("firing"))
            .findFirst()
            .orElseThrow();
    assertThat(firing.labels().get("alertname")).isEqualTo("PlumblineDrift");
    assertThat(firing.labels().get("gate")).isEqualTo("provisional");
    assertThat(firing.timestamps())
        .containsExactly(MILLIS + 60_000, MILLIS + 120_000, MILLIS + 180_000);
    assertThat(Series.isStale(firing.values()[2])).isTrue();
    assertThat(select(name("ALERTS"), LabelMatcher.equal("alertstate", "pending"))).hasSize(1);
    assertThat(select(name("ALERTS"), LabelMatcher.equal("service", "x"))).isEmpty();
  }

  @Test
  void listsLabels() {
    LabelRequest all = new LabelRequest(List.of(), MILLIS, MILLIS + 600_000, 0);
    assertThat(SOURCE.labelNames(all).items())
        .contains("__name__", "job", "zone", "service", "dimension", "alertstate", "quantile");
    assertThat(SOURCE.labelValues("__name__", all).items())
        .contains("ALERTS", "other", "plumbline_score_count", "up");
    LabelRequest up = new LabelRequest(List.of(List.of(name("up"))), MILLIS, MILLIS + 600_000, 0);
    assertThat(SOURCE.labelValues("job", up).items()).containsExactly("a", "b");
    assertThat(SOURCE.labelValues("nothing", up).items()).isEmpty();
    assertThat(SOURCE.series(up).items()).hasSize(2);
    LabelRequest one = new LabelRequest(List.of(List.of(name("up"))), MILLIS, MILLIS + 600_000, 1);
    assertThat(SOURCE.series(one).truncated()).isTrue();
    assertThat(SOURCE.labelNames(LabelRequest.everything()).items()).contains("job");
    assertThat(SOURCE.metadata()).containsKeys("up", "plumbline_score_mean", "ALERTS");
  }

  @Test
  void pointsToCallsAsExemplars() {
    var exemplars =
        SOURCE.exemplars(
            new LabelRequest(
                List.of(
                    List.of(
                        name("plumbline_score_mean"),
                        LabelMatcher.equal("dimension", "refusal"),
                        LabelMatcher.equal("segment", "all"))),
                MILLIS,
                MILLIS + 600_000,
                10));
    assertThat(exemplars).hasSize(1);
    assertThat(exemplars.getFirst().exemplars())
        .extracting(e -> e.labels().get("trace_id"))
        .containsExactly(Calls.key(1).traceId(), Calls.key(2).traceId());
  }

  private static List<Series> select(LabelMatcher... matchers) {
    return select(MILLIS, MILLIS + 600_000, 1_000_000, matchers);
  }

  private static List<Series> select(long start, long end, long max, LabelMatcher... matchers) {
    return SOURCE.select(
        new SelectRequest(
            List.of(matchers),
            start,
            end,
            SelectHints.NONE,
            new SeriesLimits(1000, max, Duration.ofSeconds(20))));
  }

  private static LabelMatcher name(String name) {
    return LabelMatcher.equal("__name__", name);
  }

  private static MetricSample sample(
      String name, Map<String, String> labels, long afterMillis, double value) {
    return new MetricSample(
        name, "gauge", "", "A test.", new TreeMap<>(labels), MILLIS + afterMillis, value);
  }

  private static Alert alert() {
    return new Alert(
        "a1",
        "rolling_z",
        "checkout",
        "refusal",
        "all",
        "",
        AlertState.RESOLVED,
        GateState.PROVISIONAL,
        "ticket",
        "team",
        HOUR,
        HOUR,
        Optional.of(HOUR.plusSeconds(60)),
        Optional.of(HOUR.plusSeconds(180)),
        HOUR.plusSeconds(180),
        1,
        0,
        1,
        3,
        "",
        "{}");
  }
}
