// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.GridRequest;
import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.LabelMatcher.Operator;
import dev.plumbline.model.series.LabelRequest;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.SelectHints;
import dev.plumbline.model.series.SelectRequest;
import dev.plumbline.model.series.Series;
import dev.plumbline.model.series.SeriesLimits;
import dev.plumbline.model.series.SeriesSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every series source must do; one subclass per source, which overrides only open. */
public abstract class SeriesSourceContract {
  private static final long MINUTE = 60_000;

  /** A whole minute, recent enough for any retention that a test would set. */
  private static final long START = System.currentTimeMillis() / MINUTE * MINUTE - 60 * MINUTE;

  private static final double STALE = Double.longBitsToDouble(Series.STALE);
  private static final SeriesLimits AMPLE =
      new SeriesLimits(1_000, 1_000_000, Duration.ofSeconds(30));

  private static final Series CHAT =
      series(1, 2, 4, "__name__", "calls_total", "service", "chat", "model", "a");
  private static final Series BILLING =
      series(5, STALE, 6, "__name__", "calls_total", "service", "billing", "region", "é\n\"x\"");
  private static final Series SCORE =
      series(0.5, Double.NaN, 0.25, "__name__", "score", "service", "chat");

  /** A source with exactly these series. Within one test, called once. */
  protected abstract SeriesSource open(List<Series> series) throws Exception;

  private SeriesSource filled() throws Exception {
    return open(List.of(CHAT, BILLING, SCORE));
  }

  /** One sample at each of the minutes 0, 1 and 2. */
  private static Series series(double first, double second, double third, String... labels) {
    return new Series(
        Labels.of(labels),
        new long[] {START, START + MINUTE, START + 2 * MINUTE},
        new double[] {first, second, third});
  }

  private static LabelMatcher matcher(String name, Operator operator, String value) {
    return new LabelMatcher(name, operator, value);
  }

  private static SelectRequest all(LabelMatcher... matchers) {
    return between(START, START + 2 * MINUTE, matchers);
  }

  private static SelectRequest between(long start, long end, LabelMatcher... matchers) {
    return new SelectRequest(List.of(matchers), start, end, SelectHints.NONE, AMPLE);
  }

  private static LabelRequest labelsOf(int limit, LabelMatcher... matchers) {
    List<List<LabelMatcher>> selectors =
        matchers.length == 0 ? List.of() : List.of(List.of(matchers));
    return new LabelRequest(selectors, START, START + 2 * MINUTE, limit);
  }

  @Test
  void givesTheSamplesOfMatchingSeriesSortedByLabels() throws Exception {
    assertThat(filled().select(all(LabelMatcher.equal("__name__", "calls_total"))))
        .containsExactly(CHAT, BILLING);
  }

  @Test
  void keepsStalenessMarkersApartFromOrdinaryNan() throws Exception {
    List<Series> found = filled().select(all(matcher("__name__", Operator.NOT_EQUAL, "")));
    assertThat(found).extracting(Series::labels).contains(BILLING.labels(), SCORE.labels());
    for (Series series : found) {
      boolean stale = Series.isStale(series.values()[1]);
      assertThat(stale).isEqualTo(series.labels().equals(BILLING.labels()));
    }
  }

  @Test
  void takesBothEndsOfTheRangeAndNothingBeyond() throws Exception {
    SeriesSource source = filled();
    LabelMatcher score = LabelMatcher.equal("__name__", "score");
    assertThat(source.select(between(START, START + 1, score)).getFirst().timestamps())
        .containsExactly(START);
    assertThat(source.select(between(START + 1, START + 2 * MINUTE, score)).getFirst().timestamps())
        .containsExactly(START + MINUTE, START + 2 * MINUTE);
    assertThat(source.select(between(START + 1, START + MINUTE - 1, score))).isEmpty();
  }

  @Test
  void comparesWithEqualAndNotEqual() throws Exception {
    SeriesSource source = filled();
    assertThat(source.select(all(LabelMatcher.equal("region", "é\n\"x\""))))
        .containsExactly(BILLING);
    assertThat(source.select(all(matcher("service", Operator.NOT_EQUAL, "chat"))))
        .containsExactly(BILLING);
  }

  @Test
  void matchesTheWholeValueWithRegularExpressions() throws Exception {
    SeriesSource source = filled();
    LabelMatcher calls = LabelMatcher.equal("__name__", "calls_total");
    assertThat(source.select(all(calls, matcher("service", Operator.REGEX, "ch")))).isEmpty();
    assertThat(source.select(all(calls, matcher("service", Operator.REGEX, "ch.*|x"))))
        .containsExactly(CHAT);
    assertThat(source.select(all(calls, matcher("service", Operator.NOT_REGEX, "ch"))))
        .containsExactly(CHAT, BILLING);
    assertThat(source.select(all(calls, matcher("region", Operator.REGEX, "é.\"x\""))))
        .as("a dot matches a line break too")
        .containsExactly(BILLING);
  }

  @Test
  void takesAnAbsentLabelForEmpty() throws Exception {
    SeriesSource source = filled();
    LabelMatcher calls = LabelMatcher.equal("__name__", "calls_total");
    assertThat(source.select(all(calls, LabelMatcher.equal("region", "")))).containsExactly(CHAT);
    assertThat(source.select(all(calls, matcher("region", Operator.NOT_EQUAL, ""))))
        .containsExactly(BILLING);
    assertThat(source.select(all(calls, matcher("nowhere", Operator.REGEX, "a*"))))
        .containsExactly(CHAT, BILLING);
    assertThat(source.select(all(calls, matcher("nowhere", Operator.REGEX, ".+")))).isEmpty();
  }

  @Test
  void refusesRatherThanShortensAboveItsLimits() throws Exception {
    SeriesSource source = filled();
    List<LabelMatcher> calls = List.of(LabelMatcher.equal("__name__", "calls_total"));
    for (SeriesLimits limits :
        List.of(
            new SeriesLimits(1, 1_000, Duration.ofSeconds(30)),
            new SeriesLimits(1_000, 5, Duration.ofSeconds(30)))) {
      assertThatThrownBy(() ->
              source.select(
                  new SelectRequest(calls, START, START + 2 * MINUTE, SelectHints.NONE, limits)))
          .isInstanceOfSatisfying(
              PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_LARGE));
    }
  }

  @Test
  void listsNamesAndValuesOfLabels() throws Exception {
    SeriesSource source = filled();
    assertThat(source.labelNames(labelsOf(0)).items())
        .containsExactly("__name__", "model", "region", "service");
    assertThat(source.labelNames(labelsOf(0, LabelMatcher.equal("__name__", "score"))).items())
        .containsExactly("__name__", "service");
    assertThat(source.labelValues("service", labelsOf(0)).items())
        .containsExactly("billing", "chat");
    assertThat(
            source
                .labelValues("service", labelsOf(0, LabelMatcher.equal("__name__", "score")))
                .items())
        .containsExactly("chat");
    assertThat(source.labelValues("nowhere", labelsOf(0)).items()).isEmpty();
  }

  @Test
  void listsSeriesOfAnySelector() throws Exception {
    LabelRequest either =
        new LabelRequest(
            List.of(
                List.of(LabelMatcher.equal("__name__", "score")),
                List.of(
                    LabelMatcher.equal("__name__", "calls_total"),
                    LabelMatcher.equal("service", "billing"))),
            START,
            START + 2 * MINUTE,
            0);
    assertThat(filled().series(either).items()).containsExactly(BILLING.labels(), SCORE.labels());
  }

  @Test
  void saysWhenAListWasCut() throws Exception {
    SeriesSource source = filled();
    assertThat(source.labelNames(labelsOf(2)).items()).containsExactly("__name__", "model");
    assertThat(source.labelNames(labelsOf(2)).truncated()).isTrue();
    assertThat(source.labelNames(labelsOf(4)).truncated()).isFalse();
    assertThat(source.series(labelsOf(1)).items()).hasSize(1);
    assertThat(source.series(labelsOf(1)).truncated()).isTrue();
  }

  @Test
  void findsNothingBeforeTheFirstSample() throws Exception {
    SeriesSource source = filled();
    LabelRequest before = new LabelRequest(List.of(), 0, START - 24 * 60 * MINUTE, 0);
    assertThat(source.select(between(0, START - 1, LabelMatcher.equal("service", "chat"))))
        .isEmpty();
    assertThat(source.series(before).items()).isEmpty();
    assertThat(source.labelNames(before).items()).isEmpty();
    assertThat(source.exemplars(before)).isEmpty();
  }

  /** A source that computes must come to what its samples say; one that does not, passes. */
  @Test
  void computesOnAGridWhatItsSamplesSay() throws Exception {
    SeriesSource source = filled();
    for (String function :
        List.of("", "count_over_time", "sum_over_time", "max_over_time", "last_over_time")) {
      for (boolean leftOpen : List.of(true, false)) {
        GridRequest request =
            new GridRequest(
                List.of(LabelMatcher.equal("__name__", "calls_total")),
                START,
                START + 5 * MINUTE,
                MINUTE / 2,
                2 * MINUTE,
                leftOpen,
                function,
                AMPLE);
        Optional<List<GridSeries>> computed = source.evaluate(request);
        computed.ifPresent(series -> {
          assertThat(series)
              .extracting(GridSeries::labels)
              .containsExactlyInAnyOrder(CHAT.labels(), BILLING.labels());
          for (GridSeries one : series) {
            Series samples = one.labels().equals(CHAT.labels()) ? CHAT : BILLING;
            assertGrid(one.values(), samples, request);
          }
        });
      }
    }
  }

  private static void assertGrid(double[] values, Series samples, GridRequest request) {
    assertThat(values).hasSize(request.steps());
    for (int i = 0; i < values.length; i++) {
      long end = request.startMillis() + i * request.stepMillis();
      double expected = naive(samples, end, request);
      assertThat(Series.isStale(values[i]))
          .as("%s step %d", request, i)
          .isEqualTo(Series.isStale(expected));
      if (!Series.isStale(expected)) {
        assertThat(values[i]).as("%s step %d", request, i).isCloseTo(expected, within(1e-9));
      }
    }
  }

  private static double naive(Series samples, long end, GridRequest request) {
    long start = end - request.rangeMillis() + (request.leftOpen() ? 1 : 0);
    List<Double> window = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      long time = samples.timestamps()[i];
      boolean wanted = request.function().isEmpty() || !Series.isStale(samples.values()[i]);
      if (time >= start && time <= end && wanted) {
        window.add(samples.values()[i]);
      }
    }
    if (window.isEmpty()) {
      return STALE;
    }
    return switch (request.function()) {
      case "count_over_time" -> window.size();
      case "sum_over_time" -> window.stream().mapToDouble(Double::doubleValue).sum();
      case "max_over_time" -> window.stream().mapToDouble(Double::doubleValue).max().orElse(STALE);
      default -> window.getLast();
    };
  }
}
