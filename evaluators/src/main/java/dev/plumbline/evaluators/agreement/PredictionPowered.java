// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.evaluators.agreement.Agreement.Interval;
import java.util.Arrays;

/**
 * The mean that people would give all calls, from few labels and the evaluator's scores of all
 * calls: prediction-powered inference (A. Angelopoulos, S. Bates, C. Fannjiang, M. Jordan, T.
 * Zrnic, Science 382, 2023), with the power tuning of PPI++ (A. Angelopoulos, J. Duchi, T. Zrnic,
 * arXiv 2311.01453): a score that says nothing costs nothing. Valid whatever the evaluator is
 * worth; a good one makes the interval narrower than the labels alone.
 */
public final class PredictionPowered {
  private PredictionPowered() {}

  /**
   * The scores of the calls that have no label.
   *
   * @param n how many; the effective number, (Σw)²/Σw², where they were sampled with weights
   * @param mean weighted mean
   * @param variance of the single scores, not of the mean
   */
  public record Unlabelled(double n, double mean, double variance) {}

  /**
   * An estimate.
   *
   * @param lambda 0 (labels alone) to 1 (scores fully trusted, then corrected)
   */
  public record Estimate(Interval mean, double lambda) {}

  /** The estimate with the best lambda. */
  public static Estimate tuned(
      double[] labels, double[] scores, double[] weights, Unlabelled unlabelled) {
    double[] w = normalised(weights);
    double n = labels.length;
    double meanLabel = mean(labels, w);
    double meanScore = mean(scores, w);
    double covariance = 0;
    double ownVariance = 0;
    for (int i = 0; i < labels.length; i++) {
      covariance += w[i] * (labels[i] - meanLabel) * (scores[i] - meanScore) / n;
      ownVariance += w[i] * (scores[i] - meanScore) * (scores[i] - meanScore);
    }
    // variance of the scores of both parts together
    double all = n + unlabelled.n();
    double between = meanScore - unlabelled.mean();
    double together =
        (ownVariance
                + unlabelled.variance() * unlabelled.n()
                + between * between * n * unlabelled.n() / all)
            / (all - 1);
    double lambda =
        together <= 0
            ? 0
            : Math.clamp(covariance / ((1 + n / unlabelled.n()) * together), 0.0, 1.0);
    return estimate(labels, scores, weights, unlabelled, lambda);
  }

  /**
   * The estimate with a given lambda.
   *
   * @param labels at least two
   * @param scores of the same calls
   * @param weights inverse inclusion probabilities; only their proportions matter
   */
  public static Estimate estimate(
      double[] labels, double[] scores, double[] weights, Unlabelled unlabelled, double lambda) {
    double[] w = normalised(weights);
    double[] rest = new double[labels.length];
    Arrays.setAll(rest, i -> labels[i] - lambda * scores[i]);
    double rectifier = mean(rest, w);
    double variance = lambda * lambda * unlabelled.variance() / unlabelled.n();
    double n = labels.length;
    for (int i = 0; i < rest.length; i++) {
      double out = w[i] * (rest[i] - rectifier);
      variance += out * out / (n * n);
    }
    double value = lambda * unlabelled.mean() + rectifier;
    double half = Rates.Z * Math.sqrt(variance);
    return new Estimate(new Interval(value, value - half, value + half), lambda);
  }

  private static double mean(double[] values, double[] normalised) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += normalised[i] * values[i];
    }
    return sum / values.length;
  }

  /** Weights with mean 1. */
  private static double[] normalised(double[] weights) {
    double mean = Arrays.stream(weights).average().orElse(1);
    return Arrays.stream(weights).map(w -> w / mean).toArray();
  }
}
