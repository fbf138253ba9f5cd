// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.evaluators.agreement.Agreement.Counts;
import dev.plumbline.evaluators.agreement.Agreement.Interval;

/** Shares, their intervals, and what they would be without the evaluator's mistakes. */
public final class Rates {
  /** Two-sided 95 % quantile of the normal distribution. */
  static final double Z = 1.959963984540054;

  private Rates() {}

  /**
   * Wilson's score interval for a share (E. Wilson, JASA 22, 1927).
   *
   * @param hits 0 to {@code n}
   * @return NaN throughout when {@code n} is 0
   */
  public static Interval wilson(double hits, double n) {
    if (n <= 0) {
      return new Interval(Double.NaN, Double.NaN, Double.NaN);
    }
    double p = hits / n;
    double centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
    double half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    return new Interval(
        p, hits == 0 ? 0 : Math.max(0, centre - half), hits == n ? 1 : Math.min(1, centre + half));
  }

  /**
   * The rate as people would count it, from the rate that the evaluator shows and its true positive
   * and true negative rates on labelled examples (W. Rogan, B. Gladen, Am. J. Epidemiology 107,
   * 1978), cut to 0–1. The interval is the delta method over both samples.
   *
   * @param raw share of calls with a score of 0.5 or more, 0 to 1
   * @param n number of calls it was taken over (effective number where they are weighted)
   * @return NaN throughout where the evaluator is no better than chance, so that nothing can be
   *     corrected
   */
  public static Interval roganGladen(double raw, double n, Counts calibration) {
    return roganGladen(
        raw,
        n,
        calibration.truePositiveRate(),
        calibration.trueNegativeRate(),
        (double) calibration.positives(),
        (double) (calibration.n() - calibration.positives()));
  }

  /**
   * The same from rates that were weighted, because the labelled examples were not chosen evenly.
   *
   * @param positives effective number of labelled positives
   * @param negatives effective number of labelled negatives
   */
  public static Interval roganGladen(
      double raw, double n, double tpr, double tnr, double positives, double negatives) {
    double youden = tpr + tnr - 1;
    if (!(youden > 0.05) || !(n > 0)) {
      return new Interval(Double.NaN, Double.NaN, Double.NaN);
    }
    double rate = (raw + tnr - 1) / youden;
    double variance =
        (raw * (1 - raw) / n
                + rate * rate * tpr * (1 - tpr) / positives
                + (1 - rate) * (1 - rate) * tnr * (1 - tnr) / negatives)
            / (youden * youden);
    double half = Z * Math.sqrt(variance);
    return new Interval(unit(rate), unit(rate - half), unit(rate + half));
  }

  private static double unit(double value) {
    return Math.clamp(value, 0.0, 1.0);
  }
}
