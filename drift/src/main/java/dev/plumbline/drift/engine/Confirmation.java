// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.Arrays;

/** Which of many cells changed, with a bound on the share of false discoveries. */
public final class Confirmation {
  private Confirmation() {}

  /**
   * Benjamini and Hochberg's step-up procedure (JRSS B 1995).
   *
   * @param p one p-value for each cell
   * @param level bound of the expected share of false discoveries
   * @return which cells are discoveries
   */
  public static boolean[] benjaminiHochberg(double[] p, double level) {
    double[] sorted = p.clone();
    Arrays.sort(sorted);
    double limit = -1;
    for (int k = sorted.length; k >= 1 && limit < 0; k--) {
      if (sorted[k - 1] <= level * k / sorted.length) {
        limit = sorted[k - 1];
      }
    }
    boolean[] found = new boolean[p.length];
    for (int i = 0; i < p.length; i++) {
      found[i] = p[i] <= limit;
    }
    return found;
  }

  /**
   * The cells that a standing list shows: e-d-BH of Dandapanthula and Ramdas (arXiv 2501.04130).
   *
   * @param logStatistics logarithm of one e-detector for each cell
   * @param patience calls or hours between two false detections, in the unit of the statistics
   * @return the k largest cells, k as large as possible with each at least cells·patience/k
   */
  public static boolean[] standing(double[] logStatistics, double patience) {
    int cells = logStatistics.length;
    double[] sorted = logStatistics.clone();
    Arrays.sort(sorted);
    double limit = Double.POSITIVE_INFINITY;
    for (int k = cells; k >= 1; k--) {
      if (sorted[cells - k] >= StrictMath.log(cells * patience / k)) {
        limit = sorted[cells - k];
        break;
      }
    }
    boolean[] found = new boolean[cells];
    for (int i = 0; i < cells; i++) {
      found[i] = logStatistics[i] >= limit;
    }
    return found;
  }

  /**
   * Two-sided p-value of a standard normal. Relative error below 1.2e-7 (Numerical Recipes, erfc by
   * Chebyshev fitting).
   */
  public static double twoSided(double z) {
    double x = Math.abs(z) / Math.sqrt(2);
    double t = 1 / (1 + 0.5 * x);
    double series = 0.17087277;
    double[] coefficients = {
      -0.82215223,
      1.48851587,
      -1.13520398,
      0.27886807,
      -0.18628806,
      0.09678418,
      0.37409196,
      1.00002368,
      -1.26551223
    };
    for (double c : coefficients) {
      series = series * t + c;
    }
    return t * StrictMath.exp(-x * x + series);
  }
}
