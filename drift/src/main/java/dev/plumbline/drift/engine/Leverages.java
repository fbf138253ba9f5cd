// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import org.jspecify.annotations.Nullable;

/**
 * How uncertain the adjustment is about the difference between what was asked since a start and
 * what was asked before it, in units of the residual variance: |R·(x̄₁ − x̄₀)|² with R the inverse
 * factor of the ridge's posterior covariance. It is near nothing while the questions stay as they
 * are, and grows when they move to where the reference had few. One thread.
 */
final class Leverages {
  /** Of dimensions that only know slices. */
  final double[] slices;

  /** Of dimensions with covariates. */
  final double[] whole;

  /** Of dimensions with covariates, inside each slice. */
  final double[][] within;

  private final boolean any;
  private final boolean covariates;
  private final double[][] sliceSums;
  private final double[][] wholeSums;
  private final double[][][] withinSums;
  private final double[] calls;
  private final double[][] cellCalls;

  Leverages(Baseline baseline, Prefix prefix, Starts starts, EngineConfig config) {
    SumLayout layout = baseline.layout();
    any = config.leverage() && layout.features() > 0;
    covariates = any && baseline.adjustments().stream().anyMatch(Adjustment::covariates);
    int n = starts.at.length;
    int cells = layout.slices();
    slices = new double[n];
    whole = new double[n];
    within = new double[cells][n];
    calls = prefix.column(layout.calls(0));
    cellCalls = new double[cells][];
    sliceSums =
        any ? prefix.mapped(layout.feature(0, 0), baseline.sliceLeverage()) : new double[0][];
    wholeSums =
        covariates ? prefix.mapped(layout.feature(0, 0), baseline.leverage()) : new double[0][];
    withinSums = new double[covariates ? cells : 0][][];
    for (int s = 0; s < cells; s++) {
      cellCalls[s] = prefix.column(layout.calls(1 + s));
      if (covariates) {
        withinSums[s] = prefix.mapped(layout.feature(1 + s, 0), baseline.leverage());
      }
    }
  }

  void set(Starts starts) {
    if (any) {
      set(starts, calls, sliceSums, slices);
    }
    if (covariates) {
      set(starts, calls, wholeSums, whole);
      for (int s = 0; s < within.length; s++) {
        set(starts, cellCalls[s], withinSums[s], within[s]);
      }
    }
  }

  private static void set(Starts starts, double[] calls, double[][] sums, double[] out) {
    int end = starts.hour + 1;
    double[] all = sums[end];
    double allCalls = calls[end];
    for (int i = 0; i < starts.count; i++) {
      int a = starts.at[i];
      double after = allCalls - calls[a];
      if (after < 1 || calls[a] < 1) {
        out[i] = 0;
        continue;
      }
      double[] before = sums[a];
      double inverseAfter = 1 / after;
      double inverseBefore = 1 / calls[a] + inverseAfter;
      double h = 0;
      for (int k = 0; k < all.length; k++) { // (all − before)/after − before/calls
        double difference = all[k] * inverseAfter - before[k] * inverseBefore;
        h += difference * difference;
      }
      out[i] = h;
    }
  }

  /** That of a dimension in the whole service (cell 0) or in a slice. */
  double @Nullable [] of(boolean withCovariates, int cell) {
    if (!any) {
      return null;
    }
    if (cell == 0) {
      return withCovariates && covariates ? whole : slices;
    }
    return withCovariates && covariates ? within[cell - 1] : null;
  }
}
