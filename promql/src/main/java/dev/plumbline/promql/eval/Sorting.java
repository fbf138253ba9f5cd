// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.GridSeries;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.ast.Function;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The sort functions, which order the answer of an instant query and nothing else. */
final class Sorting {
  private final QueryContext context;

  Sorting(QueryContext context) {
    this.context = context;
  }

  /**
   * @param labels what to sort by; for the functions that sort by value unused
   */
  List<GridSeries> sort(Expr.Call call, List<GridSeries> vector, List<String> labels, Grid grid) {
    if (!context.grid().isInstant()) {
      context.warn(
          "sort is ineffective for range queries since results are always ordered by labels", call);
    }
    if (!grid.isInstant()) {
      return vector;
    }
    List<GridSeries> present = new ArrayList<>(vector);
    present.removeIf(series -> Slots.isEmpty(series.values()));
    present.sort(comparator(call.function(), labels));
    return present;
  }

  private static Comparator<GridSeries> comparator(Function function, List<String> labels) {
    return switch (function) {
      case SORT -> byValue(Comparator.naturalOrder());
      case SORT_DESC -> byValue(Comparator.reverseOrder());
      case SORT_BY_LABEL -> byLabels(labels);
      default -> byLabels(labels).reversed();
    };
  }

  /** NaN comes last either way. */
  private static Comparator<GridSeries> byValue(Comparator<Double> order) {
    return Comparator.comparing((GridSeries s) -> Double.isNaN(s.values()[0]))
        .thenComparing(s -> s.values()[0], order);
  }

  private static Comparator<GridSeries> byLabels(List<String> names) {
    Comparator<GridSeries> order = Comparator.comparing(GridSeries::labels);
    for (String name : names.reversed()) {
      Comparator<GridSeries> byName =
          Comparator.comparing(s -> s.labels().get(name), NaturalOrder::compare);
      order = byName.thenComparing(order);
    }
    return order;
  }
}
