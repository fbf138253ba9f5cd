// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.promql.EvaluationFailure;
import dev.plumbline.promql.Semantics;
import dev.plumbline.promql.ast.Function;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The functions of a range vector: one number, or none, from the samples of a window. */
final class RangeFunctions {
  /** One number, or {@link Slots#NONE}. Called with at least one sample in the window. */
  @FunctionalInterface
  interface RangeFunction {
    /** The result; {@code scalars} are the other arguments at this time, in their order. */
    double apply(Window window, double[] scalars);
  }

  private RangeFunctions() {}

  /** Empty for functions that take no range vector. */
  static Optional<RangeFunction> of(Function function, Semantics semantics) {
    return Optional.ofNullable(
        switch (function) {
          case RATE -> (w, s) -> Rates.extrapolated(w, true, true, semantics);
          case INCREASE -> (w, s) -> Rates.extrapolated(w, true, false, semantics);
          case DELTA -> (w, s) -> Rates.extrapolated(w, false, false, semantics);
          case IRATE -> (w, s) -> Rates.instant(w, true);
          case IDELTA -> (w, s) -> Rates.instant(w, false);
          case DERIV ->
              (w, s) -> w.size() < 2 ? Slots.NONE : Regression.of(w, w.firstTime()).slope();
          case PREDICT_LINEAR -> (w, s) -> predictLinear(w, s[0]);
          case DOUBLE_EXPONENTIAL_SMOOTHING, HOLT_WINTERS -> (w, s) -> smooth(w, s[0], s[1]);
          case AVG_OVER_TIME -> (w, s) -> mean(w);
          case SUM_OVER_TIME -> (w, s) -> sum(w);
          case COUNT_OVER_TIME -> (w, s) -> w.size();
          case MIN_OVER_TIME -> (w, s) -> w.values[extreme(w, false, false)];
          case MAX_OVER_TIME -> (w, s) -> w.values[extreme(w, true, false)];
          case TS_OF_MIN_OVER_TIME -> (w, s) -> w.timestamps[extreme(w, false, true)] / 1000d;
          case TS_OF_MAX_OVER_TIME -> (w, s) -> w.timestamps[extreme(w, true, true)] / 1000d;
          case TS_OF_FIRST_OVER_TIME -> (w, s) -> w.firstTime() / 1000d;
          case TS_OF_LAST_OVER_TIME -> (w, s) -> w.lastTime() / 1000d;
          case FIRST_OVER_TIME -> (w, s) -> w.first();
          case LAST_OVER_TIME -> (w, s) -> w.last();
          case PRESENT_OVER_TIME, ABSENT_OVER_TIME -> (w, s) -> 1;
          case STDVAR_OVER_TIME -> (w, s) -> variance(w);
          case STDDEV_OVER_TIME -> (w, s) -> Math.sqrt(variance(w));
          case QUANTILE_OVER_TIME ->
              (w, s) -> Quantiles.of(s[0], Arrays.copyOfRange(w.values, w.from, w.to));
          case MAD_OVER_TIME -> (w, s) -> medianAbsoluteDeviation(w);
          case CHANGES -> (w, s) -> changes(w);
          case RESETS -> (w, s) -> resets(w);
          default -> null;
        });
  }

  private static double sum(Window w) {
    Kahan sum = new Kahan();
    for (int i = w.from; i < w.to; i++) {
      sum.add(w.values[i]);
    }
    return sum.value();
  }

  private static double mean(Window w) {
    Kahan.Mean mean = new Kahan.Mean();
    for (int i = w.from; i < w.to; i++) {
      mean.add(w.values[i]);
    }
    return mean.value();
  }

  /** Index of the extreme value; NaN only when all are. */
  private static int extreme(Window w, boolean greatest, boolean lastOfEquals) {
    int best = w.from;
    for (int i = w.from; i < w.to; i++) {
      double value = w.values[i];
      double held = w.values[best];
      boolean better = greatest ? value > held : value < held;
      if (better || Double.isNaN(held) || (lastOfEquals && value == held)) {
        best = i;
      }
    }
    return best;
  }

  private static double variance(Window w) {
    Kahan mean = new Kahan();
    Kahan squares = new Kahan();
    for (int i = w.from; i < w.to; i++) {
      double value = w.values[i];
      double delta = value - (mean.sum() + mean.compensation());
      mean.add(delta / (i - w.from + 1));
      squares.add(delta * (value - (mean.sum() + mean.compensation())));
    }
    return (squares.sum() + squares.compensation()) / w.size();
  }

  private static double medianAbsoluteDeviation(Window w) {
    double[] values = Arrays.copyOfRange(w.values, w.from, w.to);
    for (double value : values) {
      if (Double.isNaN(value)) {
        return Double.NaN;
      }
    }
    double median = Quantiles.of(0.5, values);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i] - median);
    }
    return Quantiles.of(0.5, values);
  }

  private static double changes(Window w) {
    int changes = 0;
    for (int i = w.from + 1; i < w.to; i++) {
      double value = w.values[i];
      double before = w.values[i - 1];
      if (value != before && !(Double.isNaN(value) && Double.isNaN(before))) {
        changes++;
      }
    }
    return changes;
  }

  private static double resets(Window w) {
    int resets = 0;
    for (int i = w.from + 1; i < w.to; i++) {
      if (w.values[i] < w.values[i - 1]) {
        resets++;
      }
    }
    return resets;
  }

  private static double predictLinear(Window w, double seconds) {
    if (w.size() < 2) {
      return Slots.NONE;
    }
    Regression line = Regression.of(w, w.time);
    return line.slope() * seconds + line.intercept();
  }

  /** Double exponential smoothing (Holt), in the variant of Prometheus. */
  private static double smooth(Window w, double smoothing, double trend) {
    requireFactor("smoothing", "sf", smoothing);
    requireFactor("trend", "tf", trend);
    if (w.size() < 2) {
      return Slots.NONE;
    }
    double before = 0;
    double level = w.values[w.from];
    double slope = w.values[w.from + 1] - w.values[w.from];
    for (int i = w.from + 1; i < w.to; i++) {
      double x = smoothing * w.values[i];
      if (i > w.from + 1) {
        slope = trend * (level - before) + (1 - trend) * slope;
      }
      double y = (1 - smoothing) * (level + slope);
      before = level;
      level = x + y;
    }
    return level;
  }

  private static void requireFactor(String name, String symbol, double value) {
    if (!(value > 0 && value < 1)) {
      throw EvaluationFailure.of(
          String.format(
              Locale.ROOT,
              "invalid %s factor. Expected: 0 < %s < 1, got: %f",
              name,
              symbol,
              value));
    }
  }
}
