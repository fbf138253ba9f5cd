// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The best rising step function from scores to labels (pool adjacent violators; R. Barlow et al.,
 * 1972): what a score means in labels, whatever its scale. Between two steps it goes in a straight
 * line, outside it stays level. Immutable.
 */
public final class Isotonic {
  private final double[] at;
  private final double[] value;

  private Isotonic(double[] at, double[] value) {
    this.at = at;
    this.value = value;
  }

  /**
   * Fits by least squares.
   *
   * @param scores at least one, as many as {@code labels}
   */
  public static Isotonic fit(double[] scores, double[] labels) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
    // one point for each distinct score, then blocks that are pooled while they fall
    double[] x = new double[scores.length];
    double[] sum = new double[scores.length];
    double[] weight = new double[scores.length];
    int points = 0;
    for (int i : order) {
      if (points == 0 || x[points - 1] != scores[i]) {
        x[points++] = scores[i];
      }
      sum[points - 1] += labels[i];
      weight[points - 1]++;
    }
    int[] last = new int[points];
    double[] blockSum = new double[points];
    double[] blockWeight = new double[points];
    int blocks = 0;
    for (int i = 0; i < points; i++) {
      last[blocks] = i;
      blockSum[blocks] = sum[i];
      blockWeight[blocks] = weight[i];
      blocks++;
      while (blocks > 1
          && blockSum[blocks - 2] * blockWeight[blocks - 1]
              >= blockSum[blocks - 1] * blockWeight[blocks - 2]) {
        blocks--;
        last[blocks - 1] = last[blocks];
        blockSum[blocks - 1] += blockSum[blocks];
        blockWeight[blocks - 1] += blockWeight[blocks];
      }
    }
    double[] value = new double[points];
    int from = 0;
    for (int b = 0; b < blocks; b++) {
      Arrays.fill(value, from, last[b] + 1, blockSum[b] / blockWeight[b]);
      from = last[b] + 1;
    }
    return new Isotonic(Arrays.copyOf(x, points), value);
  }

  /** The label that a score stands for. */
  public double map(double score) {
    int i = Arrays.binarySearch(at, score);
    if (i >= 0) {
      return value[i];
    }
    int next = -i - 1;
    if (next == 0) {
      return value[0];
    }
    if (next == at.length) {
      return value[at.length - 1];
    }
    double share = (score - at[next - 1]) / (at[next] - at[next - 1]);
    return value[next - 1] + share * (value[next] - value[next - 1]);
  }
}
