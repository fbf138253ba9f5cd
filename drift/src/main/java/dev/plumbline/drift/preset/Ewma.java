// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.preset;

/**
 * {@code ewma} in its corrected form: standardised hourly means against a frozen baseline,
 * smoothed, with limits whose average run length is known (Lucas and Saccucci, Technometrics 1990).
 *
 * <p>The form that is often published compares a value with a smoothed mean that already contains
 * it, in units of a deviation that the same value has just widened. With smoothing α the ratio is
 * at most √((1 − α)/α), exactly 3 for α = .1, and the test is "more than 3": it can never fire.
 *
 * @param smoothing λ in (0, 1]
 * @param limit L: an alarm from L·√(λ/(2 − λ)) on
 */
public record Ewma(double smoothing, double limit) {
  /** λ = .1 and one false alarm a quarter of hourly values. */
  public static final Ewma QUARTER = new Ewma(0.1, 3.312);

  /** Numbers outside their ranges are refused. */
  public Ewma {
    if (!(smoothing > 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "smoothing: must be above 0 and at most 1, not " + smoothing);
    }
    if (!(limit > 0)) {
      throw new IllegalArgumentException("limit: must be above 0, not " + limit);
    }
  }

  /**
   * √(n/φ)·(mean − μ₀)/σ₀: standard normal while nothing changes.
   *
   * @param overdispersion φ of the means of days, at least 1
   */
  public static double standardised(
      double mean, double n, double baselineMean, double baselineSd, double overdispersion) {
    return Math.sqrt(n / overdispersion) * (mean - baselineMean) / baselineSd;
  }

  /**
   * Index of the first alarm.
   *
   * @param standardised one value for each hour
   * @return -1 when there is none
   */
  public int firstAlarm(double[] standardised) {
    double bound = limit * Math.sqrt(smoothing / (2 - smoothing));
    double level = 0;
    for (int t = 0; t < standardised.length; t++) {
      level = (1 - smoothing) * level + smoothing * standardised[t];
      if (Math.abs(level) > bound) {
        return t;
      }
    }
    return -1;
  }

  /**
   * Average number of standard normal values until a false alarm, by Crowder's integral equation
   * (Technometrics 1987) on the midpoints of equal intervals.
   *
   * @param points unknowns of the linear system; 400 give four digits
   */
  public double averageRunLength(int points) {
    double bound = limit * Math.sqrt(smoothing / (2 - smoothing));
    double width = 2 * bound / points;
    double[][] a = new double[points][points + 1];
    for (int i = 0; i < points; i++) {
      double from = -bound + (i + 0.5) * width;
      for (int j = 0; j < points; j++) {
        double to = -bound + (j + 0.5) * width;
        double z = (to - (1 - smoothing) * from) / smoothing;
        a[i][j] = (i == j ? 1 : 0) - density(z) / smoothing * width;
      }
      a[i][points] = 1;
    }
    double[] lengths = solve(a);
    double arl = 1;
    for (int j = 0; j < points; j++) {
      arl += density((-bound + (j + 0.5) * width) / smoothing) / smoothing * width * lengths[j];
    }
    return arl;
  }

  private static double density(double z) {
    return StrictMath.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  }

  private static double[] solve(double[][] a) {
    int n = a.length;
    for (int p = 0; p < n; p++) {
      int best = p;
      for (int i = p + 1; i < n; i++) {
        best = Math.abs(a[i][p]) > Math.abs(a[best][p]) ? i : best;
      }
      double[] swap = a[p];
      a[p] = a[best];
      a[best] = swap;
      for (int i = p + 1; i < n; i++) {
        double factor = a[i][p] / a[p][p];
        for (int j = p; j <= n; j++) {
          a[i][j] -= factor * a[p][j];
        }
      }
    }
    double[] x = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      double sum = a[i][n];
      for (int j = i + 1; j < n; j++) {
        sum -= a[i][j] * x[j];
      }
      x[i] = sum / a[i][i];
    }
    return x;
  }
}
