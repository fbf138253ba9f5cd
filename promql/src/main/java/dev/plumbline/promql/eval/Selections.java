// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.Labels;
import dev.plumbline.promql.EvaluationFailure;
import dev.plumbline.promql.ast.AggregateOperator;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.parse.Printer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The aggregations that pick series rather than compute: {@code topk}, {@code bottomk}, {@code
 * limitk}, {@code limit_ratio}. In an instant query the picked series are in the order of their
 * values.
 */
final class Selections {
  private final QueryContext context;
  private final Expr.Aggregate aggregate;
  private final double[] parameter;
  private final Grid grid;
  private final Map<Labels, double[]> picked = new LinkedHashMap<>();

  Selections(QueryContext context, Expr.Aggregate aggregate, double[] parameter, Grid grid) {
    this.context = context;
    this.aggregate = aggregate;
    this.parameter = parameter;
    this.grid = grid;
  }

  List<GridSeries> select(Map<Labels, List<GridSeries>> groups) {
    if (!checkParameter()) {
      return List.of();
    }
    for (List<GridSeries> members : groups.values()) {
      context.checkSlots(picked.size(), grid.steps());
      for (int step = 0; step < grid.steps(); step++) {
        pick(members, step);
      }
    }
    List<GridSeries> result = new ArrayList<>(picked.size());
    picked.forEach((labels, slots) -> result.add(new GridSeries(labels, slots)));
    return Vectors.requireDistinct(result);
  }

  /** False when nothing can be picked at any time. */
  private boolean checkParameter() {
    boolean ratio = aggregate.operator() == AggregateOperator.LIMIT_RATIO;
    double max = Arrays.stream(parameter).max().orElse(0);
    if (ratio ? max == 0 && Arrays.stream(parameter).allMatch(p -> p == 0) : max < 1) {
      return false;
    }
    for (double p : parameter) {
      if (Double.isNaN(p)) {
        throw EvaluationFailure.of(ratio ? "Ratio value is NaN" : "Parameter value is NaN");
      }
      if (!ratio && Math.abs(p) >= 0x1p63) {
        throw EvaluationFailure.of(
            "Scalar value "
                + Printer.number(p)
                + (p > 0 ? " overflows" : " underflows")
                + " int64");
      }
      if (ratio && Math.abs(p) > 1) {
        context.warn(
            "ratio value should be between -1 and 1, got "
                + Printer.number(p)
                + ", capping to "
                + (p > 0 ? "1" : "-1"),
            aggregate.parameter().orElse(aggregate));
      }
    }
    return true;
  }

  private void pick(List<GridSeries> members, int step) {
    List<GridSeries> present = new ArrayList<>();
    for (GridSeries member : members) {
      if (Slots.has(member.values()[step])) {
        present.add(member);
      }
    }
    int k = (int) Math.max(0, Math.min((long) parameter[step], present.size()));
    Collection<GridSeries> chosen =
        switch (aggregate.operator()) {
          case LIMITK -> present.subList(0, k);
          case LIMIT_RATIO ->
              present.stream().filter(s -> LabelHash.inRatio(s.labels(), parameter[step])).toList();
          default -> best(present, k, step, aggregate.operator() == AggregateOperator.TOPK);
        };
    for (GridSeries series : chosen) {
      picked.computeIfAbsent(series.labels(), l -> Slots.empty(grid.steps()))[step] =
          series.values()[step];
    }
  }

  /** The k best, best first, NaN worst of all. */
  private static List<GridSeries> best(
      List<GridSeries> present, int k, int step, boolean greatest) {
    if (k < 1) {
      return List.of();
    }
    BoundedHeap heap = new BoundedHeap(k, greatest);
    for (int i = 0; i < present.size(); i++) {
      heap.offer(i, present.get(i).values()[step]);
    }
    List<GridSeries> result = new ArrayList<>(k);
    for (int index : heap.bestFirst()) {
      result.add(present.get(index));
    }
    return result;
  }
}
