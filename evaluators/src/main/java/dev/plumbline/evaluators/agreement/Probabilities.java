// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import java.util.Arrays;
import java.util.Comparator;

/** Whether scores can be read as probabilities. */
public final class Probabilities {
  private Probabilities() {}

  /** Mean squared distance of scores from labels of 0 or 1 (G. Brier, 1950): 0 is perfect. */
  public static double brier(double[] labels, double[] scores) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += (labels[i] - scores[i]) * (labels[i] - scores[i]);
    }
    return sum / labels.length;
  }

  /**
   * Expected calibration error: mean distance between the share of positives and the mean score
   * over bins of equal numbers of examples, the lowest scores first.
   *
   * @param bins usually 10; fewer when there are fewer examples
   */
  public static double expectedCalibrationError(double[] labels, double[] scores, int bins) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
    int parts = Math.min(bins, scores.length);
    double error = 0;
    int at = 0;
    for (int bin = 0; bin < parts; bin++) {
      int end = at + scores.length / parts + (bin < scores.length % parts ? 1 : 0);
      double out = 0;
      for (; at < end; at++) {
        out += labels[order[at]] - scores[order[at]];
      }
      error += Math.abs(out) / scores.length;
    }
    return error;
  }
}
