// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * Betting e-detectors, call by call (Shin, Ramdas, Rinaldo, arXiv 2203.03532): bounded residuals,
 * bets on both sides of the band of the reference mean. The average run length is at least the
 * threshold in calls as long as the mean stays in the band, whatever the distribution. Calls come
 * in the order of time: first those of the reference through {@link #learn}, then all others
 * through {@link #add}. One thread.
 */
public final class Betting {
  private static final double HALF_RANGE = 12;
  private static final double LARGEST = 1e280;
  private static final double[] BETS = new double[8];

  static {
    double step = StrictMath.log(.98 / .02) / (BETS.length - 1);
    for (int k = 0; k < BETS.length; k++) {
      BETS[k] = .02 * StrictMath.exp(step * k);
    }
  }

  private final Baseline baseline;
  private final Residuals residuals;
  private final double[] n;
  private final double[] mean;
  private final double[] squares;
  private final double[][] up;
  private final double[][] down;
  private final TreeMap<Long, double[]> highest = new TreeMap<>();
  private long learned;

  /** Bets under that baseline. */
  public Betting(Baseline baseline) {
    this.baseline = baseline;
    residuals = new Residuals(baseline);
    int d = baseline.adjustments().size();
    n = new double[d];
    mean = new double[d];
    squares = new double[d];
    up = new double[d][BETS.length];
    down = new double[d][BETS.length];
  }

  /** Takes a call of the reference. */
  public void learn(Call call) {
    if (call.fitOnly) {
      return;
    }
    learned++;
    double[] z = residuals.standardised(call);
    for (int j = 0; j < z.length; j++) {
      if (!Double.isNaN(z[j])) {
        double y = bounded(z[j]);
        n[j]++;
        double delta = y - mean[j];
        mean[j] += delta / n[j];
        squares[j] += delta * (y - mean[j]);
      }
    }
  }

  private static double bounded(double z) {
    return Math.max(0, Math.min(1, z / HALF_RANGE + 0.5));
  }

  /** Bets on a call. */
  public void add(Call call) {
    if (call.fitOnly) {
      return;
    }
    double[] z = residuals.standardised(call);
    double[] row = highest.computeIfAbsent(call.hour(), h -> start(z.length));
    double all = 0;
    for (int j = 0; j < z.length; j++) {
      if (!Double.isNaN(z[j])) {
        bet(j, bounded(z[j]));
      }
      double value = (Arrays.stream(up[j]).sum() + Arrays.stream(down[j]).sum()) / 2 / BETS.length;
      row[1 + j] = Math.max(row[1 + j], value);
      all += value / z.length;
    }
    row[0] = Math.max(row[0], all);
  }

  private static double[] start(int dimensions) {
    return new double[1 + dimensions];
  }

  private void bet(int j, double y) {
    double error = 2 * Math.sqrt(squares[j] / Math.max(1, n[j]) / Math.max(1, n[j]));
    double low = Math.max(0.001, mean[j] - error);
    double high = Math.min(0.999, mean[j] + error);
    for (int k = 0; k < BETS.length; k++) {
      up[j][k] = Math.min(LARGEST, (up[j][k] + 1) * (1 + BETS[k] / high * (y - high)));
      down[j][k] = Math.min(LARGEST, (down[j][k] + 1) * (1 - BETS[k] / (1 - low) * (y - low)));
    }
  }

  /**
   * Logarithm of the highest value in an hour, on the scale of hours: it is to be compared with the
   * logarithm of the average run length in hours.
   *
   * @param dimension index of the watched dimension, -1 for their average
   * @return minus infinity in an hour without calls
   */
  double log(long hour, int dimension) {
    double[] row = highest.get(hour);
    if (row == null) {
      return Double.NEGATIVE_INFINITY;
    }
    double callsAnHour = learned / (double) (baseline.endHour() - baseline.firstHour());
    return StrictMath.log(Math.max(1e-300, row[1 + dimension]) / Math.max(callsAnHour, 1e-9));
  }
}
