// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import java.util.List;

/**
 * What a series looked like before: a one-way random-effects model of its window means (Searle,
 * Casella, McCulloch, Variance Components, 1992, section 3.6). Windows differ by more than their
 * sampling error (hour of day, mix of users), and a window of 20 calls is less sure than one of
 * 2,000; a plain standard deviation of window means knows neither.
 *
 * @param windows number of windows, at least 2
 * @param n scores in all windows
 * @param mean mean of all scores
 * @param withinVariance variance of single scores inside a window
 * @param betweenVariance variance of the windows' true means, not below zero
 * @param meanVariance squared standard error of {@code mean}
 */
record Baseline(
    int windows,
    double n,
    double mean,
    double withinVariance,
    double betweenVariance,
    double meanVariance) {

  /**
   * Estimates by the analysis of variance.
   *
   * @param windows at least 2, each with at least one score
   * @param binary scores are 0 or 1: a baseline without a single 1 still has some variance
   */
  static Baseline of(List<Sums> windows, boolean binary) {
    double n = 0;
    double sum = 0;
    double squares = 0;
    double nSquared = 0;
    for (Sums w : windows) {
      n += w.n();
      sum += w.sum();
      squares += w.sumOfSquares();
      nSquared += w.n() * w.n();
    }
    double mean = sum / n;
    double between = 0;
    double within = squares;
    for (Sums w : windows) {
      double m = w.mean();
      between += w.n() * (m - mean) * (m - mean);
      within -= w.n() * m * m;
    }
    int k = windows.size();
    double withinVariance = n > k ? Math.max(0, within) / (n - k) : 0;
    if (binary) { // Jeffreys prior: no rate is exactly 0 or 1 for ever
      double rate = (sum + 0.5) / (n + 1);
      withinVariance = Math.max(withinVariance, rate * (1 - rate));
    }
    double betweenVariance = Math.max(0, (between - (k - 1) * withinVariance) / (n - nSquared / n));
    double meanVariance = (betweenVariance * nSquared / n + withinVariance) / n;
    return new Baseline(k, n, mean, withinVariance, betweenVariance, meanVariance);
  }

  /** Standard deviation that the mean of a window of {@code count} scores has by itself. */
  double sdOfWindow(double count) {
    return Math.sqrt(betweenVariance + withinVariance / count + meanVariance);
  }

  /** Standard score of a window's mean; zero when nothing varies and nothing changed. */
  double z(Sums window) {
    double difference = window.mean() - mean;
    if (difference == 0) {
      return 0;
    }
    return difference / sdOfWindow(window.n());
  }

  /** Shift of the mean in standard deviations of single scores. */
  double effect(Sums window) {
    double difference = window.mean() - mean;
    return difference == 0 ? 0 : difference / Math.sqrt(withinVariance + betweenVariance);
  }
}
