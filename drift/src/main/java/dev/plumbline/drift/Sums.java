// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.store.Window;

/**
 * Sums of the scores of one window.
 *
 * @param n effective number of scores: Kish's (sum w)^2 / sum w^2, the plain count for weights of 1
 * @param sum of the scores, scaled to n
 * @param sumOfSquares of the scores, scaled to n
 */
record Sums(double n, double sum, double sumOfSquares) {
  static final Sums NONE = new Sums(0, 0, 0);

  static Sums of(Window window) {
    if (window.n() == 0 || window.sumW() <= 0) {
      return NONE;
    }
    double n = window.sumW() * window.sumW() / window.sumW2();
    double scale = n / window.sumW();
    return new Sums(n, window.sumWx() * scale, window.sumWx2() * scale);
  }

  Sums plus(Sums other) {
    return new Sums(n + other.n, sum + other.sum, sumOfSquares + other.sumOfSquares);
  }

  double mean() {
    return sum / n;
  }
}
