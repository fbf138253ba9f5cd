// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.evaluators.heads.LinearFit.Loss;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Reference: scikit-learn 1.7 on standardised columns, LogisticRegression(C=1), Ridge(alpha=1). */
class LinearFitTest {
  private static final Offset<Double> CLOSE = within(2e-3);
  private static final float[][] ROWS = {
    {0, 1}, {1, 0}, {2, 1}, {3, 5}, {4, 2}, {5, 5}, {6, 3}, {7, 8}
  };
  private static final int[] OWN_BLOCKS = {0, 1};

  @Test
  void fitsALogisticRegression() {
    double[] labels = {0, 0, 0, 1, 0, 1, 1, 1};
    LinearFit fit = LinearFit.of(ROWS, labels, ones(8), OWN_BLOCKS, Loss.LOGISTIC, 1);
    assertThat(fit.weights()[0]).isCloseTo(0.33930582, CLOSE);
    assertThat(fit.weights()[1]).isCloseTo(0.42059995, CLOSE);
    assertThat(fit.bias()).isCloseTo(-2.43976473, within(1e-2));
  }

  @Test
  void fitsARidgeRegression() {
    double[] targets = {0.1, 0.4, 0.2, 1.5, 0.9, 2.2, 2.0, 3.1};
    LinearFit fit = LinearFit.of(ROWS, targets, ones(8), OWN_BLOCKS, Loss.SQUARED, 1);
    assertThat(fit.weights()[0]).isCloseTo(0.21469775, CLOSE);
    assertThat(fit.weights()[1]).isCloseTo(0.19330223, CLOSE);
    assertThat(fit.bias()).isCloseTo(-0.05551159, CLOSE);
  }

  /** A row that counts twice is the same as two rows. */
  @Test
  void importanceIsACount() {
    float[][] doubled = Arrays.copyOf(ROWS, 9);
    doubled[8] = ROWS[3];
    double[] labels = {0, 0, 0, 1, 0, 1, 1, 1};
    double[] more = Arrays.copyOf(labels, 9);
    more[8] = labels[3];
    double[] importance = ones(8);
    importance[3] = 2;
    LinearFit twice = LinearFit.of(doubled, more, ones(9), OWN_BLOCKS, Loss.LOGISTIC, 9);
    // importance is brought to a sum of n, so the penalty shrinks with it
    LinearFit weighed = LinearFit.of(ROWS, labels, importance, OWN_BLOCKS, Loss.LOGISTIC, 8);
    assertThat(weighed.weights()[0]).isCloseTo(twice.weights()[0], CLOSE);
    assertThat(weighed.bias()).isCloseTo(twice.bias(), CLOSE);
  }

  @Test
  void aColumnThatNeverChangesGetsNoWeight() {
    float[][] rows = {{1, 5}, {2, 5}, {3, 5}, {4, 5}};
    LinearFit fit =
        LinearFit.of(rows, new double[] {0, 0, 1, 1}, ones(4), OWN_BLOCKS, Loss.LOGISTIC, 1);
    assertThat(fit.weights()[1]).isZero();
    assertThat(fit.at(rows[3])).isPositive();
    assertThat(fit.at(rows[0])).isNegative();
  }

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }
}
