// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Krippendorff's alpha among raters (K. Krippendorff, Computing Krippendorff's Alpha-Reliability,
 * 2011): 1 is full agreement, 0 is chance, below 0 is systematic disagreement.
 */
public final class Krippendorff {
  private Krippendorff() {}

  /** How far two ratings are apart. */
  public enum Level {
    /** Names: alike or not. */
    NOMINAL,
    /** Ranks: by the number of ratings between them. */
    ORDINAL,
    /** Numbers: by their squared distance. */
    INTERVAL
  }

  /**
   * Alpha of ratings.
   *
   * @param ratings one row for each rater, one column for each unit; NaN where a rater did not rate
   * @return NaN when fewer than two ratings can be paired; 1 when all paired ratings are equal
   */
  public static double alpha(double[][] ratings, Level level) {
    TreeMap<Double, Integer> index = new TreeMap<>();
    int units = ratings.length == 0 ? 0 : ratings[0].length;
    for (double[] rater : ratings) {
      for (double value : rater) {
        if (!Double.isNaN(value)) {
          index.put(value, 0);
        }
      }
    }
    double[] values = index.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    for (int i = 0; i < values.length; i++) {
      index.put(values[i], i);
    }
    double[][] coincidences = new double[values.length][values.length];
    for (int unit = 0; unit < units; unit++) {
      addUnit(coincidences, ratings, unit, index);
    }
    return alpha(coincidences, values, level);
  }

  private static void addUnit(
      double[][] coincidences, double[][] ratings, int unit, Map<Double, Integer> index) {
    int[] counts = new int[coincidences.length];
    int rated = 0;
    for (double[] rater : ratings) {
      if (!Double.isNaN(rater[unit])) {
        counts[index.getOrDefault(rater[unit], 0)]++;
        rated++;
      }
    }
    if (rated < 2) {
      return; // one rating can be paired with nothing
    }
    for (int c = 0; c < counts.length; c++) {
      for (int k = 0; counts[c] > 0 && k < counts.length; k++) {
        coincidences[c][k] += counts[c] * (counts[k] - (c == k ? 1.0 : 0.0)) / (rated - 1);
      }
    }
  }

  private static double alpha(double[][] coincidences, double[] values, Level level) {
    double[] totals =
        Arrays.stream(coincidences).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    double n = Arrays.stream(totals).sum();
    if (n < 2) {
      return Double.NaN;
    }
    double observed = 0;
    double expected = 0;
    for (int c = 0; c < values.length; c++) {
      for (int k = c + 1; k < values.length; k++) {
        double distance = distance(level, totals, values, c, k);
        observed += coincidences[c][k] * distance;
        expected += totals[c] * totals[k] * distance;
      }
    }
    return expected == 0 ? 1 : 1 - (n - 1) * observed / expected;
  }

  private static double distance(Level level, double[] totals, double[] values, int c, int k) {
    return switch (level) {
      case NOMINAL -> 1;
      case INTERVAL -> (values[c] - values[k]) * (values[c] - values[k]);
      case ORDINAL -> {
        double between = -(totals[c] + totals[k]) / 2;
        for (int g = c; g <= k; g++) {
          between += totals[g];
        }
        yield between * between;
      }
    };
  }
}
