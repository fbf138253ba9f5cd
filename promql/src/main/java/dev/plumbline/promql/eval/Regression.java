// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

/**
 * A line through samples by least squares; x is seconds.
 *
 * @param intercept value of the line at the time it was asked for
 */
record Regression(double slope, double intercept) {

  /** At least one sample; {@code zero} is the time of the intercept, milliseconds. */
  static Regression of(Window w, long zero) {
    double first = w.first();
    boolean constant = true;
    Kahan sumX = new Kahan();
    Kahan sumY = new Kahan();
    Kahan sumXy = new Kahan();
    Kahan sumX2 = new Kahan();
    for (int i = w.from; i < w.to; i++) {
      double y = w.values[i];
      double x = (w.timestamps[i] - zero) / 1000d;
      constant &= i == w.from || y == first;
      sumX.add(x);
      sumY.add(y);
      sumXy.add(x * y);
      sumX2.add(x * x);
    }
    if (constant) {
      return Double.isInfinite(first)
          ? new Regression(Double.NaN, Double.NaN)
          : new Regression(0, first);
    }
    double n = w.size();
    double covariance = total(sumXy) - total(sumX) * total(sumY) / n;
    double variance = total(sumX2) - total(sumX) * total(sumX) / n;
    double slope = covariance / variance;
    return new Regression(slope, total(sumY) / n - slope * total(sumX) / n);
  }

  private static double total(Kahan sum) {
    return sum.sum() + sum.compensation();
  }
}
