// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import java.util.Arrays;
import java.util.Comparator;

/** Agreement of two graded judgements of the same things, by their order. */
public final class Ranks {
  private Ranks() {}

  /**
   * Spearman's rank correlation, -1 to 1; ties share the mean rank. 0 when one side is constant.
   *
   * @param a as long as {@code b}
   */
  public static double spearman(double[] a, double[] b) {
    return pearson(ranks(a), ranks(b));
  }

  /**
   * Kendall's tau-b, -1 to 1, corrected for ties (M. Kendall, Biometrika 33, 1945). 0 when one side
   * is constant. Quadratic in time.
   */
  public static double kendallTauB(double[] a, double[] b) {
    long concordant = 0;
    long discordant = 0;
    long tiedA = 0;
    long tiedB = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = i + 1; j < a.length; j++) {
        double x = Double.compare(a[i], a[j]);
        double y = Double.compare(b[i], b[j]);
        if (x == 0) {
          tiedA++;
        }
        if (y == 0) {
          tiedB++;
        }
        if (x * y > 0) {
          concordant++;
        } else if (x * y < 0) {
          discordant++;
        }
      }
    }
    double pairs = a.length * (a.length - 1.0) / 2;
    double below = Math.sqrt((pairs - tiedA) * (pairs - tiedB));
    return below == 0 ? 0 : (concordant - discordant) / below;
  }

  /**
   * Spearman's correlation of {@code a} and {@code b} with what {@code given} (for example the
   * length of the text) explains of both taken away: the first-order partial correlation of the
   * ranks.
   */
  public static double partialSpearman(double[] a, double[] b, double[] given) {
    double[] ra = ranks(a);
    double[] rb = ranks(b);
    double[] rg = ranks(given);
    double ab = pearson(ra, rb);
    double ag = pearson(ra, rg);
    double bg = pearson(rb, rg);
    double below = Math.sqrt(Math.max(0, 1 - ag * ag) * Math.max(0, 1 - bg * bg));
    return below < 1e-9 ? 0 : (ab - ag * bg) / below;
  }

  /**
   * Kappa with quadratic weights between grades on a common scale (J. Cohen, Psychological Bulletin
   * 70, 1968); 1 is full agreement. Grades may be any numbers: the weight of a pair is its squared
   * distance. 0 when both sides are constant.
   */
  public static double quadraticKappa(double[] a, double[] b) {
    double observed = 0;
    double chance = 0;
    for (int i = 0; i < a.length; i++) {
      observed += (a[i] - b[i]) * (a[i] - b[i]);
    }
    // the mean over all pairs of squared distances, from the moments
    double meanA = Arrays.stream(a).average().orElse(0);
    double meanB = Arrays.stream(b).average().orElse(0);
    for (int i = 0; i < a.length; i++) {
      chance += (a[i] - meanA) * (a[i] - meanA) + (b[i] - meanB) * (b[i] - meanB);
    }
    chance += a.length * (meanA - meanB) * (meanA - meanB);
    return chance == 0 ? 0 : 1 - observed / chance;
  }

  /** 0-based ranks; ties share the mean rank. */
  static double[] ranks(double[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
    double[] ranks = new double[values.length];
    int i = 0;
    while (i < order.length) {
      int j = i;
      while (j + 1 < order.length && values[order[j + 1]] == values[order[i]]) {
        j++;
      }
      for (int k = i; k <= j; k++) {
        ranks[order[k]] = (i + j) / 2.0;
      }
      i = j + 1;
    }
    return ranks;
  }

  /** Pearson's correlation; 0 when one side does not vary. */
  public static double pearson(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElse(0);
    double meanB = Arrays.stream(b).average().orElse(0);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
  }
}
