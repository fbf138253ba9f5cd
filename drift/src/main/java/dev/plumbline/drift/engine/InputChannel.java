// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.Arrays;
import java.util.List;

/**
 * Whitened components of what is asked: slices, embedding and other numbers known before the
 * answer, less their habits by hour and weekend.
 *
 * @param columns columns of {@link Features} that take part
 * @param means of the columns
 * @param scales of the columns
 * @param clock regression of each scaled column on the clock, intercept first
 * @param whitener one row for each component
 * @param kurtosis of each component
 * @param overdispersion of each component
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, never compared
public record InputChannel(
    int[] columns,
    double[] means,
    double[] scales,
    double[][] clock,
    double[][] whitener,
    double[] kurtosis,
    double[] overdispersion) {
  private static final double SMALLEST = 0.01;
  private static final int MOST = 48;
  private static final double CLOCK_PENALTY = 0.005;

  /** Days that the mean overdispersion of all components stands for. */
  private static final double COMMON_DAYS = 14;

  int components() {
    return whitener.length;
  }

  static InputChannel learn(Features features, List<double[]> rows, long[] days) {
    int[] columns = columns(features);
    int m = columns.length;
    int n = rows.size();
    double[] means = new double[m];
    double[] scales = new double[m];
    for (int c = 0; c < m; c++) {
      double sum = 0;
      double squares = 0;
      for (double[] row : rows) {
        sum += row[columns[c]];
        squares += row[columns[c]] * row[columns[c]];
      }
      means[c] = sum / n;
      scales[c] = Math.sqrt(Math.max(0.02, squares / n - means[c] * means[c]));
    }
    double[][] clock = clock(features, rows, columns, means, scales);
    InputChannel raw =
        new InputChannel(columns, means, scales, clock, identity(m), new double[m], new double[m]);
    double[][] values = new double[n][m];
    double[][] covariance = new double[m][m];
    for (int i = 0; i < n; i++) {
      raw.write(rows.get(i), features.sliceEnd(), values[i]);
      for (int a = 0; a < m; a++) {
        for (int b = 0; b <= a; b++) {
          covariance[a][b] += values[i][a] * values[i][b] / n;
        }
      }
    }
    for (int a = 0; a < m; a++) {
      for (int b = 0; b < a; b++) {
        covariance[b][a] = covariance[a][b];
      }
    }
    Matrix.Eigen eigen = Matrix.eigen(covariance);
    int kept = 0;
    while (kept < Math.min(m, MOST) && eigen.values()[kept] > SMALLEST * eigen.values()[0]) {
      kept++;
    }
    double[][] whitener = new double[kept][m];
    for (int k = 0; k < kept; k++) {
      for (int c = 0; c < m; c++) {
        whitener[k][c] = eigen.vectors()[k][c] / Math.sqrt(eigen.values()[k]);
      }
    }
    double[] kurtosis = new double[kept];
    double[] overdispersion = new double[kept];
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    double[] component = new double[n];
    double common = 0;
    for (int k = 0; k < kept; k++) {
      for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int c = 0; c < m; c++) {
          sum += whitener[k][c] * values[i][c];
        }
        component[i] = sum;
      }
      kurtosis[k] = Channel.kurtosis(component, ones);
      overdispersion[k] = Channel.longRun(Channel.standardDays(component, ones, days));
      common += Math.max(1, overdispersion[k]) / kept;
    }
    int dayCount = (int) Arrays.stream(days).distinct().count();
    for (int k = 0; k < kept; k++) {
      overdispersion[k] =
          Math.max(
              1, (dayCount * overdispersion[k] + COMMON_DAYS * common) / (dayCount + COMMON_DAYS));
    }
    return new InputChannel(columns, means, scales, clock, whitener, kurtosis, overdispersion);
  }

  private static int[] columns(Features features) {
    int slices = features.slices().count();
    int covariates = features.covariateEnd() - features.clockEnd();
    int[] columns = new int[slices + covariates];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = i < slices ? 1 + i : features.clockEnd() + i - slices;
    }
    return columns;
  }

  private static double[][] clock(
      Features features, List<double[]> rows, int[] columns, double[] means, double[] scales) {
    int p = 1 + Features.CLOCK;
    int m = columns.length;
    double[][] xx = new double[p][p];
    double[][] xy = new double[m][p];
    double[] x = new double[p];
    x[0] = 1;
    for (double[] row : rows) {
      System.arraycopy(row, features.sliceEnd(), x, 1, Features.CLOCK);
      for (int i = 0; i < p; i++) {
        for (int j = 0; j <= i; j++) {
          xx[i][j] += x[i] * x[j];
        }
        for (int c = 0; c < m; c++) {
          xy[c][i] += x[i] * (row[columns[c]] - means[c]) / scales[c];
        }
      }
    }
    for (int i = 1; i < p; i++) {
      xx[i][i] += CLOCK_PENALTY * rows.size();
    }
    double[][] factor = Matrix.cholesky(xx);
    double[][] betas = new double[m][];
    for (int c = 0; c < m; c++) {
      betas[c] = Matrix.solve(factor, xy[c]);
    }
    return betas;
  }

  private static double[][] identity(int n) {
    double[][] result = new double[n][n];
    for (int i = 0; i < n; i++) {
      result[i][i] = 1;
    }
    return result;
  }

  /**
   * Writes scaled columns without the habits of the clock, before whitening.
   *
   * @param clockAt first column of the clock
   */
  void write(double[] features, int clockAt, double[] out) {
    for (int c = 0; c < columns.length; c++) {
      double value = (features[columns[c]] - means[c]) / scales[c] - clock[c][0];
      for (int i = 0; i < Features.CLOCK; i++) {
        value -= clock[c][1 + i] * features[clockAt + i];
      }
      out[c] = value;
    }
  }
}
