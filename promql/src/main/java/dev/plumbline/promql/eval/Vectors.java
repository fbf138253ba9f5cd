// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.Labels;
import dev.plumbline.promql.EvaluationFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** What several operations do with lists of series. */
final class Vectors {
  static final String SAME_LABELS = "vector cannot contain metrics with the same labelset";

  private Vectors() {}

  /** Each value turned into another one, the metric name dropped. */
  static List<GridSeries> map(List<GridSeries> vector, DoubleUnaryOperator operator) {
    List<GridSeries> result = new ArrayList<>(vector.size());
    for (GridSeries series : vector) {
      double[] slots = series.values().clone();
      for (int i = 0; i < slots.length; i++) {
        if (Slots.has(slots[i])) {
          slots[i] = operator.applyAsDouble(slots[i]);
        }
      }
      result.add(new GridSeries(series.labels().withoutMetricName(), slots));
    }
    return merged(result);
  }

  /**
   * Series that have come to the same labels become one, which must not have two values at one
   * time.
   */
  static List<GridSeries> merged(List<GridSeries> vector) {
    if (!hasDuplicates(vector)) {
      return vector;
    }
    Map<Labels, double[]> byLabels = new LinkedHashMap<>();
    for (GridSeries series : vector) {
      double[] held = byLabels.get(series.labels());
      if (held == null) {
        byLabels.put(series.labels(), series.values().clone());
      } else {
        addAll(held, series.values());
      }
    }
    List<GridSeries> result = new ArrayList<>(byLabels.size());
    byLabels.forEach((labels, slots) -> result.add(new GridSeries(labels, slots)));
    return result;
  }

  private static void addAll(double[] into, double[] from) {
    for (int i = 0; i < into.length; i++) {
      if (Slots.has(from[i])) {
        if (Slots.has(into[i])) {
          throw EvaluationFailure.of(SAME_LABELS);
        }
        into[i] = from[i];
      }
    }
  }

  /** For results of range functions, which must differ in labels whatever their times. */
  static List<GridSeries> requireDistinct(List<GridSeries> vector) {
    if (hasDuplicates(vector)) {
      throw EvaluationFailure.of(SAME_LABELS);
    }
    return vector;
  }

  private static boolean hasDuplicates(List<GridSeries> vector) {
    if (vector.size() < 2) {
      return false;
    }
    Set<Labels> seen = HashSet.newHashSet(vector.size());
    for (GridSeries series : vector) {
      if (!seen.add(series.labels())) {
        return true;
      }
    }
    return false;
  }
}
