// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.Labels;
import dev.plumbline.promql.EvaluationFailure;
import dev.plumbline.promql.ast.AggregateOperator;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.parse.Printer;
import dev.plumbline.promql.parse.Quoting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The aggregation operators. */
final class Aggregations {
  private final QueryContext context;

  Aggregations(QueryContext context) {
    this.context = context;
  }

  /**
   * @param parameter one number per time for operators with one; empty for the others
   */
  List<GridSeries> aggregate(
      Expr.Aggregate aggregate, List<GridSeries> vector, double[] parameter, Grid grid) {
    return switch (aggregate.operator()) {
      case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO ->
          new Selections(context, aggregate, parameter, grid).select(grouped(aggregate, vector));
      case QUANTILE -> {
        for (double q : parameter) {
          if (!(q >= 0 && q <= 1)) {
            warnQuantile(q, aggregate.parameter().orElse(aggregate));
          }
        }
        yield reduced(aggregate, vector, parameter, grid);
      }
      case AVG, COUNT, COUNT_VALUES, GROUP, MAX, MIN, STDDEV, STDVAR, SUM ->
          reduced(aggregate, vector, parameter, grid);
    };
  }

  private void warnQuantile(double q, Expr at) {
    context.warn("quantile value should be between 0 and 1, got " + Printer.number(q), at);
  }

  private List<GridSeries> reduced(
      Expr.Aggregate aggregate, List<GridSeries> vector, double[] parameter, Grid grid) {
    Map<Labels, List<GridSeries>> groups = grouped(aggregate, vector);
    context.checkSlots(groups.size(), grid.steps());
    List<GridSeries> result = new ArrayList<>(groups.size());
    double[] present = new double[vector.size()];
    groups.forEach((labels, members) -> {
      context.checkDeadline();
      double[] slots = Slots.empty(grid.steps());
      for (int step = 0; step < slots.length; step++) {
        int count = 0;
        for (GridSeries member : members) {
          double value = member.values()[step];
          if (Slots.has(value)) {
            present[count++] = value;
          }
        }
        if (count > 0) {
          double p = parameter.length == 0 ? 0 : parameter[step];
          slots[step] = reduce(aggregate.operator(), present, count, p);
        }
      }
      result.add(new GridSeries(labels, slots));
    });
    return result;
  }

  private static double reduce(
      AggregateOperator operator, double[] values, int count, double parameter) {
    return switch (operator) {
      case SUM -> {
        Kahan sum = new Kahan();
        for (int i = 0; i < count; i++) {
          sum.add(values[i]);
        }
        yield sum.value();
      }
      case AVG -> {
        Kahan.Mean mean = new Kahan.Mean();
        for (int i = 0; i < count; i++) {
          mean.add(values[i]);
        }
        yield mean.value();
      }
      case COUNT -> count;
      case GROUP -> 1;
      case MAX, MIN -> extreme(values, count, operator == AggregateOperator.MAX);
      case STDVAR -> variance(values, count);
      case STDDEV -> Math.sqrt(variance(values, count));
      case QUANTILE -> Quantiles.of(parameter, Arrays.copyOf(values, count));
      case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO, COUNT_VALUES ->
          throw new IllegalArgumentException(operator + " does not reduce");
    };
  }

  private static double extreme(double[] values, int count, boolean greatest) {
    double best = values[0];
    for (int i = 1; i < count; i++) {
      boolean better = greatest ? values[i] > best : values[i] < best;
      if (better || Double.isNaN(best)) {
        best = values[i];
      }
    }
    return best;
  }

  /** Of the population; NaN with an infinite value. */
  private static double variance(double[] values, int count) {
    double mean = values[0];
    double squares = Double.isFinite(mean) ? 0 : Double.NaN;
    for (int i = 1; i < count; i++) {
      double delta = values[i] - mean;
      mean += delta / (i + 1);
      squares += delta * (values[i] - mean);
    }
    return squares / count;
  }

  /** Groups in the order of their first series. */
  private static Map<Labels, List<GridSeries>> grouped(
      Expr.Aggregate aggregate, List<GridSeries> vector) {
    UnaryOperator<Labels> key = grouping(aggregate.grouping(), aggregate.without());
    Map<Labels, List<GridSeries>> groups = new LinkedHashMap<>();
    for (GridSeries series : vector) {
      groups.computeIfAbsent(key.apply(series.labels()), l -> new ArrayList<>()).add(series);
    }
    return groups;
  }

  /** The labels of a group from the labels of a series in it. */
  private static UnaryOperator<Labels> grouping(List<String> names, boolean without) {
    if (!without && names.isEmpty()) {
      return labels -> Labels.EMPTY;
    }
    Set<String> set = Set.copyOf(names);
    return without
        ? labels -> labels.filter(n -> !set.contains(n) && !n.equals(Labels.METRIC_NAME))
        : labels -> labels.filter(set::contains);
  }

  /** How many series of a group have each value; the value becomes a label. */
  List<GridSeries> countValues(
      Expr.Aggregate aggregate, String label, List<GridSeries> vector, Grid grid) {
    if (label.isEmpty()) {
      throw EvaluationFailure.of("invalid label name " + Quoting.quote(label));
    }
    List<String> names = new ArrayList<>(aggregate.grouping());
    if (!aggregate.without()) {
      names.add(label);
    }
    UnaryOperator<Labels> key = grouping(names, aggregate.without());
    Map<Labels, double[]> counts = new LinkedHashMap<>();
    for (GridSeries series : vector) {
      context.checkDeadline();
      for (int step = 0; step < grid.steps(); step++) {
        double value = series.values()[step];
        if (Slots.has(value)) {
          Labels group = key.apply(series.labels().with(label, Printer.number(value)));
          double[] slots = counts.computeIfAbsent(group, g -> newGroup(counts.size(), grid));
          slots[step] = Slots.has(slots[step]) ? slots[step] + 1 : 1;
        }
      }
    }
    List<GridSeries> result = new ArrayList<>(counts.size());
    counts.forEach((labels, slots) -> result.add(new GridSeries(labels, slots)));
    return result;
  }

  private double[] newGroup(int groups, Grid grid) {
    context.checkSlots(groups + 1L, grid.steps());
    return Slots.empty(grid.steps());
  }
}
