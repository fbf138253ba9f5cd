// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Bootstrap of the mean of paired differences (Efron 1979), with a fixed seed. */
public final class PairedMeans {
  private static final long SEED = 20261121;

  private PairedMeans() {}

  /**
   * Means of samples drawn with replacement, each as large as the data, in ascending order.
   *
   * @param differences one for each pair, at least one
   */
  public static double[] sorted(double[] differences, int resamples) {
    double[] means = new double[resamples];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int r = 0; r < resamples; r++) {
      double sum = 0;
      for (int i = 0; i < differences.length; i++) {
        sum += differences[random.nextInt(differences.length)];
      }
      means[r] = sum / differences.length;
    }
    Arrays.sort(means);
    return means;
  }
}
