// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

/**
 * How one dimension's score is explained by what was asked.
 *
 * @param dimension index in the schema
 * @param beta coefficients over {@link Features}, in the units of the score
 * @param covariates whether numbers known before the answer take part
 * @param sd of plain residuals
 * @param scoreSd of the score itself: effects are reported in these units
 * @param repeats whether questions asked before are compared with their own answers
 * @param shrink answers that a question's own mean must outweigh
 * @param weights precision of a residual by how often the question was seen: 0, 1, 2–3, 4–7, 8 or
 *     more times; their mean over the reference is 1
 * @param unit standard deviation of a residual of precision 1
 * @param weightCap largest inverse inclusion probability
 * @param spread of single residuals
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, never compared
public record Adjustment(
    int dimension,
    double[] beta,
    boolean covariates,
    double sd,
    double scoreSd,
    boolean repeats,
    double shrink,
    double[] weights,
    double unit,
    double weightCap,
    Spread spread) {
  static final int BINS = 5;

  /**
   * The usual size of a residual.
   *
   * @param mean of min(|z|, 4)
   * @param slices the difference of a slice's mean from it
   * @param sd standard deviation of min(|z|, 4) around its slice's mean
   */
  @SuppressWarnings("ArrayRecordComponent") // numbers, never compared
  public record Spread(double mean, double[] slices, double sd) {
    double of(int[] cells, double z) {
      double value = Math.min(Math.abs(z), Residuals.SPREAD_LIMIT) - mean;
      for (int cell : cells) {
        value -= slices[cell];
      }
      return value / sd;
    }
  }

  static int bin(int seen) {
    return seen >= 8 ? 4 : seen >= 4 ? 3 : seen >= 2 ? 2 : seen;
  }

  double predicted(double[] features) {
    double sum = 0;
    for (int i = 0; i < beta.length; i++) {
      sum += beta[i] * features[i];
    }
    return sum;
  }
}
