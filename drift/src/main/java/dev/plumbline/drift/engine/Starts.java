// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

/**
 * The start times that one hour is compared for: every hour of the last two days, every third up to
 * a week, every twelfth before. Each stands for the hours up to its neighbour. One thread.
 */
final class Starts {
  private static final int HOURLY = 48;
  private static final int BY_THREE = 168;

  final int[] at;
  final double[] steps;
  int count;
  int hour;

  Starts(int hours) {
    int most = HOURLY + (BY_THREE - HOURLY) / 3 + Math.max(0, hours - BY_THREE) / 12 + 2;
    at = new int[most];
    steps = new double[most];
  }

  /**
   * Sets the starts for hour t.
   *
   * @param earliest no start before it
   */
  void set(int t, int earliest) {
    hour = t;
    count = 0;
    int lag = 0;
    while (t - lag >= earliest) {
      int step = lag < HOURLY ? 1 : lag < BY_THREE ? 3 : 12;
      at[count] = t - lag;
      steps[count++] = step;
      lag += step;
    }
  }
}
