// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.GridRequest;
import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.SelectHints;
import dev.plumbline.model.series.SelectRequest;
import dev.plumbline.model.series.Series;
import dev.plumbline.model.series.SeriesLimits;
import dev.plumbline.model.series.SeriesSource;
import dev.plumbline.promql.PromqlConfig;
import dev.plumbline.promql.Semantics;
import dev.plumbline.promql.ast.Expr;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * One query while it runs: its source, limits, deadline and notices, and the samples it has read,
 * which equal selectors share. One thread.
 */
public final class QueryContext {
  private record Selection(List<LabelMatcher> matchers, long start, long end) {}

  private final String query;
  private final SeriesSource source;
  private final PromqlConfig config;
  private final Grid grid;
  private final Duration timeout;
  private final long deadlineNanos;
  private final SequencedSet<String> warnings = new LinkedHashSet<>();
  private final SequencedSet<String> infos = new LinkedHashSet<>();
  private final Map<Selection, List<Series>> selections = new HashMap<>();
  private long samplesRead;

  /**
   * @param query the text, for positions in notices
   * @param start first evaluation time of the query, milliseconds since the epoch
   * @param step milliseconds, at least 1
   * @param steps 1 for an instant query
   */
  public QueryContext(
      String query,
      SeriesSource source,
      PromqlConfig config,
      Duration timeout,
      long start,
      long step,
      int steps) {
    this.query = query;
    this.source = source;
    this.config = config;
    this.timeout = timeout;
    this.grid = new Grid(start, step, steps);
    this.deadlineNanos = System.nanoTime() + timeout.toNanos();
  }

  Grid grid() {
    return grid;
  }

  Semantics semantics() {
    return config.semantics();
  }

  long lookbackMillis() {
    return config.lookback().toMillis();
  }

  /** Throws when the time is over or the thread was interrupted. */
  void checkDeadline() {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new PlumblineException(
          ErrorKind.TIMEOUT, "query timed out after " + timeout.toMillis() + " ms");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new PlumblineException(ErrorKind.TIMEOUT, "query was cancelled");
    }
  }

  /** Throws when so many slots, beside what has been read, are more than a query may hold. */
  void checkSlots(long series, long steps) {
    checkDeadline();
    if (samplesRead + series * steps > config.maxSamples()) {
      throw new PlumblineException(
          ErrorKind.TOO_LARGE,
          "query processing would load too many samples into memory: more than "
              + config.maxSamples()
              + "; ask for fewer series, a shorter range or a larger step");
    }
  }

  /** Samples with {@code start <= timestamp <= end}; series without any are left out. */
  List<Series> select(List<LabelMatcher> matchers, long start, long end, SelectHints hints) {
    checkDeadline();
    Selection key = new Selection(matchers, start, end);
    List<Series> known = selections.get(key);
    if (known != null) {
      return known;
    }
    List<Series> series = source.select(new SelectRequest(matchers, start, end, hints, limits()));
    for (Series one : series) {
      samplesRead += one.size();
    }
    checkSlots(0, 0);
    selections.put(key, series);
    return series;
  }

  /** The source's own answer for a whole grid, if it has one. */
  Optional<List<GridSeries>> evaluateInSource(
      List<LabelMatcher> matchers, Grid shifted, long rangeMillis, String function) {
    checkDeadline();
    return source.evaluate(
        new GridRequest(
            matchers,
            shifted.start(),
            shifted.end(),
            shifted.step(),
            rangeMillis,
            semantics().leftOpen(),
            function,
            limits()));
  }

  private SeriesLimits limits() {
    long left = Math.max(1, config.maxSamples() - samplesRead);
    long nanos = Math.max(0, deadlineNanos - System.nanoTime());
    return new SeriesLimits(config.maxSeries(), left, Duration.ofNanos(nanos));
  }

  void warn(String message, Expr at) {
    warnings.add("PromQL warning: " + message + place(at));
  }

  void inform(String message, Expr at) {
    infos.add("PromQL info: " + message + place(at));
  }

  private String place(Expr at) {
    int line = 1;
    int lineStart = 0;
    int end = Math.min(at.span().start(), query.length());
    for (int i = 0; i < end; i++) {
      if (query.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return " (" + line + ":" + (end - lineStart + 1) + ")";
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  public List<String> infos() {
    return List.copyOf(infos);
  }

  public long samplesRead() {
    return samplesRead;
  }
}
