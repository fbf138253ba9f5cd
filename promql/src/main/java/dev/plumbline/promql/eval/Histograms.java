// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.Labels;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.eval.Quantiles.Bucket;
import dev.plumbline.promql.eval.Quantiles.BucketQuantile;
import dev.plumbline.promql.parse.Printer;
import dev.plumbline.promql.parse.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Functions over classic histograms: series that differ in {@code le} only. */
final class Histograms {
  private static final String BOUND = "le";

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Bound(double upper, double[] slots) {}

  private final QueryContext context;

  Histograms(QueryContext context) {
    this.context = context;
  }

  List<GridSeries> quantile(
      double[] q, Expr quantileAt, List<GridSeries> vector, Expr vectorAt, Grid grid) {
    checkQuantiles(q, quantileAt);
    return perHistogram(
        vector,
        vectorAt,
        grid,
        (buckets, step) -> {
          BucketQuantile result = Quantiles.ofBuckets(q[step], buckets);
          if (result.forced()) {
            context.inform(
                "input to histogram_quantile needed to be fixed for monotonicity (see"
                    + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)",
                vectorAt);
          }
          return result.quantile();
        });
  }

  /** Warns of quantiles outside 0 to 1, which give an infinity or NaN. */
  void checkQuantiles(double[] q, Expr at) {
    for (double one : q) {
      if (!(one >= 0 && one <= 1)) {
        context.warn("quantile value should be between 0 and 1, got " + Printer.number(one), at);
      }
    }
  }

  /** {@code histogram_quantiles}: one series per quantile, which becomes a label. */
  List<GridSeries> quantiles(
      String label, List<double[]> qs, List<GridSeries> vector, Expr.Call call, Grid grid) {
    List<GridSeries> result = new ArrayList<>();
    for (int i = 0; i < qs.size(); i++) {
      double[] q = qs.get(i);
      Expr at = call.arguments().get(i + 2);
      String text = openMetrics(q[0]);
      for (GridSeries series : quantile(q, at, vector, call.arguments().getFirst(), grid)) {
        result.add(new GridSeries(series.labels().with(label, text), series.values()));
      }
    }
    return Vectors.merged(result);
  }

  /** Whole numbers have a ".0", as labels of OpenMetrics do. */
  private static String openMetrics(double value) {
    String text = Printer.number(value);
    return value == Math.rint(value) && !Double.isInfinite(value) ? text + ".0" : text;
  }

  List<GridSeries> fraction(
      double[] lower, double[] upper, List<GridSeries> vector, Expr vectorAt, Grid grid) {
    return perHistogram(
        vector,
        vectorAt,
        grid,
        (buckets, step) -> Quantiles.fraction(lower[step], upper[step], buckets));
  }

  @FunctionalInterface
  private interface BucketFunction {
    double apply(List<Bucket> buckets, int step);
  }

  private List<GridSeries> perHistogram(
      List<GridSeries> vector, Expr at, Grid grid, BucketFunction function) {
    Map<Labels, List<Bound>> histograms = new LinkedHashMap<>();
    for (GridSeries series : vector) {
      String le = series.labels().get(BOUND);
      OptionalDouble upper = parseBound(le);
      if (upper.isEmpty()) {
        context.warn(
            "bucket label \"le\" is missing or has a malformed value of " + Quoting.quote(le), at);
        continue;
      }
      histograms
          .computeIfAbsent(series.labels().with(BOUND, ""), l -> new ArrayList<>())
          .add(new Bound(upper.getAsDouble(), series.values()));
    }
    List<GridSeries> result = new ArrayList<>(histograms.size());
    histograms.forEach((labels, bounds) -> {
      context.checkDeadline();
      double[] slots = Slots.empty(grid.steps());
      for (int step = 0; step < slots.length; step++) {
        List<Bucket> buckets = new ArrayList<>(bounds.size());
        for (Bound bound : bounds) {
          if (Slots.has(bound.slots()[step])) {
            buckets.add(new Bucket(bound.upper(), bound.slots()[step]));
          }
        }
        if (!buckets.isEmpty()) {
          slots[step] = function.apply(buckets, step);
        }
      }
      result.add(new GridSeries(labels.withoutMetricName(), slots));
    });
    return Vectors.merged(result);
  }

  private static OptionalDouble parseBound(String le) {
    try {
      return switch (le) {
        case "+Inf", "Inf", "+inf", "inf" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
        case "-Inf", "-inf" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
        default -> OptionalDouble.of(Double.parseDouble(le));
      };
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
