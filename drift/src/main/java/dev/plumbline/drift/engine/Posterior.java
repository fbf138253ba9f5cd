// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

/**
 * How much more the means of days scatter than calls that do not depend on each other would make
 * them.
 */
final class Posterior {
  private static final double LARGEST = 100;
  private static final int STEPS = 80;
  private static final double NONE = 0.75;

  private Posterior() {}

  /**
   * Posterior mean of the overdispersion of days. The prior gives one half to exactly 1, the rest
   * is flat in the logarithm up to 100; the likelihood is that of a scaled chi-square.
   *
   * @param estimate Σ n_day (mean_day − mean)² / (days − 1), for residuals of variance 1
   * @param freedom days − 1
   */
  static double overdispersion(double estimate, double freedom) {
    if (freedom < 1) {
      return 1;
    }
    double base = logLikelihood(1, estimate, freedom);
    double weight = 0;
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
      double phi = StrictMath.exp((i + 0.5) / STEPS * StrictMath.log(LARGEST));
      double w =
          StrictMath.exp(Math.min(600, logLikelihood(phi, estimate, freedom) - base)) / STEPS;
      weight += w;
      sum += w * phi;
    }
    return (NONE + (1 - NONE) * sum) / (NONE + (1 - NONE) * weight);
  }

  private static double logLikelihood(double phi, double estimate, double freedom) {
    return -0.5 * freedom * (StrictMath.log(phi) + estimate / phi);
  }
}
