// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.canary;

import dev.plumbline.judges.probe.PairedMeans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Answers now against answers before, question by question: the mean difference and its interval
 * from a paired bootstrap over questions (percentile, 20,000 resamples, fixed seed), at the level
 * divided by the number of dimensions that are judged (Bonferroni).
 *
 * @param n questions that both runs have
 * @param difference now minus before
 * @param low lower end of the interval
 * @param high upper end
 */
public record CanaryComparison(
    String dimension,
    int n,
    double before,
    double now,
    double difference,
    double low,
    double high) {
  /** Fewer questions say nothing: one that changes would be a fall of more than 10 %. */
  public static final int MIN_QUESTIONS = 10;

  private static final int RESAMPLES = 20_000;

  /** Which way a dimension falls. */
  public enum Worse {
    LOWER,
    HIGHER
  }

  /**
   * Compares one dimension.
   *
   * @param alpha chance of a false alarm over all dimensions, 0 to 1
   * @param judged number of dimensions that are judged
   * @return empty when too few questions are in both
   */
  public static Optional<CanaryComparison> of(
      String dimension,
      SortedMap<String, Double> before,
      SortedMap<String, Double> now,
      double alpha,
      int judged) {
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    now.forEach((question, value) -> {
      Double old = before.get(question);
      if (old != null) {
        first.add(old);
        second.add(value);
      }
    });
    int n = first.size();
    if (n < MIN_QUESTIONS) {
      return Optional.empty();
    }
    double[] differences = new double[n];
    for (int i = 0; i < n; i++) {
      differences[i] = second.get(i) - first.get(i);
    }
    double[] means = PairedMeans.sorted(differences, RESAMPLES);
    int tail = (int) (RESAMPLES * alpha / Math.max(1, judged) / 2);
    return Optional.of(
        new CanaryComparison(
            dimension,
            n,
            mean(first),
            mean(second),
            Arrays.stream(differences).sum() / n,
            means[tail],
            means[RESAMPLES - 1 - tail]));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
  }

  /**
   * The interval excludes 0 on the bad side, and the fall matters.
   *
   * @param minFall on the dimension's scale
   */
  public boolean fell(Worse worse, double minFall) {
    double slack = 1e-9; // 0.97 - 1.0 is a fall of 0.03
    return switch (worse) {
      case LOWER -> high < 0 && -difference >= minFall - slack;
      case HIGHER -> low > 0 && difference >= minFall - slack;
    };
  }
}
