// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import java.util.Arrays;

/**
 * Fits a weighted sum to labelled rows with an L2 penalty. Columns are standardised for the fit and
 * the weights brought back to the rows' own units. Deterministic.
 *
 * @param weights one for each column
 */
@SuppressWarnings("ArrayRecordComponent") // made once, then read
record LinearFit(double bias, double[] weights) {
  private static final int STEPS = 300;
  private static final double TOLERANCE = 1e-4;

  /** What is made as small as it can be. */
  enum Loss {
    /** Cross-entropy of the logistic of the sum; targets are 0 to 1, soft ones allowed. */
    LOGISTIC,
    /** Half of the squared difference; targets are any numbers. */
    SQUARED
  }

  /**
   * @param rows n rows of the same length
   * @param targets n
   * @param importance n weights of the rows, positive
   * @param blocks for each column the block whose columns share one standard deviation, so that
   *     directions of an embedding keep their proportions
   * @param penalty L2 penalty on the standardised weights, against a sum of losses whose importance
   *     sums to n
   */
  static LinearFit of(
      float[][] rows,
      double[] targets,
      double[] importance,
      int[] blocks,
      Loss loss,
      double penalty) {
    int columns = blocks.length;
    double total = Arrays.stream(importance).sum();
    double[] mean = new double[columns];
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < columns; c++) {
        mean[c] += importance[r] * rows[r][c] / total;
      }
    }
    double[] scale = scales(rows, importance, total, mean, blocks);
    double unit = rows.length / total;
    double[] point = new double[columns + 1]; // the bias comes last
    Lbfgs.minimise(
        (x, gradient) -> {
          Arrays.fill(gradient, 0);
          double offset = x[columns];
          double[] w = new double[columns];
          for (int c = 0; c < columns; c++) {
            w[c] = x[c] / scale[c];
            offset -= w[c] * mean[c];
          }
          double value = 0;
          double residuals = 0;
          double[] sums = new double[columns];
          for (int r = 0; r < rows.length; r++) {
            float[] row = rows[r];
            double z = offset;
            for (int c = 0; c < columns; c++) {
              z += w[c] * row[c];
            }
            double weight = importance[r] * unit;
            double residual;
            if (loss == Loss.LOGISTIC) {
              residual = 1 / (1 + Math.exp(-z)) - targets[r];
              value += weight * (softplus(z) - targets[r] * z);
            } else {
              residual = z - targets[r];
              value += weight * residual * residual / 2;
            }
            residual *= weight;
            residuals += residual;
            for (int c = 0; c < columns; c++) {
              sums[c] += residual * row[c];
            }
          }
          for (int c = 0; c < columns; c++) {
            gradient[c] = (sums[c] - residuals * mean[c]) / scale[c] + penalty * x[c];
            value += penalty * x[c] * x[c] / 2;
          }
          gradient[columns] = residuals;
          return value;
        },
        point,
        STEPS,
        TOLERANCE);
    double bias = point[columns];
    double[] weights = new double[columns];
    for (int c = 0; c < columns; c++) {
      weights[c] = point[c] / scale[c];
      bias -= weights[c] * mean[c];
    }
    return new LinearFit(bias, weights);
  }

  private static double[] scales(
      float[][] rows, double[] importance, double total, double[] mean, int[] blocks) {
    int count = Arrays.stream(blocks).max().orElse(0) + 1;
    double[] variance = new double[count];
    int[] width = new int[count];
    for (int block : blocks) {
      width[block]++;
    }
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < blocks.length; c++) {
        double d = rows[r][c] - mean[c];
        variance[blocks[c]] += importance[r] * d * d / total / width[blocks[c]];
      }
    }
    double[] scale = new double[blocks.length];
    Arrays.setAll(
        scale,
        c -> {
          double sd = Math.sqrt(variance[blocks[c]]);
          return sd < 1e-6
              ? Double.POSITIVE_INFINITY
              : sd; // a column without variation gets no weight
        });
    return scale;
  }

  private static double softplus(double z) {
    return z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
  }

  double at(float[] row) {
    double sum = bias;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * row[i];
    }
    return sum;
  }
}
