// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ridge regressions of several scores on the same rows, with cross-validation from sums of squares
 * alone: rows are read once. Folds by prompt choose the penalty (a prompt is never on both sides),
 * folds by day give residuals that the fit has not seen.
 */
final class Ridge {
  static final int DAY_FOLDS = 7;
  static final int PROMPT_FOLDS = 5;
  private static final double[] PENALTIES = {0.0005, 0.002, 0.008, 0.02, 0.06, 0.2};
  private static final double CLOCK_PENALTY = 0.01;
  private static final double SLICE_CALLS = 5;
  private static final double SLICE_PENALTY = 1;

  /** Least gain in explained variance, as a share, for the covariates and for the clock. */
  private static final double COVARIATE_GAIN = 0.02;

  private static final double CLOCK_GAIN = 0.01;

  /** Which columns take part. */
  private record Model(boolean clock, boolean covariates, boolean smooth, double penalty) {}

  /**
   * One score's regression.
   *
   * @param beta over all columns, zero where a column takes no part
   * @param dayBetas the same without the days of one fold
   * @param promptResidual mean square of residuals of prompts that the fit has not seen
   * @param penalty of covariates, in multiples of the number of rows
   */
  @SuppressWarnings("ArrayRecordComponent") // numbers, never compared
  record Fit(
      double[] beta,
      double[][] dayBetas,
      boolean clock,
      boolean covariates,
      double penalty,
      double promptResidual) {}

  /** Sums of squares and products of one fold. */
  private static final class Moments {
    final double[][] xx;
    final double[][] xy;
    final double[] yy;
    double n;

    Moments(int columns, int scores) {
      xx = new double[columns][columns];
      xy = new double[scores][columns];
      yy = new double[scores];
    }

    void addRow(double[] x, double[] y) {
      n++;
      for (int i = 0; i < x.length; i++) {
        double xi = x[i];
        if (xi != 0) {
          double[] row = xx[i];
          for (int j = 0; j <= i; j++) {
            row[j] += xi * x[j];
          }
        }
      }
      for (int s = 0; s < y.length; s++) {
        double ys = y[s];
        yy[s] += ys * ys;
        double[] row = xy[s];
        for (int i = 0; i < x.length; i++) {
          row[i] += ys * x[i];
        }
      }
    }

    void add(Moments other, double sign) {
      n += sign * other.n;
      for (int i = 0; i < xx.length; i++) {
        for (int j = 0; j <= i; j++) {
          xx[i][j] += sign * other.xx[i][j];
        }
      }
      for (int s = 0; s < yy.length; s++) {
        yy[s] += sign * other.yy[s];
        for (int i = 0; i < xx.length; i++) {
          xy[s][i] += sign * other.xy[s][i];
        }
      }
    }

    Moments without(Moments other) {
      Moments result = new Moments(xx.length, yy.length);
      result.add(this, 1);
      result.add(other, -1);
      return result;
    }

    /** Sum of squared residuals of a score under some coefficients. */
    double squares(int score, double[] beta) {
      double sum = yy[score];
      for (int i = 0; i < beta.length; i++) {
        if (beta[i] == 0) {
          continue;
        }
        double inner = 0;
        for (int j = 0; j < i; j++) {
          inner += xx[i][j] * beta[j];
        }
        sum += beta[i] * (2 * inner + xx[i][i] * beta[i] - 2 * xy[score][i]);
      }
      return sum;
    }
  }

  private final Features features;
  private final Moments all;
  private final Moments[] days = new Moments[DAY_FOLDS];
  private final Moments[] prompts = new Moments[PROMPT_FOLDS];
  private final double[] means;
  private final Map<Object, double[][]> factors = new HashMap<>();

  /**
   * Reads the rows.
   *
   * @param x rows of features
   * @param y scores, by score and row; rows with NaN are left out for all scores given here
   * @param dayFold and promptFold of each row
   */
  Ridge(Features features, List<double[]> x, double[][] y, int[] dayFold, int[] promptFold) {
    this.features = features;
    int scores = y.length;
    int columns = features.count();
    means = new double[scores];
    int rows = 0;
    for (int i = 0; i < x.size(); i++) {
      if (!Double.isNaN(y[0][i])) {
        rows++;
        for (int s = 0; s < scores; s++) {
          means[s] += (y[s][i] - means[s]) / rows;
        }
      }
    }
    Moments[][] cells = new Moments[DAY_FOLDS][PROMPT_FOLDS];
    for (Moments[] row : cells) {
      Arrays.setAll(row, i -> new Moments(columns, scores));
    }
    double[] centred = new double[scores];
    for (int i = 0; i < x.size(); i++) {
      if (!Double.isNaN(y[0][i])) {
        for (int s = 0; s < scores; s++) {
          centred[s] = y[s][i] - means[s];
        }
        cells[dayFold[i]][promptFold[i]].addRow(x.get(i), centred);
      }
    }
    all = new Moments(columns, scores);
    Arrays.setAll(days, i -> new Moments(columns, scores));
    Arrays.setAll(prompts, i -> new Moments(columns, scores));
    for (int d = 0; d < DAY_FOLDS; d++) {
      for (int p = 0; p < PROMPT_FOLDS; p++) {
        days[d].add(cells[d][p], 1);
        prompts[p].add(cells[d][p], 1);
        all.add(cells[d][p], 1);
      }
    }
  }

  /** Chooses columns and penalty for every score and fits it. */
  List<Fit> fit() {
    Moments[] withoutPrompts = new Moments[PROMPT_FOLDS];
    Arrays.setAll(withoutPrompts, f -> all.without(prompts[f]));
    Moments[] withoutDays = new Moments[DAY_FOLDS];
    Arrays.setAll(withoutDays, f -> all.without(days[f]));
    List<Fit> fits = new ArrayList<>();
    boolean hasCovariates = features.covariateEnd() > features.clockEnd();
    boolean hasSmooth = features.smoothEnd() > features.covariateEnd();
    Model plain = new Model(false, false, false, 0);
    for (int s = 0; s < means.length; s++) {
      double before = cross(plain, s, withoutDays, days);
      double after = cross(new Model(true, false, false, 0), s, withoutDays, days);
      boolean clock = after < before * (1 - CLOCK_GAIN);
      Model best = plain;
      double bestSquares = cross(plain, s, withoutPrompts, prompts);
      double least = bestSquares * (1 - COVARIATE_GAIN);
      double promptSquares = bestSquares;
      for (int smooth = 0; smooth <= (hasSmooth ? 1 : 0) && hasCovariates; smooth++) {
        for (double penalty : PENALTIES) {
          Model model = new Model(false, true, smooth == 1, penalty);
          double squares = cross(model, s, withoutPrompts, prompts);
          if (squares < least) {
            best = model;
            least = squares;
            promptSquares = squares;
          }
        }
      }
      Model chosen = new Model(clock, best.covariates(), best.smooth(), best.penalty());
      double[][] dayBetas = new double[DAY_FOLDS][];
      for (int f = 0; f < DAY_FOLDS; f++) {
        dayBetas[f] = beta(chosen, s, withoutDays[f], withoutDays[f]);
        dayBetas[f][0] += means[s];
      }
      double[] beta = beta(chosen, s, all, all);
      beta[0] += means[s];
      fits.add(
          new Fit(
              beta,
              dayBetas,
              clock,
              chosen.covariates(),
              chosen.penalty(),
              promptSquares / Math.max(1, all.n)));
    }
    return fits;
  }

  private double cross(Model model, int score, Moments[] without, Moments[] folds) {
    double sum = 0;
    for (int f = 0; f < folds.length; f++) {
      sum += folds[f].squares(score, beta(model, score, without[f], without[f]));
    }
    return sum;
  }

  private double[] beta(Model model, int score, Moments moments, Object key) {
    int[] columns = columns(model);
    double[][] factor =
        factors.computeIfAbsent(List.of(model, key), k -> factor(model, columns, moments));
    double[] right = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      right[i] = moments.xy[score][columns[i]];
    }
    double[] solved = Matrix.solve(factor, right);
    double[] beta = new double[features.count()];
    for (int i = 0; i < columns.length; i++) {
      beta[columns[i]] = solved[i];
    }
    return beta;
  }

  private double[][] factor(Model model, int[] columns, Moments moments) {
    double[][] a = new double[columns.length][columns.length];
    for (int i = 0; i < columns.length; i++) {
      for (int j = 0; j <= i; j++) {
        a[i][j] = moments.xx[columns[i]][columns[j]];
      }
      a[i][i] += penalty(model.covariates(), model.penalty(), columns[i], moments.n);
    }
    return Matrix.cholesky(a);
  }

  private double penalty(boolean covariates, double penalty, int column, double n) {
    if (column == 0) {
      return 1e-6;
    }
    if (column < features.sliceEnd()) {
      return covariates ? SLICE_PENALTY : SLICE_CALLS;
    }
    return column < features.clockEnd() ? CLOCK_PENALTY * n : penalty * n + 1e-6;
  }

  private int[] columns(Model model) {
    int[] columns = new int[features.count()];
    int n = 0;
    for (int i = 0; i < columns.length; i++) {
      boolean use =
          i < features.sliceEnd()
              || (i < features.clockEnd()
                  ? model.clock()
                  : i < features.covariateEnd() ? model.covariates() : model.smooth());
      if (use) {
        columns[n++] = i;
      }
    }
    return Arrays.copyOf(columns, n);
  }

  /**
   * The inverse factor R of the posterior covariance of the coefficients, in units of the residual
   * variance: the variance that the adjustment adds to a difference of mean features δ is |R·δ|².
   *
   * @param columns how many leading columns take part
   * @param clock whether those of the clock do; otherwise their rows are zero
   */
  double[][] leverage(int columns, boolean clock, boolean covariates, double penalty) {
    double[][] a = new double[columns][columns];
    for (int i = 0; i < columns; i++) {
      boolean out = !clock && i >= features.sliceEnd() && i < features.clockEnd();
      for (int j = 0; j <= i; j++) {
        boolean outJ = !clock && j >= features.sliceEnd() && j < features.clockEnd();
        a[i][j] = out || outJ ? 0 : all.xx[i][j];
      }
      a[i][i] = out ? 1e12 : a[i][i] + penalty(covariates, penalty, i, all.n);
    }
    return Matrix.inverseLower(Matrix.cholesky(a));
  }
}
