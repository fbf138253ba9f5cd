// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.SelectHints;
import dev.plumbline.model.series.Series;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.ast.TimeShift;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Selectors on a grid: the newest sample of each series at each time. */
final class Selectors {
  private final QueryContext context;

  Selectors(QueryContext context) {
    this.context = context;
  }

  /** Where a selector looks at each time of the grid: {@code @} and {@code offset} applied. */
  Grid shifted(Grid grid, TimeShift shift) {
    long offset = shift.offsetMillis();
    return switch (shift.at()) {
      case TimeShift.At.Evaluation e -> new Grid(grid.start() - offset, grid.step(), grid.steps());
      case TimeShift.At.Start s -> new Grid(context.grid().start() - offset, 0, grid.steps());
      case TimeShift.At.End e -> new Grid(context.grid().end() - offset, 0, grid.steps());
      case TimeShift.At.Fixed(long millis) -> new Grid(millis - offset, 0, grid.steps());
    };
  }

  /** The value of each series at each time. */
  List<GridSeries> values(Expr.VectorSelector selector, Grid grid, SelectHints hints) {
    Grid shifted = shifted(grid, selector.shift());
    if (!selector.shift().isFixed()) {
      Optional<List<GridSeries>> computed =
          context.evaluateInSource(selector.matchers(), shifted, context.lookbackMillis(), "");
      if (computed.isPresent()) {
        return computed.get();
      }
    }
    return sampled(selector, shifted, hints, false);
  }

  /** The time of the newest sample of each series at each time, in seconds. */
  List<GridSeries> timestamps(Expr.VectorSelector selector, Grid grid) {
    SelectHints hints = new SelectHints(grid.step(), 0, "timestamp", List.of(), false);
    return sampled(selector, shifted(grid, selector.shift()), hints, true);
  }

  private List<GridSeries> sampled(
      Expr.VectorSelector selector, Grid shifted, SelectHints hints, boolean timestamps) {
    long lookback = context.lookbackMillis();
    List<Series> all =
        context.select(
            selector.matchers(), firstTime(shifted.start() - lookback), shifted.end(), hints);
    context.checkSlots(all.size(), shifted.steps());
    List<GridSeries> result = new ArrayList<>(all.size());
    for (Series series : all) {
      double[] slots = Slots.empty(shifted.steps());
      fill(slots, series, shifted, lookback, timestamps);
      if (!Slots.isEmpty(slots)) {
        result.add(new GridSeries(series.labels(), slots));
      }
    }
    return result;
  }

  private void fill(
      double[] slots, Series series, Grid shifted, long lookback, boolean timestamps) {
    int newest = -1;
    for (int i = 0; i < slots.length; i++) {
      long time = shifted.time(i);
      while (newest + 1 < series.size() && series.timestamps()[newest + 1] <= time) {
        newest++;
      }
      if (newest >= 0
          && series.timestamps()[newest] >= firstTime(time - lookback)
          && !Series.isStale(series.values()[newest])) {
        slots[i] = timestamps ? series.timestamps()[newest] / 1000d : series.values()[newest];
      }
    }
  }

  /** The first time inside a range that begins at {@code start}. */
  long firstTime(long start) {
    return context.semantics().leftOpen() ? start + 1 : start;
  }

  /** The samples of a range selector in one window, staleness markers left out. */
  List<Series> samples(
      Expr.MatrixSelector matrix, long firstWindowEnd, long lastWindowEnd, SelectHints hints) {
    List<Series> found =
        context.select(
            matrix.selector().matchers(),
            firstTime(firstWindowEnd - matrix.rangeMillis()),
            lastWindowEnd,
            hints);
    List<Series> result = new ArrayList<>(found.size());
    for (Series series : found) {
      Series fresh = withoutStale(series);
      if (fresh.size() > 0) {
        result.add(fresh);
      }
    }
    return result;
  }

  private static Series withoutStale(Series series) {
    int stale = 0;
    for (double value : series.values()) {
      if (Series.isStale(value)) {
        stale++;
      }
    }
    if (stale == 0) {
      return series;
    }
    long[] timestamps = new long[series.size() - stale];
    double[] values = new double[series.size() - stale];
    int kept = 0;
    for (int i = 0; i < series.size(); i++) {
      if (!Series.isStale(series.values()[i])) {
        timestamps[kept] = series.timestamps()[i];
        values[kept++] = series.values()[i];
      }
    }
    return new Series(series.labels(), timestamps, values);
  }
}
