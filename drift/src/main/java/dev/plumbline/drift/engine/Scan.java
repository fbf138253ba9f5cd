// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import org.jspecify.annotations.Nullable;

/**
 * Mixture Shiryaev–Roberts: the sum over all start times of the likelihood ratio of a shift of the
 * mean since then, with a Gaussian prior on its size, in the two-sample form. Without a change the
 * sum minus the number of hours is a martingale, so the average run length is at least the
 * threshold (Pollak 1985; Robbins 1970). One thread.
 */
final class Scan {
  /** Share of the inverse kurtosis that a prior variance may reach: one rare event cannot alarm. */
  static final double TAIL_CAP = 0.5;

  private static final double MIN_WINDOW = 1;
  private static final double MIN_BEFORE = 30;

  private final double[] steps;
  private final double[] information;
  private final double[] evidence;
  private final double[] exponents;
  private final double[] factors;
  private final double[] leading = new double[1];

  Scan(Starts starts) {
    int n = starts.at.length;
    steps = new double[n];
    information = new double[n];
    evidence = new double[n];
    exponents = new double[2 * n];
    factors = new double[2 * n];
  }

  /**
   * Logarithm of the statistic of one series at the hour of the starts.
   *
   * @param leverage variance that the adjustment adds, by start; null for none
   */
  double log(Component c, Starts starts, double @Nullable [] leverage) {
    if (c.square == null) {
      prepare(c, starts, leverage);
    } else {
      prepareWeighted(c, c.square, starts, leverage);
    }
    int n = starts.count;
    double largest = 0;
    int priors = c.priors[0] == c.priors[c.priors.length - 1] ? 1 : c.priors.length; // both capped
    for (int r = 0; r < priors; r++) {
      double prior = c.priors[r];
      int at = r * n;
      for (int i = 0; i < n; i++) {
        double shrunk = 1 / (1 + prior * information[i]);
        exponents[at + i] = prior * evidence[i] * shrunk;
        factors[at + i] = steps[i] * Math.sqrt(shrunk);
      }
    }
    int total = priors * n;
    for (int i = 0; i < total; i++) {
      largest = Math.max(largest, exponents[i]);
    }
    return sum(total, largest) - StrictMath.log(priors);
  }

  private double sum(int total, double largest) {
    double shift = Math.max(0, largest - FastExp.LIMIT / 2);
    for (int i = 0; i < total; i++) {
      exponents[i] = FastExp.exp(Math.max(-FastExp.LIMIT, exponents[i] - shift));
    }
    double sum = 0;
    for (int i = 0; i < total; i++) {
      sum += factors[i] * exponents[i];
    }
    return sum > 0 ? StrictMath.log(sum) + shift : Double.NEGATIVE_INFINITY;
  }

  private void prepare(Component c, Starts starts, double @Nullable [] leverage) {
    int end = starts.hour + 1;
    double[] weight = c.weight;
    double[] sums = c.sum;
    double allWeight = weight[end];
    double allSum = sums[end];
    double phi = c.overdispersion;
    int n = starts.count;
    for (int i = 0; i < n; i++) {
      int a = starts.at[i];
      double w = allWeight - weight[a];
      if (w < MIN_WINDOW || weight[a] < MIN_BEFORE) {
        steps[i] = 0;
        information[i] = 0;
        evidence[i] = 0;
        continue;
      }
      double inverse = 1 / w;
      double extra = leverage == null ? 0 : leverage[i];
      double v = 1 / (phi * (inverse + c.inverse[a]) + extra);
      double d = (allSum - sums[a]) * inverse - c.mean[a];
      steps[i] = starts.steps[i];
      information[i] = v;
      evidence[i] = 0.5 * v * v * d * d;
    }
  }

  private void prepareWeighted(
      Component c, double[] square, Starts starts, double @Nullable [] leverage) {
    int end = starts.hour + 1;
    for (int i = 0; i < starts.count; i++) {
      int a = starts.at[i];
      double inverse = (square[end] - square[a]);
      double w = c.weight[end] - c.weight[a];
      double before = c.inverse[a];
      if (w <= 0 || w * w < MIN_WINDOW * inverse || before <= 0 || before * MIN_BEFORE > 1) {
        steps[i] = 0;
        information[i] = 0;
        evidence[i] = 0;
        continue;
      }
      double extra = leverage == null ? 0 : leverage[i];
      double v = 1 / (c.overdispersion * (inverse / (w * w) + before) + extra);
      double d = (c.sum[end] - c.sum[a]) / w - c.mean[a];
      steps[i] = starts.steps[i];
      information[i] = v;
      evidence[i] = 0.5 * v * v * d * d;
    }
  }

  /** The same for several independent series that shift together; all have the same weights. */
  double logJoint(Component[] components, Starts starts, double @Nullable [] leverage) {
    int n = starts.count;
    int priors = components[0].priors.length;
    java.util.Arrays.fill(exponents, 0, priors * n, 0);
    java.util.Arrays.fill(factors, 0, priors * n, 1);
    for (Component c : components) {
      prepare(c, starts, leverage);
      for (int r = 0; r < priors; r++) {
        double prior = c.priors[r];
        int at = r * n;
        for (int i = 0; i < n; i++) {
          double shrunk = 1 / (1 + prior * information[i]);
          exponents[at + i] += prior * evidence[i] * shrunk;
          factors[at + i] *= shrunk;
        }
      }
    }
    double largest = 0;
    for (int r = 0; r < priors; r++) {
      for (int i = 0; i < n; i++) {
        factors[r * n + i] = steps[i] * Math.sqrt(factors[r * n + i]);
        largest = Math.max(largest, exponents[r * n + i]);
      }
    }
    return sum(priors * n, largest) - StrictMath.log(priors);
  }

  /**
   * The start with the largest term, for one series or several.
   *
   * @return index into the starts, -1 when no start has enough calls
   */
  int lead(Component[] components, Starts starts, double @Nullable [] leverage) {
    int best = -1;
    leading[0] = Double.NEGATIVE_INFINITY;
    int priors = components[0].priors.length;
    double[] terms = new double[priors * starts.count];
    boolean[] counts = new boolean[starts.count];
    for (Component c : components) {
      if (c.square == null) {
        prepare(c, starts, leverage);
      } else {
        prepareWeighted(c, c.square, starts, leverage);
      }
      for (int i = 0; i < starts.count; i++) {
        counts[i] = steps[i] > 0;
        for (int r = 0; r < priors; r++) {
          double u = 1 + c.priors[r] * information[i];
          terms[r * starts.count + i] += c.priors[r] * evidence[i] / u - 0.5 * StrictMath.log(u);
        }
      }
    }
    for (int i = 0; i < starts.count; i++) {
      for (int r = 0; r < priors && counts[i]; r++) {
        double term = terms[r * starts.count + i] + StrictMath.log(starts.steps[i]);
        if (term > leading[0]) {
          leading[0] = term;
          best = i;
        }
      }
    }
    return best;
  }

  /** ln(eᵃ + eᵇ). */
  static double logAdd(double a, double b) {
    double high = Math.max(a, b);
    double low = Math.min(a, b);
    return low == Double.NEGATIVE_INFINITY
        ? high
        : high + StrictMath.log1p(StrictMath.exp(low - high));
  }
}
