// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Series;
import dev.plumbline.model.series.SeriesSource;
import dev.plumbline.promql.PromqlValue.Sample;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.eval.Evaluator;
import dev.plumbline.promql.eval.QueryContext;
import dev.plumbline.promql.parse.PromqlParser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Answers PromQL queries as Prometheus does. Thread-safe; a query runs on the calling thread and
 * stops with {@link ErrorKind#TIMEOUT} when its time is over or the thread is interrupted.
 *
 * <p>Failures are {@link PlumblineException}: {@link ErrorKind#INVALID_INPUT} for what is not
 * PromQL or not a valid range; the same kind with an {@link EvaluationFailure} as its cause for a
 * valid query that fails on the data; {@link ErrorKind#TOO_LARGE} above a limit; and what the
 * source throws.
 */
public final class PromqlEngine {
  private static final double MAX_SECONDS = 9e12;

  private final SeriesSource source;
  private final PromqlConfig config;

  public PromqlEngine(SeriesSource source, PromqlConfig config) {
    this.source = source;
    this.config = config;
  }

  /** Evaluates at one time; any type of value. */
  public QueryResult query(String query, Instant time, QueryOptions options) {
    Expr expr = PromqlParser.parse(query);
    long at = millis(time);
    QueryContext context = context(query, options, at, 1, 1);
    Evaluator evaluator = new Evaluator(context);
    PromqlValue value =
        switch (expr.type()) {
          case SCALAR -> new PromqlValue.Scalar(at, evaluator.scalars(expr)[0]);
          case STRING -> new PromqlValue.Text(at, text(expr));
          case VECTOR -> vector(evaluator.series(expr), at);
          case MATRIX -> new PromqlValue.Matrix(sorted(evaluator.samples(expr)));
        };
    return result(value, context, options);
  }

  /**
   * Evaluates at {@code start}, {@code start + step}... up to {@code end}; always a matrix.
   *
   * @param step more than zero; less than a millisecond counts as none
   */
  public QueryResult queryRange(
      String query, Instant start, Instant end, Duration step, QueryOptions options) {
    long stepMillis = step.toMillis();
    if (stepMillis <= 0) {
      throw invalid(
          "zero or negative query resolution step widths are not accepted. Try a positive integer");
    }
    long first = millis(start);
    long last = millis(end);
    if (last < first) {
      throw invalid("end timestamp must not be before start time");
    }
    if ((last - first) / stepMillis > config.maxSteps()) {
      throw invalid(
          String.format(
              Locale.ROOT,
              "exceeded maximum resolution of %,d points per timeseries. Try decreasing the query"
                  + " resolution (?step=XX)",
              config.maxSteps()));
    }
    Expr expr = PromqlParser.parse(query);
    int steps = (int) ((last - first) / stepMillis) + 1;
    QueryContext context = context(query, options, first, stepMillis, steps);
    Evaluator evaluator = new Evaluator(context);
    List<Series> series =
        switch (expr.type()) {
          case SCALAR -> List.of(scalarSeries(evaluator.scalars(expr), first, stepMillis));
          case VECTOR -> evaluator.series(expr);
          case STRING, MATRIX ->
              throw invalid(
                  "invalid expression type \""
                      + expr.type().documented()
                      + "\" for range query, must be Scalar or instant Vector");
        };
    return result(new PromqlValue.Matrix(sorted(series)), context, options);
  }

  /** Far from what a {@code long} can hold, so that no sum with a duration overflows. */
  private static long millis(Instant time) {
    if (Math.abs((double) time.getEpochSecond()) > MAX_SECONDS) {
      throw invalid("timestamp out of bounds: " + time);
    }
    return time.toEpochMilli();
  }

  private QueryContext context(
      String query, QueryOptions options, long start, long step, int steps) {
    Duration timeout =
        options.timeout().filter(t -> t.compareTo(config.timeout()) < 0).orElse(config.timeout());
    return new QueryContext(query, source, config, timeout, start, step, steps);
  }

  private static String text(Expr expr) {
    return expr.unwrapped() instanceof Expr.StringLiteral s ? s.value() : "";
  }

  private static PromqlValue vector(List<Series> series, long time) {
    return new PromqlValue.Vector(
        series.stream().map(s -> new Sample(s.labels(), time, s.values()[0])).toList());
  }

  private static Series scalarSeries(double[] values, long start, long step) {
    long[] timestamps = new long[values.length];
    Arrays.setAll(timestamps, i -> start + i * step);
    return new Series(Labels.EMPTY, timestamps, values);
  }

  private static List<Series> sorted(List<Series> series) {
    List<Series> copy = new ArrayList<>(series);
    copy.sort(Comparator.comparing(Series::labels));
    return copy;
  }

  private static QueryResult result(PromqlValue value, QueryContext context, QueryOptions options) {
    List<String> warnings = new ArrayList<>(context.warnings());
    PromqlValue shown =
        switch (value) {
          case PromqlValue.Vector(List<Sample> all) ->
              new PromqlValue.Vector(cut(all, options, warnings));
          case PromqlValue.Matrix(List<Series> all) ->
              new PromqlValue.Matrix(cut(all, options, warnings));
          case PromqlValue.Scalar scalar -> scalar;
          case PromqlValue.Text text -> text;
        };
    return new QueryResult(shown, warnings, context.infos(), context.samplesRead());
  }

  private static <T> List<T> cut(List<T> all, QueryOptions options, List<String> warnings) {
    if (options.limit() == 0 || all.size() <= options.limit()) {
      return all;
    }
    warnings.add("results truncated due to limit");
    return all.subList(0, options.limit());
  }

  private static PlumblineException invalid(String message) {
    return new PlumblineException(ErrorKind.INVALID_INPUT, message);
  }
}
