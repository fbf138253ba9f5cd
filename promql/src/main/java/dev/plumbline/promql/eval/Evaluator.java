// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.SelectHints;
import dev.plumbline.model.series.Series;
import dev.plumbline.promql.ast.AggregateOperator;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.ast.Function;
import dev.plumbline.promql.ast.ValueType;
import dev.plumbline.promql.eval.RangeFunctions.RangeFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Walks the tree of one query. One thread. */
public final class Evaluator {
  /** Step of a subquery that names none, milliseconds. */
  static final long DEFAULT_STEP = 60_000;

  private final QueryContext context;
  private final Selectors selectors;
  private final RangeCalls rangeCalls;
  private final Aggregations aggregations;
  private final Histograms histograms;
  private final Sorting sorting;

  public Evaluator(QueryContext context) {
    this.context = context;
    this.selectors = new Selectors(context);
    this.rangeCalls = new RangeCalls(context, selectors, this);
    this.aggregations = new Aggregations(context);
    this.histograms = new Histograms(context);
    this.sorting = new Sorting(context);
  }

  /** The numbers of a scalar expression, one for each time of the query. */
  public double[] scalars(Expr expr) {
    return scalars(expr, context.grid());
  }

  /** The series of a vector expression with their values, those without any left out. */
  public List<Series> series(Expr expr) {
    List<Series> result = new ArrayList<>();
    for (GridSeries series : vector(expr, context.grid())) {
      Series compact = RangeCalls.compact(series, context.grid());
      if (compact.size() > 0) {
        result.add(compact);
      }
    }
    return result;
  }

  /** The samples of a range vector, which only an instant query may ask for by itself. */
  public List<Series> samples(Expr expr) {
    return switch (expr.unwrapped()) {
      case Expr.MatrixSelector matrix -> {
        long end = selectors.shifted(context.grid(), matrix.selector().shift()).end();
        yield selectors.samples(matrix, end, end, SelectHints.NONE);
      }
      case Expr.Subquery subquery ->
          rangeCalls.samples(subquery, selectors.shifted(context.grid(), subquery.shift()));
      default -> throw new IllegalArgumentException("not a range vector: " + expr);
    };
  }

  double[] scalars(Expr expr, Grid grid) {
    context.checkSlots(1, grid.steps());
    return switch (expr) {
      case Expr.NumberLiteral n -> constant(n.value(), grid);
      case Expr.Paren p -> scalars(p.expr(), grid);
      case Expr.Unary u -> {
        double[] values = scalars(u.expr(), grid);
        if (u.negative()) {
          values = Arrays.stream(values).map(v -> -v).toArray();
        }
        yield values;
      }
      case Expr.Binary b ->
          BinaryOperations.scalars(b.operator(), scalars(b.left(), grid), scalars(b.right(), grid));
      case Expr.Call c -> scalarCall(c, grid);
      default -> throw new IllegalArgumentException("not a scalar: " + expr);
    };
  }

  private static double[] constant(double value, Grid grid) {
    double[] values = new double[grid.steps()];
    Arrays.fill(values, value);
    return values;
  }

  private double[] scalarCall(Expr.Call call, Grid grid) {
    Grid query = context.grid();
    return switch (call.function()) {
      case TIME -> times(grid);
      case PI -> constant(Math.PI, grid);
      case START -> constant(query.start() / 1000d, grid);
      case END -> constant(query.end() / 1000d, grid);
      case RANGE -> constant((query.end() - query.start()) / 1000d, grid);
      case STEP -> constant(query.isInstant() ? 0 : query.step() / 1000d, grid);
      case MAX_OF, MIN_OF -> {
        double[] a = scalars(call.arguments().get(0), grid);
        double[] b = scalars(call.arguments().get(1), grid);
        boolean max = call.function() == Function.MAX_OF;
        double[] result = new double[a.length];
        Arrays.setAll(result, i -> max ? GoMath.max(a[i], b[i]) : GoMath.min(a[i], b[i]));
        yield result;
      }
      case SCALAR -> onlyValues(vector(call.arguments().getFirst(), grid), grid);
      default -> throw new IllegalArgumentException("not a scalar: " + call);
    };
  }

  private static double[] times(Grid grid) {
    double[] times = new double[grid.steps()];
    Arrays.setAll(times, i -> grid.time(i) / 1000d);
    return times;
  }

  /** The value of the only series at each time, NaN when there is none or more than one. */
  private static double[] onlyValues(List<GridSeries> vector, Grid grid) {
    double[] result = Slots.empty(grid.steps());
    for (GridSeries series : vector) {
      for (int i = 0; i < result.length; i++) {
        if (Slots.has(series.values()[i])) {
          result[i] = Slots.has(result[i]) ? Double.NaN : series.values()[i];
        }
      }
    }
    return Arrays.stream(result).map(v -> Slots.has(v) ? v : Double.NaN).toArray();
  }

  List<GridSeries> vector(Expr expr, Grid grid) {
    context.checkDeadline();
    return switch (expr) {
      case Expr.VectorSelector s -> selectors.values(s, grid, hints(grid, "", List.of(), false));
      case Expr.Paren p -> vector(p.expr(), grid);
      case Expr.Unary u ->
          u.negative() ? Vectors.map(vector(u.expr(), grid), v -> -v) : vector(u.expr(), grid);
      case Expr.Binary b -> binary(b, grid);
      case Expr.Aggregate a -> aggregate(a, grid);
      case Expr.Call c -> call(c, grid);
      default -> throw new IllegalArgumentException("not an instant vector: " + expr);
    };
  }

  private static SelectHints hints(Grid grid, String function, List<String> grouping, boolean by) {
    return new SelectHints(grid.isInstant() ? 0 : grid.step(), 0, function, grouping, by);
  }

  private List<GridSeries> binary(Expr.Binary b, Grid grid) {
    boolean scalarLeft = b.left().type() == ValueType.SCALAR;
    if (b.matching().isEmpty()) {
      List<GridSeries> vector = vector(scalarLeft ? b.right() : b.left(), grid);
      double[] scalars = scalars(scalarLeft ? b.left() : b.right(), grid);
      return BinaryOperations.vectorWithScalars(
          b, vector, scalars, !scalarLeft, BinaryOperations.dropsName(b, context.semantics()));
    }
    List<GridSeries> left = vector(b.left(), grid);
    List<GridSeries> right = vector(b.right(), grid);
    return new VectorOperations(context, b, b.matching().get(), left, right, grid).evaluate();
  }

  private List<GridSeries> aggregate(Expr.Aggregate a, Grid grid) {
    boolean counting = a.operator() == AggregateOperator.COUNT_VALUES;
    double[] parameter =
        counting ? new double[0] : a.parameter().map(p -> scalars(p, grid)).orElse(new double[0]);
    List<GridSeries> vector =
        a.expr().unwrapped() instanceof Expr.VectorSelector selector
            ? selectors.values(
                selector, grid, hints(grid, a.operator().symbol(), a.grouping(), !a.without()))
            : vector(a.expr(), grid);
    if (counting) {
      String label = text(a.parameter().orElseThrow());
      return aggregations.countValues(a, label, vector, grid);
    }
    return aggregations.aggregate(a, vector, parameter, grid);
  }

  private static String text(Expr expr) {
    return expr.unwrapped() instanceof Expr.StringLiteral s ? s.value() : "";
  }

  private List<GridSeries> call(Expr.Call call, Grid grid) {
    List<Expr> arguments = call.arguments();
    Optional<RangeFunction> range = RangeFunctions.of(call.function(), context.semantics());
    if (range.isPresent()) {
      return rangeCall(call, range.get(), grid);
    }
    Optional<DoubleUnaryOperator> instant = InstantFunctions.of(call.function());
    if (instant.isPresent()) {
      return Vectors.map(vector(arguments.getFirst(), grid), instant.get());
    }
    Optional<DoubleUnaryOperator> calendar = InstantFunctions.calendar(call.function());
    if (calendar.isPresent()) {
      List<GridSeries> seconds =
          arguments.isEmpty()
              ? List.of(new GridSeries(Labels.EMPTY, times(grid)))
              : vector(arguments.getFirst(), grid);
      return Vectors.map(seconds, calendar.get());
    }
    return otherCall(call, grid);
  }

  private List<GridSeries> rangeCall(Expr.Call call, RangeFunction function, Grid grid) {
    List<double[]> scalars = new ArrayList<>();
    Expr range = call;
    for (Expr argument : call.arguments()) {
      if (argument.type() == ValueType.MATRIX) {
        range = argument;
      } else {
        scalars.add(scalars(argument, grid));
      }
    }
    if (call.function() == Function.QUANTILE_OVER_TIME) {
      histograms.checkQuantiles(scalars.getFirst(), call.arguments().getFirst());
    }
    return rangeCalls.call(call, function, range, scalars, grid);
  }

  private List<GridSeries> otherCall(Expr.Call call, Grid grid) {
    List<Expr> arguments = call.arguments();
    return switch (call.function()) {
      case VECTOR -> List.of(new GridSeries(Labels.EMPTY, scalars(arguments.getFirst(), grid)));
      case TIMESTAMP -> timestamps(arguments.getFirst(), grid);
      case ABSENT -> absent(arguments.getFirst(), grid);
      case ROUND, CLAMP, CLAMP_MIN, CLAMP_MAX -> bounded(call, grid);
      case SORT, SORT_DESC, SORT_BY_LABEL, SORT_BY_LABEL_DESC ->
          sorting.sort(
              call,
              vector(arguments.getFirst(), grid),
              arguments.stream().skip(1).map(Evaluator::text).toList(),
              grid);
      case LABEL_REPLACE ->
          LabelFunctions.replace(
              vector(arguments.getFirst(), grid),
              text(arguments.get(1)),
              text(arguments.get(2)),
              text(arguments.get(3)),
              text(arguments.get(4)),
              context.semantics());
      case LABEL_JOIN ->
          LabelFunctions.join(
              vector(arguments.getFirst(), grid),
              text(arguments.get(1)),
              text(arguments.get(2)),
              arguments.stream().skip(3).map(Evaluator::text).toList(),
              context.semantics());
      case HISTOGRAM_QUANTILE, HISTOGRAM_QUANTILES, HISTOGRAM_FRACTION -> histogram(call, grid);
      case HISTOGRAM_AVG, HISTOGRAM_COUNT, HISTOGRAM_SUM, HISTOGRAM_STDDEV, HISTOGRAM_STDVAR -> {
        vector(arguments.getFirst(), grid); // for its errors; only native histograms have a value
        yield List.of();
      }
      default -> throw new IllegalArgumentException("not an instant vector: " + call);
    };
  }

  private List<GridSeries> histogram(Expr.Call call, Grid grid) {
    List<Expr> arguments = call.arguments();
    return switch (call.function()) {
      case HISTOGRAM_QUANTILE ->
          histograms.quantile(
              scalars(arguments.getFirst(), grid),
              arguments.getFirst(),
              vector(arguments.get(1), grid),
              arguments.get(1),
              grid);
      case HISTOGRAM_FRACTION ->
          histograms.fraction(
              scalars(arguments.get(0), grid),
              scalars(arguments.get(1), grid),
              vector(arguments.get(2), grid),
              arguments.get(2),
              grid);
      default ->
          histograms.quantiles(
              text(arguments.get(1)),
              arguments.stream().skip(2).map(q -> scalars(q, grid)).toList(),
              vector(arguments.getFirst(), grid),
              call,
              grid);
    };
  }

  /** Of samples their own time; of anything computed the time of evaluation. */
  private List<GridSeries> timestamps(Expr argument, Grid grid) {
    if (argument.unwrapped() instanceof Expr.VectorSelector selector) {
      return Vectors.map(selectors.timestamps(selector, grid), v -> v);
    }
    List<GridSeries> result = new ArrayList<>();
    for (GridSeries series : vector(argument, grid)) {
      double[] slots = series.values().clone();
      for (int i = 0; i < slots.length; i++) {
        slots[i] = Slots.has(slots[i]) ? grid.time(i) / 1000d : Slots.NONE;
      }
      result.add(new GridSeries(series.labels().withoutMetricName(), slots));
    }
    return Vectors.merged(result);
  }

  private List<GridSeries> absent(Expr argument, Grid grid) {
    double[] slots = constant(1, grid);
    for (GridSeries series : vector(argument, grid)) {
      for (int i = 0; i < slots.length; i++) {
        if (Slots.has(series.values()[i])) {
          slots[i] = Slots.NONE;
        }
      }
    }
    return Slots.isEmpty(slots)
        ? List.of()
        : List.of(new GridSeries(LabelFunctions.ofAbsent(argument), slots));
  }

  /** Functions whose result depends on the value and on scalars that may change with time. */
  private List<GridSeries> bounded(Expr.Call call, Grid grid) {
    List<Expr> arguments = call.arguments();
    List<double[]> scalars =
        arguments.stream().skip(1).map(argument -> scalars(argument, grid)).toList();
    List<GridSeries> result = new ArrayList<>();
    for (GridSeries series : vector(arguments.getFirst(), grid)) {
      double[] slots = series.values().clone();
      for (int i = 0; i < slots.length; i++) {
        if (Slots.has(slots[i])) {
          slots[i] = bounded(call.function(), slots[i], scalars, i);
        }
      }
      if (!Slots.isEmpty(slots)) {
        result.add(new GridSeries(series.labels().withoutMetricName(), slots));
      }
    }
    return Vectors.merged(result);
  }

  private static double bounded(Function function, double v, List<double[]> scalars, int i) {
    return switch (function) {
      case CLAMP_MIN -> GoMath.max(scalars.getFirst()[i], v);
      case CLAMP_MAX -> GoMath.min(scalars.getFirst()[i], v);
      case CLAMP -> {
        double min = scalars.get(0)[i];
        double max = scalars.get(1)[i];
        yield max < min ? Slots.NONE : GoMath.max(min, GoMath.min(max, v));
      }
      default -> { // round: halves go up
        double inverse = scalars.isEmpty() ? 1 : 1 / scalars.getFirst()[i];
        yield Math.floor(v * inverse + 0.5) / inverse;
      }
    };
  }
}
