// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import java.util.Arrays;
import java.util.Comparator;

/** Many tests at once. */
public final class Multiplicity {
  private Multiplicity() {}

  /**
   * Adjusted p-values (Y. Benjamini, Y. Hochberg, JRSS B 57, 1995): rejecting those up to q keeps
   * the expected share of false discoveries at q.
   *
   * @param p 0 to 1
   * @return in the order of {@code p}
   */
  public static double[] benjaminiHochberg(double[] p) {
    Integer[] order = new Integer[p.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
    double[] adjusted = new double[p.length];
    double least = 1;
    for (int rank = p.length; rank >= 1; rank--) {
      int i = order[rank - 1];
      least = Math.min(least, p[i] * p.length / rank);
      adjusted[i] = least;
    }
    return adjusted;
  }
}
