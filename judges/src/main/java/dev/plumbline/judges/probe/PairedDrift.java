// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import dev.plumbline.model.error.Checks;
import java.util.Arrays;

/**
 * Whether the same items are judged otherwise than before: mean difference with a percentile
 * bootstrap interval over the items (2,000 resamples, fixed seed, so the same on every platform).
 *
 * @param n items judged both times
 * @param difference mean of after minus before
 * @param low lower end of the 95 % interval
 * @param high upper end
 */
public record PairedDrift(int n, double difference, double low, double high) {
  private static final int RESAMPLES = 2000;

  /** A change that matters, on the scale from 0 to 1. */
  public static final double MATTERS = 0.05;

  /**
   * Compares.
   *
   * @param before one value for each item
   * @param after values of the same items, in the same order
   */
  public static PairedDrift of(double[] before, double[] after) {
    int n = before.length;
    if (n == 0 || n != after.length) {
      throw Checks.broken("after", "must have as many values as before, at least one", n);
    }
    double[] differences = new double[n];
    for (int i = 0; i < n; i++) {
      differences[i] = after[i] - before[i];
    }
    double[] means = PairedMeans.sorted(differences, RESAMPLES);
    return new PairedDrift(
        n,
        Arrays.stream(differences).sum() / n,
        means[(int) (RESAMPLES * 0.025)],
        means[(int) (RESAMPLES * 0.975) - 1]);
  }

  /** The interval excludes 0 and the change is large enough to matter. */
  public boolean drifted() {
    return (low > 0 || high < 0) && Math.abs(difference) > MATTERS;
  }
}
