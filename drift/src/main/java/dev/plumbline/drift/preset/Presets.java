// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.preset;

import java.util.Arrays;

/** The other named rules. {@code rolling-z} is {@link dev.plumbline.drift.DriftMonitor}'s. */
public final class Presets {
  private Presets() {}

  /**
   * {@code weekly-sigma}: the mean of a week against those of the weeks before it.
   *
   * @param weeklyMeans oldest first; NaN for a week without calls
   * @param trailing weeks to compare with, usually 8; at least 2 of them must have calls
   * @param sigmas how many standard deviations of these means are too many, usually 2
   * @return for each week whether it is outside
   */
  public static boolean[] weeklySigma(double[] weeklyMeans, int trailing, double sigmas) {
    boolean[] out = new boolean[weeklyMeans.length];
    for (int w = 0; w < out.length; w++) {
      double[] before =
          Arrays.stream(weeklyMeans, Math.max(0, w - trailing), w)
              .filter(Double::isFinite)
              .toArray();
      if (before.length < 2 || !Double.isFinite(weeklyMeans[w])) {
        continue;
      }
      double mean = Arrays.stream(before).average().orElse(0);
      double squares = Arrays.stream(before).map(m -> (m - mean) * (m - mean)).sum();
      double sd = Math.sqrt(squares / (before.length - 1));
      out[w] = sd > 0 && Math.abs(weeklyMeans[w] - mean) > sigmas * sd;
    }
    return out;
  }

  /**
   * {@code threshold}: the mean of a window outside fixed bounds, for a number of windows in a row.
   *
   * @param means one for each window; NaN for a window with too few scores, which says nothing
   * @return index of the window that fires, -1 when none does
   */
  public static int threshold(double[] means, double low, double high, int sustained) {
    int row = 0;
    for (int w = 0; w < means.length; w++) {
      if (Double.isNaN(means[w])) {
        continue;
      }
      row = means[w] < low || means[w] > high ? row + 1 : 0;
      if (row >= sustained) {
        return w;
      }
    }
    return -1;
  }

  /**
   * {@code event-count}: so many safety events in so many minutes.
   *
   * @param perMinute events in each minute
   * @return the minute that fires, -1 when none does
   */
  public static int eventCount(int[] perMinute, int events, int minutes) {
    long sum = 0;
    for (int m = 0; m < perMinute.length; m++) {
      sum += perMinute[m] - (m >= minutes ? perMinute[m - minutes] : 0);
      if (sum >= events) {
        return m;
      }
    }
    return -1;
  }

  /**
   * {@code embedding-cosine}: the threshold under which a prompt counts as far from the usual, as a
   * quantile of the reference; a constant would be a property of the embedding.
   *
   * @param similarities cosine to the centroid of each prompt of the reference; at least one
   * @param quantile usually .005
   */
  public static double cosineThreshold(double[] similarities, double quantile) {
    if (similarities.length == 0) {
      throw new IllegalArgumentException("similarities: must not be empty");
    }
    double[] sorted = similarities.clone();
    Arrays.sort(sorted);
    double at = quantile * (sorted.length - 1);
    int low = (int) Math.floor(at);
    int high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }

  /** Cosine of two vectors of the same length; 0 when one has no length. */
  public static double cosine(double[] a, double[] b) {
    double dot = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      x += a[i] * a[i];
      y += b[i] * b[i];
    }
    return x > 0 && y > 0 ? dot / Math.sqrt(x * y) : 0;
  }
}
