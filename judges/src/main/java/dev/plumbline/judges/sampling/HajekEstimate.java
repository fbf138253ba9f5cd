// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.sampling;

import dev.plumbline.model.error.Checks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mean over all calls, estimated from a sample in which calls had different chances (Hájek,
 * 1971: weights 1/probability, divided by their sum). A sample that was biased towards bad calls
 * gives the same mean as an unbiased one, with another variance.
 *
 * @param n calls in the sample
 * @param mean estimate of the mean over all calls
 * @param variance of the estimate, by linearisation, calls of one cluster taken together
 * @param effectiveN size of a simple random sample that is as exact as the weights allow (Kish)
 */
public record HajekEstimate(int n, double mean, double variance, double effectiveN) {
  /**
   * One judged call.
   *
   * @param probability with which it was chosen, greater than 0, at most 1
   * @param cluster what was chosen together, usually the trace
   */
  public record Item(double value, double probability, String cluster) {
    public Item {
      Checks.finite("value", value);
      if (!(probability > 0 && probability <= 1)) {
        throw Checks.broken("probability", "must be greater than 0 and at most 1", probability);
      }
    }
  }

  /** A range that holds the true mean with the confidence asked for. */
  public record Interval(double low, double high) {}

  /**
   * Estimates.
   *
   * @param sample at least one call
   */
  public static HajekEstimate of(List<Item> sample) {
    if (sample.isEmpty()) {
      throw Checks.broken("sample", "must hold at least one call", 0);
    }
    double weights = 0;
    double squares = 0;
    double weighted = 0;
    for (Item item : sample) {
      double w = 1 / item.probability();
      weights += w;
      squares += w * w;
      weighted += w * item.value();
    }
    double mean = weighted / weights;
    Map<String, Double> residuals = new LinkedHashMap<>();
    for (Item item : sample) {
      residuals.merge(item.cluster(), (item.value() - mean) / item.probability(), Double::sum);
    }
    double sum = 0;
    for (double residual : residuals.values()) {
      sum += residual * residual;
    }
    int clusters = residuals.size();
    double small = clusters > 1 ? (double) clusters / (clusters - 1) : 1;
    return new HajekEstimate(
        sample.size(), mean, small * sum / (weights * weights), weights * weights / squares);
  }

  public double standardError() {
    return StrictMath.sqrt(variance);
  }

  /**
   * Interval for values between {@code min} and {@code max}: Wilson's score interval with the
   * number of independent calls that the variance stands for, so that it is sensible at the ends of
   * the range too.
   *
   * @param confidence for example 0.95
   */
  public Interval interval(double confidence, double min, double max) {
    double z = Normal.quantile(0.5 + confidence / 2);
    double p = (mean - min) / (max - min);
    double scaled = variance / ((max - min) * (max - min));
    double independent = scaled > 0 ? p * (1 - p) / scaled : effectiveN;
    if (!(independent > 0)) {
      independent = effectiveN;
    }
    double z2 = z * z / independent;
    double middle = (p + z2 / 2) / (1 + z2);
    double half =
        z / (1 + z2) * StrictMath.sqrt(p * (1 - p) / independent + z2 / (4 * independent));
    return new Interval(
        min + (max - min) * Math.max(0, middle - half),
        min + (max - min) * Math.min(1, middle + half));
  }
}
