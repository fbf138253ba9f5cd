// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.plan;

import dev.plumbline.judges.sampling.Normal;
import dev.plumbline.model.error.Checks;

/**
 * Smallest change of a mean that a comparison of two equal stretches of time finds: the two-sample
 * z test, two-sided,
 *
 * <pre>d = (z(1 - alpha/2) + z(power)) sd sqrt(2 / n)</pre>
 *
 * (Cohen, Statistical Power Analysis, 1988, section 2.4, for large n).
 */
public final class Power {
  private Power() {}

  /**
   * The change.
   *
   * @param sd standard deviation of one score
   * @param n independent scores in each of the two stretches, greater than 0
   * @param alpha chance of an alarm when nothing changed
   * @param power chance of finding the change
   */
  public static double smallestChange(double sd, double n, double alpha, double power) {
    if (!(n > 0)) {
      throw Checks.broken("n", "must be greater than 0", n);
    }
    return (Normal.quantile(1 - alpha / 2) + Normal.quantile(power)) * sd * StrictMath.sqrt(2 / n);
  }

  /**
   * Independent calls that a week's biased sample is worth for the overall mean: the number of
   * calls over the mean of 1/p (variance of the Hájek estimate, equal variance in both kinds).
   *
   * @param calls all calls
   * @param floor inclusion probability of ordinary calls
   * @param anomalies share of calls that are anomalies, 0 to 1
   * @param anomalyProbability inclusion probability of those
   */
  public static double effectiveCalls(
      double calls, double floor, double anomalies, double anomalyProbability) {
    if (!(floor > 0)) {
      return 0;
    }
    double inverse = (1 - anomalies) / floor;
    if (anomalies > 0) {
      inverse += anomalies / anomalyProbability;
    }
    return calls / inverse;
  }
}
