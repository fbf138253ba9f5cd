// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.SelectHints;
import dev.plumbline.model.series.Series;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.ast.Function;
import dev.plumbline.promql.eval.RangeFunctions.RangeFunction;
import dev.plumbline.promql.parse.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls of a function with a range vector: a window slides along each series. One thread. */
final class RangeCalls {
  private static final long SAMPLES_BETWEEN_CHECKS = 1_000_000;

  /** Series with their samples, and where the windows over them end at each time. */
  private record Ranges(List<Series> series, Grid ends, long rangeMillis) {}

  private final QueryContext context;
  private final Selectors selectors;
  private final Evaluator evaluator;

  RangeCalls(QueryContext context, Selectors selectors, Evaluator evaluator) {
    this.context = context;
    this.selectors = selectors;
    this.evaluator = evaluator;
  }

  /**
   * @param range the argument that is a range vector
   * @param scalars the other arguments, one number per time each
   */
  List<GridSeries> call(
      Expr.Call call, RangeFunction function, Expr range, List<double[]> scalars, Grid grid) {
    if (scalars.isEmpty()) {
      Optional<List<GridSeries>> computed = inSource(call, range, grid);
      if (computed.isPresent()) {
        return finish(call, range, computed.get(), grid);
      }
    }
    Ranges ranges = ranges(call.function(), range, grid);
    context.checkSlots(ranges.series().size(), grid.steps());
    List<GridSeries> result = new ArrayList<>(ranges.series().size());
    double[] arguments = new double[scalars.size()];
    for (Series series : ranges.series()) {
      context.checkDeadline();
      double[] slots = Slots.empty(grid.steps());
      slide(series, ranges, grid, slots, function, scalars, arguments);
      if (!Slots.isEmpty(slots)) {
        result.add(new GridSeries(series.labels(), slots));
      }
    }
    return finish(call, range, result, grid);
  }

  private Optional<List<GridSeries>> inSource(Expr.Call call, Expr range, Grid grid) {
    if (!(range.unwrapped() instanceof Expr.MatrixSelector matrix)
        || matrix.selector().shift().isFixed()) {
      return Optional.empty();
    }
    return context.evaluateInSource(
        matrix.selector().matchers(),
        selectors.shifted(grid, matrix.selector().shift()),
        matrix.rangeMillis(),
        call.function().symbol());
  }

  private List<GridSeries> finish(Expr.Call call, Expr range, List<GridSeries> result, Grid grid) {
    Function function = call.function();
    if (function == Function.ABSENT_OVER_TIME) {
      return absent(range, result, grid);
    }
    if (function == Function.RATE || function == Function.INCREASE) {
      result.forEach(series -> informIfNoCounter(series.labels(), range));
    }
    if (function == Function.LAST_OVER_TIME || function == Function.FIRST_OVER_TIME) {
      return result;
    }
    return Vectors.requireDistinct(
        result.stream()
            .map(s -> new GridSeries(s.labels().withoutMetricName(), s.values()))
            .toList());
  }

  private void informIfNoCounter(Labels labels, Expr at) {
    String name = labels.metricName();
    if (!name.isEmpty()
        && !name.endsWith("_total")
        && !name.endsWith("_sum")
        && !name.endsWith("_count")
        && !name.endsWith("_bucket")) {
      context.inform(
          "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
              + Quoting.quote(name),
          at);
    }
  }

  private static List<GridSeries> absent(Expr range, List<GridSeries> present, Grid grid) {
    double[] slots = new double[grid.steps()];
    java.util.Arrays.fill(slots, 1);
    for (GridSeries series : present) {
      for (int i = 0; i < slots.length; i++) {
        if (Slots.has(series.values()[i])) {
          slots[i] = Slots.NONE;
        }
      }
    }
    return Slots.isEmpty(slots)
        ? List.of()
        : List.of(new GridSeries(LabelFunctions.ofAbsent(range), slots));
  }

  private void slide(
      Series series,
      Ranges ranges,
      Grid grid,
      double[] slots,
      RangeFunction function,
      List<double[]> scalars,
      double[] arguments) {
    Window window = new Window();
    window.timestamps = series.timestamps();
    window.values = series.values();
    long work = 0;
    for (int i = 0; i < slots.length; i++) {
      window.time = grid.time(i);
      window.end = ranges.ends().time(i);
      window.start = window.end - ranges.rangeMillis();
      long first = selectors.firstTime(window.start);
      while (window.to < series.size() && series.timestamps()[window.to] <= window.end) {
        window.to++;
      }
      while (window.from < window.to && series.timestamps()[window.from] < first) {
        window.from++;
      }
      if (window.size() > 0) {
        for (int a = 0; a < arguments.length; a++) {
          arguments[a] = scalars.get(a)[i];
        }
        slots[i] = function.apply(window, arguments);
        work += window.size();
        if (work > SAMPLES_BETWEEN_CHECKS) {
          work = 0;
          context.checkDeadline();
        }
      }
    }
  }

  private Ranges ranges(Function function, Expr range, Grid grid) {
    return switch (range.unwrapped()) {
      case Expr.MatrixSelector matrix -> {
        Grid ends = selectors.shifted(grid, matrix.selector().shift());
        SelectHints hints =
            new SelectHints(grid.step(), matrix.rangeMillis(), function.symbol(), List.of(), false);
        yield new Ranges(
            selectors.samples(matrix, ends.start(), ends.end(), hints), ends, matrix.rangeMillis());
      }
      case Expr.Subquery subquery -> {
        Grid ends = selectors.shifted(grid, subquery.shift());
        yield new Ranges(samples(subquery, ends), ends, subquery.rangeMillis());
      }
      default -> throw new IllegalArgumentException("not a range vector: " + range);
    };
  }

  /** What a subquery gives as samples, at the multiples of its step inside all windows. */
  List<Series> samples(Expr.Subquery subquery, Grid ends) {
    long step = subquery.stepMillis() == 0 ? Evaluator.DEFAULT_STEP : subquery.stepMillis();
    long from = ends.start() - subquery.rangeMillis();
    long first = step * (from / step);
    if (first < selectors.firstTime(from)) {
      first += step;
    }
    long steps = ends.end() < first ? 0 : (ends.end() - first) / step + 1;
    if (steps == 0) {
      return List.of();
    }
    context.checkSlots(1, steps);
    Grid inner = new Grid(first, step, Math.toIntExact(steps));
    List<Series> result = new ArrayList<>();
    for (GridSeries series : evaluator.vector(subquery.expr(), inner)) {
      result.add(compact(series, inner));
    }
    return result;
  }

  static Series compact(GridSeries series, Grid grid) {
    int count = 0;
    for (double value : series.values()) {
      if (Slots.has(value)) {
        count++;
      }
    }
    long[] timestamps = new long[count];
    double[] values = new double[count];
    int next = 0;
    for (int i = 0; i < grid.steps(); i++) {
      if (Slots.has(series.values()[i])) {
        timestamps[next] = grid.time(i);
        values[next++] = series.values()[i];
      }
    }
    return new Series(series.labels(), timestamps, values);
  }
}
