// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Running sums of one series of residuals, and what is known about its noise. */
final class Component {
  final double[] weight;
  final double @Nullable [] square;
  final double[] sum;

  /** Mean before an hour. */
  final double[] mean;

  /** Inverse information before an hour. */
  final double[] inverse;

  final double overdispersion;

  /** Prior variances of the shift, after the cap for tails. */
  final double[] priors;

  /**
   * @param weight running Σwω
   * @param square running Σw²ω; null when it is the same
   * @param sum running Σwω·residual
   */
  Component(
      double[] weight,
      double @Nullable [] square,
      double[] sum,
      double kurtosis,
      double overdispersion,
      double[] priors) {
    this.weight = weight;
    this.square = square;
    this.sum = sum;
    this.overdispersion = overdispersion;
    double cap = Scan.TAIL_CAP / kurtosis;
    this.priors = Arrays.stream(priors).map(prior -> Math.min(prior, cap)).toArray();
    mean = new double[weight.length];
    inverse = new double[weight.length];
    for (int h = 0; h < weight.length; h++) {
      double w = weight[h];
      mean[h] = w > 0 ? sum[h] / w : 0;
      inverse[h] = w > 0 ? (square == null ? 1 / w : square[h] / (w * w)) : 0;
    }
  }

  double windowWeight(int from, int to) {
    return weight[to] - weight[from];
  }

  double windowMean(int from, int to) {
    return (sum[to] - sum[from]) / windowWeight(from, to);
  }

  double windowInverse(int from, int to) {
    double w = windowWeight(from, to);
    return square == null ? 1 / w : (square[to] - square[from]) / (w * w);
  }

  /** Difference of the mean of [from, to) from the mean before {@code before}. */
  double difference(int before, int from, int to) {
    return windowMean(from, to) - mean[before];
  }

  /** Information of that difference. */
  double information(int before, int from, int to, double leverage) {
    return 1 / (overdispersion * (windowInverse(from, to) + inverse[before]) + leverage);
  }
}
