// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.ExemplarSeries;
import dev.plumbline.model.series.GridRequest;
import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.LabelRequest;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Listing;
import dev.plumbline.model.series.MetricMetadata;
import dev.plumbline.model.series.SelectRequest;
import dev.plumbline.model.series.Series;
import dev.plumbline.model.series.SeriesSource;
import dev.plumbline.promql.PromqlValue.Sample;
import dev.plumbline.testkit.series.InMemorySeriesSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PromqlEngineTest {
  private static final Labels A = Labels.of("__name__", "x_total", "a", "1");
  private static final Labels B = Labels.of("__name__", "x_total", "a", "2");

  private final InMemorySeriesSource source = new InMemorySeriesSource();

  private PromqlEngine engine() {
    return new PromqlEngine(source, PromqlConfig.defaults());
  }

  private static PromqlConfig limited(Duration timeout, long maxSamples, int maxSeries) {
    return new PromqlConfig(
        Semantics.PROMETHEUS_3, Duration.ofMinutes(5), timeout, maxSamples, maxSeries, 11_000);
  }

  private PromqlValue at(long second, String query) {
    return engine().query(query, Instant.ofEpochSecond(second), QueryOptions.DEFAULT).value();
  }

  private static PlumblineException failure(ThrowingCallable call) {
    return Objects.requireNonNull(catchThrowableOfType(PlumblineException.class, call));
  }

  /** What Grafana asks on "Save & test". */
  @Test
  void answersAScalarLongBeforeAnyData() {
    assertThat(at(4, "1+1")).isEqualTo(new PromqlValue.Scalar(4_000, 2));
  }

  @Test
  void answersEveryTypeOfValue() {
    source.add(A, 1_000, 5);
    assertThat(at(2, "\"x\"")).isEqualTo(new PromqlValue.Text(2_000, "x"));
    assertThat(at(2, "x_total"))
        .isEqualTo(new PromqlValue.Vector(List.of(new Sample(A, 2_000, 5))));
    assertThat(at(2, "x_total[5s]"))
        .isEqualTo(
            new PromqlValue.Matrix(List.of(new Series(A, new long[] {1_000}, new double[] {5}))));
    assertThat(at(2, "nothing")).isEqualTo(new PromqlValue.Vector(List.of()));
  }

  @Test
  void evaluatesARangeUpToTheLastStepBeforeItsEnd() {
    QueryResult result =
        engine()
            .queryRange(
                "time()",
                Instant.ofEpochMilli(1_500),
                Instant.ofEpochSecond(10),
                Duration.ofSeconds(3),
                QueryOptions.DEFAULT);
    assertThat(result.value())
        .isEqualTo(
            new PromqlValue.Matrix(
                List.of(
                    new Series(
                        Labels.EMPTY,
                        new long[] {1_500, 4_500, 7_500},
                        new double[] {1.5, 4.5, 7.5}))));
  }

  @Test
  void sortsSeriesOfARangeByTheirLabels() {
    source.add(B, 1_000, 1);
    source.add(A, 1_000, 2);
    PromqlValue.Matrix matrix =
        (PromqlValue.Matrix)
            engine()
                .queryRange(
                    "sort_desc(x_total)",
                    Instant.ofEpochSecond(1),
                    Instant.ofEpochSecond(2),
                    Duration.ofSeconds(1),
                    QueryOptions.DEFAULT)
                .value();
    assertThat(matrix.series()).extracting(Series::labels).containsExactly(A, B);
  }

  @Test
  void semanticsDecideAboutASampleAtTheStartOfTheRange() {
    source.add(A, 0, 1);
    source.add(A, 10_000, 1);
    PromqlConfig two = PromqlConfig.read(new Settings("test", Map.of("promql.semantics", "2.x")));
    Instant time = Instant.ofEpochSecond(10);
    String query = "scalar(count_over_time(x_total[10s]))";
    assertThat(new PromqlEngine(source, two).query(query, time, QueryOptions.DEFAULT).value())
        .isEqualTo(new PromqlValue.Scalar(10_000, 2));
    assertThat(engine().query(query, time, QueryOptions.DEFAULT).value())
        .isEqualTo(new PromqlValue.Scalar(10_000, 1));
  }

  @Test
  void staleMarkersEndASeriesAtOnceButAnOrdinaryNanDoesNot() {
    source.add(A, 1_000, Double.longBitsToDouble(Series.STALE));
    source.add(B, 1_000, Double.NaN);
    assertThat(((PromqlValue.Vector) at(2, "x_total")).samples())
        .extracting(Sample::labels)
        .containsExactly(B);
  }

  @Test
  void refusesRangesThatCannotBe() {
    Instant now = Instant.ofEpochSecond(100_000);
    assertThatThrownBy(
            () -> engine().queryRange("1", now, now, Duration.ZERO, QueryOptions.DEFAULT))
        .hasMessageContaining("zero or negative query resolution step");
    assertThatThrownBy(() ->
            engine()
                .queryRange(
                    "1", now, now.minusMillis(1), Duration.ofSeconds(1), QueryOptions.DEFAULT))
        .hasMessage("end timestamp must not be before start time");
    assertThatThrownBy(() ->
            engine()
                .queryRange("1", Instant.EPOCH, now, Duration.ofSeconds(9), QueryOptions.DEFAULT))
        .hasMessageStartingWith("exceeded maximum resolution of 11,000 points per timeseries.");
    assertThat(
            failure(() ->
                engine()
                    .queryRange("up[5m]", now, now, Duration.ofSeconds(1), QueryOptions.DEFAULT)))
        .hasMessage(
            "invalid expression type \"range vector\" for range query, must be Scalar or instant"
                + " Vector")
        .matches(e -> !EvaluationFailure.is(e));
  }

  @Test
  void saysWhetherTheQueryOrItsEvaluationWasWrong() {
    source.add(A, 1_000, 1);
    source.add(B, 1_000, 1);
    PlumblineException wrong = failure(() -> at(1, "x_total + on() x_total"));
    assertThat(wrong.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
    assertThat(EvaluationFailure.is(wrong)).isTrue();
    assertThat(wrong)
        .hasMessage(
            "found duplicate series for the match group {} on the right hand-side of the"
                + " operation: [{__name__=\"x_total\", a=\"1\"}, {__name__=\"x_total\", a=\"2\"}];"
                + "many-to-many matching not allowed: matching labels must be unique on one side");
    assertThat(EvaluationFailure.is(failure(() -> at(1, "x_total +")))).isFalse();
  }

  @Test
  void refusesWhatIsAboveALimit() {
    for (int i = 0; i < 100; i++) {
      source.add(A, i * 1_000L, i);
      source.add(B, i * 1_000L, i);
    }
    PromqlEngine fewSamples = new PromqlEngine(source, limited(Duration.ofMinutes(1), 150, 10));
    PromqlEngine fewSeries = new PromqlEngine(source, limited(Duration.ofMinutes(1), 1_000, 1));
    Instant time = Instant.ofEpochSecond(99);
    assertThat(failure(() -> fewSamples.query("rate(x_total[5m])", time, QueryOptions.DEFAULT)))
        .matches(e -> e.kind() == ErrorKind.TOO_LARGE);
    assertThat(failure(() -> fewSeries.query("x_total", time, QueryOptions.DEFAULT)))
        .matches(e -> e.kind() == ErrorKind.TOO_LARGE);
    assertThat(
            failure(() ->
                engine().query("sum_over_time(vector(1)[1y:1ms])", time, QueryOptions.DEFAULT)))
        .matches(e -> e.kind() == ErrorKind.TOO_LARGE);
  }

  @Test
  void stopsWhenItsTimeIsOver() {
    QueryOptions hurried = new QueryOptions(Optional.of(Duration.ZERO), 0);
    assertThat(failure(() -> engine().query("up", Instant.EPOCH, hurried)))
        .matches(e -> e.kind() == ErrorKind.TIMEOUT);
  }

  @Test
  void stopsWhenItsThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    assertThat(failure(() -> at(1, "up"))).matches(e -> e.kind() == ErrorKind.TIMEOUT);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void cutsTheAnswerAtItsLimitAndSaysSo() {
    source.add(A, 1_000, 1);
    source.add(B, 1_000, 1);
    QueryResult result =
        engine().query("x_total", Instant.ofEpochSecond(1), new QueryOptions(Optional.empty(), 1));
    assertThat(((PromqlValue.Vector) result.value()).samples()).hasSize(1);
    assertThat(result.warnings()).containsExactly("results truncated due to limit");
  }

  @Test
  void warnsAndInformsAsPrometheusDoes() {
    source.add(Labels.of("__name__", "speed"), 1_000, 1);
    source.add(Labels.of("__name__", "speed"), 2_000, 1);
    QueryResult result =
        engine()
            .query("quantile(2, rate(speed[5s]))", Instant.ofEpochSecond(2), QueryOptions.DEFAULT);
    assertThat(result.warnings())
        .containsExactly("PromQL warning: quantile value should be between 0 and 1, got 2 (1:10)");
    assertThat(result.infos())
        .containsExactly(
            "PromQL info: metric might not be a counter, name does not end in"
                + " _total/_sum/_count/_bucket: \"speed\" (1:18)");
    assertThat(result.samplesRead()).isEqualTo(2);
  }

  @Test
  void readsEqualSelectorsOnce() {
    source.add(A, 1_000, 1);
    CountingSource counting = new CountingSource(source);
    new PromqlEngine(counting, PromqlConfig.defaults())
        .query("x_total / x_total", Instant.ofEpochSecond(1), QueryOptions.DEFAULT);
    assertThat(counting.selects).hasSize(1);
  }

  @Test
  void takesWhatTheSourceComputesItself() {
    CountingSource computing = new CountingSource(source);
    computing.answer = List.of(new GridSeries(A, new double[] {7, 8}));
    QueryResult result =
        new PromqlEngine(computing, PromqlConfig.defaults())
            .queryRange(
                "sum(rate(x_total{a=\"1\"}[5m] offset 1s)) + 1",
                Instant.ofEpochSecond(10),
                Instant.ofEpochSecond(20),
                Duration.ofSeconds(10),
                QueryOptions.DEFAULT);
    assertThat(result.value())
        .isEqualTo(
            new PromqlValue.Matrix(
                List.of(
                    new Series(Labels.EMPTY, new long[] {10_000, 20_000}, new double[] {8, 9}))));
    assertThat(computing.selects).isEmpty();
    GridRequest request = computing.grids.getFirst();
    assertThat(request.function()).isEqualTo("rate");
    assertThat(request.startMillis()).isEqualTo(9_000);
    assertThat(request.endMillis()).isEqualTo(19_000);
    assertThat(request.steps()).isEqualTo(2);
    assertThat(request.rangeMillis()).isEqualTo(300_000);
    assertThat(request.leftOpen()).isTrue();
  }

  @Test
  void asksTheSourceForExactlyTheSamplesItNeeds() {
    CountingSource counting = new CountingSource(source);
    new PromqlEngine(counting, PromqlConfig.defaults())
        .queryRange(
            "rate(x_total[1m] offset 10s)",
            Instant.ofEpochSecond(1_000),
            Instant.ofEpochSecond(1_100),
            Duration.ofSeconds(50),
            QueryOptions.DEFAULT);
    SelectRequest request = counting.selects.getFirst();
    assertThat(request.startMillis()).isEqualTo(930_001);
    assertThat(request.endMillis()).isEqualTo(1_090_000);
    assertThat(request.hints().function()).isEqualTo("rate");
    assertThat(request.hints().rangeMillis()).isEqualTo(60_000);
    assertThat(request.hints().stepMillis()).isEqualTo(50_000);
  }

  @Test
  void configurationNamesAllItsProblems() {
    Settings settings =
        new Settings("test", Map.of("promql.semantics", "4.x", "promql.max_series", "0"));
    PromqlConfig.read(settings);
    assertThatThrownBy(settings::throwIfInvalid)
        .hasMessageContaining("promql.semantics = \"4.x\": must be 2.x or 3.x")
        .hasMessageContaining("promql.max_series");
  }

  /** Passes on to another source, remembers what was asked, and may answer grids. */
  private static final class CountingSource implements SeriesSource {
    private final SeriesSource delegate;
    private final List<SelectRequest> selects = new ArrayList<>();
    private final List<GridRequest> grids = new ArrayList<>();
    private List<GridSeries> answer = List.of();

    CountingSource(SeriesSource delegate) {
      this.delegate = delegate;
    }

    @Override
    public List<Series> select(SelectRequest request) {
      selects.add(request);
      return delegate.select(request);
    }

    @Override
    public Optional<List<GridSeries>> evaluate(GridRequest request) {
      grids.add(request);
      return answer.isEmpty()
          ? Optional.empty()
          : Optional.of(
              answer.stream()
                  .map(s -> new GridSeries(s.labels(), Arrays.copyOf(s.values(), request.steps())))
                  .toList());
    }

    @Override
    public Listing<String> labelNames(LabelRequest request) {
      return delegate.labelNames(request);
    }

    @Override
    public Listing<String> labelValues(String name, LabelRequest request) {
      return delegate.labelValues(name, request);
    }

    @Override
    public Listing<Labels> series(LabelRequest request) {
      return delegate.series(request);
    }

    @Override
    public Map<String, List<MetricMetadata>> metadata() {
      return delegate.metadata();
    }

    @Override
    public List<ExemplarSeries> exemplars(LabelRequest request) {
      return delegate.exemplars(request);
    }
  }
}
