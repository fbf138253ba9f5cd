// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

/** Small dense linear algebra on symmetric matrices, row by row. */
final class Matrix {
  private Matrix() {}

  /**
   * Cholesky factor L of a symmetric positive definite matrix, so that L·Lᵀ = a. Pivots below a
   * millionth of a millionth of the largest diagonal element are raised to it.
   */
  static double[][] cholesky(double[][] a) {
    int n = a.length;
    double largest = 1e-300;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, a[i][i]);
    }
    double[][] l = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] li = l[i];
      for (int j = 0; j <= i; j++) {
        double[] lj = l[j];
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= li[k] * lj[k];
        }
        li[j] = i == j ? Math.sqrt(Math.max(sum, largest * 1e-12)) : sum / lj[j];
      }
    }
    return l;
  }

  /** Solves L·Lᵀ·x = b. */
  static double[] solve(double[][] l, double[] b) {
    int n = b.length;
    double[] x = b.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= l[i][k] * x[k];
      }
      x[i] /= l[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= l[k][i] * x[k];
      }
      x[i] /= l[i][i];
    }
    return x;
  }

  /** The inverse of a lower triangular matrix. */
  static double[][] inverseLower(double[][] l) {
    int n = l.length;
    double[][] inverse = new double[n][n];
    for (int column = 0; column < n; column++) {
      inverse[column][column] = 1 / l[column][column];
      for (int i = column + 1; i < n; i++) {
        double sum = 0;
        for (int k = column; k < i; k++) {
          sum -= l[i][k] * inverse[k][column];
        }
        inverse[i][column] = sum / l[i][i];
      }
    }
    return inverse;
  }

  /** Eigenvalues, largest first, and eigenvectors as rows. */
  @SuppressWarnings("ArrayRecordComponent") // numbers, never compared
  record Eigen(double[] values, double[][] vectors) {}

  /**
   * Cyclic Jacobi rotations (Golub and Van Loan, section 8.5). Meant for up to some hundred rows.
   */
  static Eigen eigen(double[][] symmetric) {
    int n = symmetric.length;
    double[][] a = new double[n][];
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      a[i] = symmetric[i].clone();
      v[i][i] = 1;
    }
    for (int sweep = 0; sweep < 60 && offDiagonal(a) > 1e-22 * diagonal(a); sweep++) {
      for (int p = 0; p < n - 1; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(a, v, p, q);
        }
      }
    }
    Integer[] order = new Integer[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    java.util.Arrays.sort(order, (x, y) -> Double.compare(a[y][y], a[x][x]));
    double[] values = new double[n];
    double[][] vectors = new double[n][];
    for (int i = 0; i < n; i++) {
      values[i] = a[order[i]][order[i]];
      vectors[i] = v[order[i]];
    }
    return new Eigen(values, vectors);
  }

  private static void rotate(double[][] a, double[][] v, int p, int q) {
    double apq = a[p][q];
    if (apq == 0) {
      return;
    }
    double theta = (a[q][q] - a[p][p]) / (2 * apq);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    int n = a.length;
    double[] rowP = a[p];
    double[] rowQ = a[q];
    for (int k = 0; k < n; k++) {
      double x = rowP[k];
      double y = rowQ[k];
      rowP[k] = c * x - s * y;
      rowQ[k] = s * x + c * y;
    }
    for (int k = 0; k < n; k++) {
      double[] row = a[k];
      double x = row[p];
      double y = row[q];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
    a[p][q] = 0;
    a[q][p] = 0;
    double[] vp = v[p];
    double[] vq = v[q];
    for (int k = 0; k < n; k++) {
      double x = vp[k];
      double y = vq[k];
      vp[k] = c * x - s * y;
      vq[k] = s * x + c * y;
    }
  }

  private static double offDiagonal(double[][] a) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += a[i][j] * a[i][j];
      }
    }
    return sum;
  }

  private static double diagonal(double[][] a) {
    double sum = 1e-300;
    for (int i = 0; i < a.length; i++) {
      sum += a[i][i] * a[i][i];
    }
    return sum;
  }
}
