// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import static dev.plumbline.query.rest.CommonParams.FROM;
import static dev.plumbline.query.rest.CommonParams.SEGMENT;
import static dev.plumbline.query.rest.CommonParams.TO;

import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowMetricsQuery;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import dev.plumbline.query.http.Times;
import dev.plumbline.query.rest.CommonParams.Filter;
import dev.plumbline.query.rest.CommonParams.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Numbers over time: requests, rates, latency and cost, and the windows of each score. */
final class WindowRoutes {
  private static final Duration USUAL = Duration.ofHours(24);
  private static final Duration LONGEST_STEP = Duration.ofDays(366);

  private static final List<Filter> SEGMENTS =
      Stream.of(
              "service",
              "environment",
              "feature",
              "task",
              "model",
              "prompt_version",
              "intent",
              "traffic_source",
              "customer",
              "user_tier",
              "region",
              "platform",
              "language")
          .map(name -> Filter.of(name, name, "Value of segment " + name + "."))
          .toList();

  private static final Param<Duration> STEP =
      Param.optional(
              "step",
              WindowRoutes::wholeMinutes,
              "a whole number of minutes, such as 1m, 1h or 1d",
              "Width of a window: a whole number of minutes, such as 1m, 1h or 1d.",
              Schemas.string())
          .alias("window")
          .orElse("1h");
  private static final Param<String> GROUP_BY =
      Param.text("group_by", "Segment that each get their own windows, such as feature or model.")
          .orElse("all");
  private static final Param<Integer> LIMIT =
      Param.number("limit", 10_000, 1, 100_000, "Windows in one answer.");

  private static final Param<String> SERVICE = Param.text("service", "service.name");
  private static final Param<String> SEGMENT_NAME =
      Param.text("segment", "Name of the segment; all for whole services.");
  private static final Param<String> SEGMENT_VALUE =
      Param.text("segment_value", "Value of the segment.");
  private static final Param<String> DIMENSION =
      Param.text("dimension", "Name of the score.").mandatory();
  private static final Param<WindowQuery.Resolution> RESOLUTION =
      Param.choice("resolution", WindowQuery.Resolution.class, "Width of a window.").orElse("hour");

  private final TelemetryReader reader;

  WindowRoutes(TelemetryReader reader) {
    this.reader = reader;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/windows", "list_windows")
            .tag("windows")
            .summary("Requests, error and refusal rate, latency, tokens and cost over time")
            .params(FROM, TO, STEP, GROUP_BY)
            .params(CommonParams.params(SEGMENTS))
            .params(SEGMENT, LIMIT)
            .answers(metricsSchema())
            .by(this::metrics),
        Route.get("/api/v1/score-windows", "list_score_windows")
            .tag("windows")
            .summary("Windows of a score: count, weighted sums, mean and quantiles")
            .params(FROM, TO, RESOLUTION, DIMENSION, SERVICE, SEGMENT_NAME, SEGMENT_VALUE, LIMIT)
            .answers(ScoreWindows.class)
            .by(this::scores));
  }

  private Answer metrics(Request request) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    Duration step = request.get(STEP);
    int limit = request.get(LIMIT);
    Rows rows =
        reader.windowMetrics(
            new WindowMetricsQuery(
                stretch.from(),
                stretch.to(),
                step,
                request.get(GROUP_BY),
                CommonParams.equalWithSegments(request, SEGMENTS),
                limit));
    SequencedMap<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("from", stretch.from());
    answer.put("to", stretch.to());
    answer.put("step_seconds", step.toSeconds());
    answer.put("group_by", request.get(GROUP_BY));
    answer.put("truncated", rows.rows().size() >= limit || rows.next().isPresent());
    answer.put("items", RowJson.rows(rows));
    return Answer.json(answer);
  }

  private static SequencedMap<String, Object> metricsSchema() {
    return Schemas.object(
        Schemas.of(
            "from", Schemas.time(),
            "to", Schemas.time(),
            "step_seconds", Schemas.of("type", "integer"),
            "group_by", Schemas.string(),
            "truncated",
                Schemas.described(
                    Schemas.of("type", "boolean"), "There may be more than the limit let through."),
            "items", Schemas.array(Column.rowSchema(Columns.WINDOW_METRICS))));
  }

  private Answer scores(Request request) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    List<Window> windows =
        reader.windows(
            new WindowQuery(
                request.get(RESOLUTION),
                stretch.from(),
                stretch.to(),
                request.find(SERVICE),
                request.find(SEGMENT_NAME),
                request.find(SEGMENT_VALUE),
                Optional.of(request.get(DIMENSION))));
    int limit = request.get(LIMIT);
    return Answer.json(
        new ScoreWindows(
            stretch.from(),
            stretch.to(),
            windows.size() > limit,
            windows.stream().limit(limit).map(ScoreWindow::of).toList()));
  }

  private static Duration wholeMinutes(String text) {
    Duration step = Times.duration(text);
    if (step.compareTo(Duration.ofMinutes(1)) < 0
        || step.compareTo(LONGEST_STEP) > 0
        || !step.truncatedTo(ChronoUnit.MINUTES).equals(step)) {
      throw new IllegalArgumentException(text);
    }
    return step;
  }

  /** Answer of {@code /api/v1/score-windows}. */
  record ScoreWindows(
      Instant from,
      Instant to,
      @Doc("There are more than the limit let through.") boolean truncated,
      List<ScoreWindow> items) {}

  /** One window. */
  record ScoreWindow(
      @Doc("Inclusive.") Instant start,
      @Doc("Empty for all services together.") String service,
      String segment,
      String segmentValue,
      String dimension,
      @Doc("Scores that count.") long n,
      @Doc("Weighted mean; null when there is nothing.") @Nullable Double mean,
      @Doc("Sum of weights (1 / sampling probability).") @Nullable Double sumW,
      @Nullable Double sumW2,
      @Nullable Double sumWx,
      @Nullable Double sumWx2,
      @Nullable Double p50,
      @Nullable Double p95,
      @Nullable Double p99) {
    static ScoreWindow of(Window window) {
      return new ScoreWindow(
          window.start(),
          window.service(),
          window.segment(),
          window.segmentValue(),
          window.dimension(),
          window.n(),
          Answer.finite(window.mean()),
          Answer.finite(window.sumW()),
          Answer.finite(window.sumW2()),
          Answer.finite(window.sumWx()),
          Answer.finite(window.sumWx2()),
          finite(window.p50()),
          finite(window.p95()),
          finite(window.p99()));
    }

    private static @Nullable Double finite(OptionalDouble value) {
      return value.isPresent() ? Answer.finite(value.getAsDouble()) : null;
    }
  }
}
