// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.compare;

import java.util.Arrays;

/** Distances between a reference window and a current one. */
public final class WindowComparison {
  /** Stands for the share of an empty bin, as in Evidently. */
  private static final double EMPTY = 0.0001;

  private WindowComparison() {}

  /**
   * Names as Evidently spells them.
   *
   * <p>{@code drifted} compares with the default threshold: a p-value below .05, a distance of .1
   * and more.
   */
  public enum Method {
    KS("ks", 0.05),
    PSI("psi", 0.1),
    JENSEN_SHANNON("jensenshannon", 0.1),
    WASSERSTEIN("wasserstein", 0.1);

    private final String spelling;
    private final double threshold;

    Method(String spelling, double threshold) {
      this.spelling = spelling;
      this.threshold = threshold;
    }

    public String spelling() {
      return spelling;
    }

    public double threshold() {
      return threshold;
    }

    /**
     * The p-value of {@link #KS}, else the distance.
     *
     * @throws IllegalArgumentException when a window is empty or a number is not finite
     */
    public double of(double[] reference, double[] current) {
      check(reference, "reference");
      check(current, "current");
      return switch (this) {
        case KS ->
            kolmogorovP(kolmogorovSmirnov(reference, current), reference.length, current.length);
        case PSI -> psi(reference, current);
        case JENSEN_SHANNON -> jensenShannon(reference, current);
        case WASSERSTEIN -> wasserstein(reference, current) / Math.max(deviation(reference), 0.001);
      };
    }

    /** Whether a value means drift under the default threshold. */
    public boolean drifted(double value) {
      return this == KS ? value < threshold : value >= threshold;
    }
  }

  private static void check(double[] window, String name) {
    if (window.length == 0 || !Arrays.stream(window).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(name + ": must have finite numbers");
    }
  }

  /** Largest difference of the two empirical distributions. */
  public static double kolmogorovSmirnov(double[] a, double[] b) {
    double[] x = a.clone();
    double[] y = b.clone();
    Arrays.sort(x);
    Arrays.sort(y);
    int i = 0;
    int j = 0;
    double largest = 0;
    while (i < x.length && j < y.length) {
      double at = Math.min(x[i], y[j]);
      while (i < x.length && x[i] <= at) {
        i++;
      }
      while (j < y.length && y[j] <= at) {
        j++;
      }
      largest = Math.max(largest, Math.abs(i / (double) x.length - j / (double) y.length));
    }
    return largest;
  }

  /** Two-sided p-value in the limit of large windows, as {@code scipy.special.kolmogorov}. */
  public static double kolmogorovP(double distance, int n, int m) {
    double size = (double) n * m / (n + m);
    double x = distance * Math.sqrt(size);
    if (x < 0.2) {
      return 1;
    }
    double sum = 0;
    for (int k = 1; k <= 100; k++) {
      double term = StrictMath.exp(-2.0 * k * k * x * x);
      sum += k % 2 == 1 ? term : -term;
    }
    return Math.max(0, Math.min(1, 2 * sum));
  }

  /** Area between the two empirical distributions, as {@code scipy.stats.wasserstein_distance}. */
  public static double wasserstein(double[] a, double[] b) {
    double[] x = a.clone();
    double[] y = b.clone();
    Arrays.sort(x);
    Arrays.sort(y);
    int i = 0;
    int j = 0;
    double area = 0;
    double last = Math.min(x[0], y[0]);
    while (i < x.length || j < y.length) {
      double at = j >= y.length || (i < x.length && x[i] <= y[j]) ? x[i] : y[j];
      area += Math.abs(i / (double) x.length - j / (double) y.length) * (at - last);
      last = at;
      if (i < x.length && x[i] == at) {
        i++;
      } else {
        j++;
      }
    }
    return area;
  }

  /** Population stability index over bins of both windows (Sturges' rule). */
  public static double psi(double[] a, double[] b) {
    double[][] shares = shares(a, b);
    double sum = 0;
    for (int k = 0; k < shares[0].length; k++) {
      double p = shares[0][k] == 0 ? EMPTY : shares[0][k];
      double q = shares[1][k] == 0 ? EMPTY : shares[1][k];
      sum += (p - q) * StrictMath.log(p / q);
    }
    return sum;
  }

  /** Jensen–Shannon distance to the base e, as {@code scipy.spatial.distance.jensenshannon}. */
  public static double jensenShannon(double[] a, double[] b) {
    double[][] shares = shares(a, b);
    double sum = 0;
    for (int k = 0; k < shares[0].length; k++) {
      double p = shares[0][k];
      double q = shares[1][k];
      double middle = (p + q) / 2;
      sum += p > 0 ? p * StrictMath.log(p / middle) : 0;
      sum += q > 0 ? q * StrictMath.log(q / middle) : 0;
    }
    return Math.sqrt(Math.max(0, sum / 2));
  }

  private static double[][] shares(double[] a, double[] b) {
    double low = Math.min(Arrays.stream(a).min().orElse(0), Arrays.stream(b).min().orElse(0));
    double high = Math.max(Arrays.stream(a).max().orElse(1), Arrays.stream(b).max().orElse(1));
    if (high == low) { // numpy widens an empty range by a half on both sides
      low -= 0.5;
      high += 0.5;
    }
    // numpy's "sturges": the width is (high - low) / (log2(n) + 1), the number is rounded up
    double wanted = StrictMath.log(a.length + b.length) / StrictMath.log(2) + 1;
    int bins = (int) Math.max(1, Math.ceil(wanted));
    double[][] shares = new double[2][bins];
    count(a, low, high, shares[0]);
    count(b, low, high, shares[1]);
    return shares;
  }

  private static void count(double[] values, double low, double high, double[] shares) {
    for (double value : values) {
      int bin = (int) ((value - low) / (high - low) * shares.length);
      shares[Math.max(0, Math.min(shares.length - 1, bin))] += 1.0 / values.length;
    }
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }
}
