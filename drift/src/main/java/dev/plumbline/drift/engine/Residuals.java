// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

/** Turns calls into the additive numbers of their hour. One thread. */
public final class Residuals {
  static final double SPREAD_LIMIT = 4;

  private static final int DEEPEST = 12;

  private final Baseline baseline;
  private final SumLayout layout;
  private final Slices.Finder finder;
  private final double[] features;
  private final double[] input;
  private final double[] plain;
  private final double[] adjusted;
  private final int[] seen;

  /** Residuals under that baseline. */
  public Residuals(Baseline baseline) {
    this.baseline = baseline;
    layout = baseline.layout();
    finder = baseline.features().slices().finder();
    features = new double[baseline.features().count()];
    input = new double[baseline.input().columns().length];
    int dimensions = baseline.adjustments().size();
    plain = new double[dimensions];
    adjusted = new double[dimensions];
    seen = new int[dimensions];
  }

  /** Adds a call to its hour. Calls that only teach the adjustment are left out. */
  public void add(Call call, HourlySums sums) {
    if (call.fitOnly) {
      return;
    }
    int[] cells = finder.of(call);
    baseline.features().write(call, cells, features);
    int place = baseline.repeats().place(call);
    for (int j = 0; j < plain.length; j++) {
      Adjustment adjustment = baseline.adjustments().get(j);
      double residual = call.scores[adjustment.dimension()] - adjustment.predicted(features);
      plain[j] = residual;
      adjusted[j] = residual;
      seen[j] = 0;
      if (place >= 0 && adjustment.repeats()) {
        seen[j] = baseline.repeats().counts()[j][place];
        adjusted[j] -= baseline.repeats().sums()[j][place] / (seen[j] + adjustment.shrink());
      }
    }
    add(call, cells, features, plain, adjusted, seen, sums);
  }

  /**
   * Residuals in units of their standard deviation; NaN where not scored. The same array each time.
   */
  double[] standardised(Call call) {
    baseline.features().write(call, finder.of(call), features);
    for (int j = 0; j < plain.length; j++) {
      Adjustment adjustment = baseline.adjustments().get(j);
      plain[j] =
          (call.scores[adjustment.dimension()] - adjustment.predicted(features)) / adjustment.sd();
    }
    return plain;
  }

  /** Adds a call whose residuals are known. */
  void add(
      Call call,
      int[] cells,
      double[] x,
      double[] plainResiduals,
      double[] adjustedResiduals,
      int[] times,
      HourlySums sums) {
    double[] row = sums.row(call.hour());
    row[layout.calls(0)]++;
    for (int cell : cells) {
      row[layout.calls(1 + cell)]++;
    }
    addFeatures(row, 0, x);
    for (int cell : cells) {
      addFeatures(row, 1 + cell, x);
    }
    baseline.input().write(x, baseline.features().sliceEnd(), input);
    for (int k = 0; k < input.length; k++) {
      row[layout.input(k)] += input[k];
    }
    double depth = depth(call.turn) - baseline.turnMean();
    for (int j = 0; j < plainResiduals.length; j++) {
      if (Double.isNaN(plainResiduals[j])) {
        continue;
      }
      Adjustment adjustment = baseline.adjustments().get(j);
      double w = weight(call, adjustment);
      double precision = adjustment.weights()[Adjustment.bin(times[j])];
      double z = plainResiduals[j] / adjustment.sd();
      double adjustedZ = adjustedResiduals[j] / adjustment.unit();
      addCell(row, layout.behaviour(j, 0, 0), w, precision, z, adjustedZ);
      for (int cell : cells) {
        addCell(row, layout.behaviour(j, 1 + cell, 0), w, precision, z, adjustedZ);
      }
      row[layout.variance(j, 0)]++;
      row[layout.variance(j, 1)] += adjustment.spread().of(cells, z);
      if (call.turn > 0) {
        row[layout.depth(j, 0)]++;
        row[layout.depth(j, 1)] += z * depth * baseline.turnScales()[j];
      }
    }
  }

  /** How deep in a conversation: turns after the fourth, at most 12. */
  static double depth(int turn) {
    return Math.max(0, Math.min(turn - 4, DEEPEST));
  }

  private void addFeatures(double[] row, int cell, double[] x) {
    int at = layout.feature(cell, 0);
    for (int i = 0; i < layout.features(); i++) {
      row[at + i] += x[i];
    }
  }

  private static void addCell(
      double[] row, int at, double w, double precision, double z, double adjustedZ) {
    row[at + SumLayout.WEIGHT] += w * precision;
    row[at + SumLayout.SQUARE] += w * w * precision;
    row[at + SumLayout.SUM] += w * precision * adjustedZ;
    row[at + SumLayout.PLAIN_WEIGHT] += w;
    row[at + SumLayout.PLAIN_SQUARE] += w * w;
    row[at + SumLayout.PLAIN_SUM] += w * z;
  }

  static double weight(Call call, Adjustment adjustment) {
    double probability = call.probabilities[adjustment.dimension()];
    return Math.min(adjustment.weightCap(), 1 / probability);
  }
}
