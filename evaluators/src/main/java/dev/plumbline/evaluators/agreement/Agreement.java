// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** How far an evaluator agrees with people. */
public final class Agreement {
  private static final int RESAMPLES = 2000;
  private static final long SEED = 20261121;

  private Agreement() {}

  /**
   * One labelled example.
   *
   * @param group examples of one group (prompt, conversation) are drawn together
   * @param human label of people: 0 or 1, or a grade
   * @param score what the evaluator gave
   */
  public record Example(String group, double human, double score) {}

  /** A statistic with its 95 % interval. */
  public record Interval(double value, double low, double high) {}

  /** Matthews correlation of {@code score >= 0.5} with a binary label. */
  public static double mcc(List<Example> examples) {
    Counts counts = new Counts();
    for (Example example : examples) {
      counts.add(example.human() >= 0.5, example.score() >= 0.5);
    }
    return counts.mcc();
  }

  /** Spearman's rank correlation; ties share the mean rank. */
  public static double spearman(List<Example> examples) {
    double[] a = ranks(examples.stream().mapToDouble(Example::human).toArray());
    double[] b = ranks(examples.stream().mapToDouble(Example::score).toArray());
    return pearson(a, b);
  }

  /** Percentile bootstrap over groups, 2,000 resamples, fixed seed. */
  public static Interval bootstrap(
      List<Example> examples, ToDoubleFunction<List<Example>> statistic) {
    Map<String, List<Example>> byGroup = new HashMap<>();
    List<List<Example>> groups = new ArrayList<>();
    for (Example example : examples) {
      byGroup
          .computeIfAbsent(
              example.group(),
              _ -> {
                List<Example> made = new ArrayList<>();
                groups.add(made);
                return made;
              })
          .add(example);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] values = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      List<Example> sample = new ArrayList<>(examples.size());
      for (int g = 0; g < groups.size(); g++) {
        sample.addAll(groups.get(random.nextInt(groups.size())));
      }
      values[i] = statistic.applyAsDouble(sample);
    }
    Arrays.sort(values);
    return new Interval(
        statistic.applyAsDouble(examples),
        values[(int) (RESAMPLES * 0.025)],
        values[(int) (RESAMPLES * 0.975) - 1]);
  }

  private static double[] ranks(double[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
    double[] ranks = new double[values.length];
    int i = 0;
    while (i < order.length) {
      int j = i;
      while (j + 1 < order.length && values[order[j + 1]] == values[order[i]]) {
        j++;
      }
      for (int k = i; k <= j; k++) {
        ranks[order[k]] = (i + j) / 2.0;
      }
      i = j + 1;
    }
    return ranks;
  }

  private static double pearson(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElse(0);
    double meanB = Arrays.stream(b).average().orElse(0);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
  }

  /** A table of two by two. One thread. */
  public static final class Counts {
    private long truePositives;
    private long falsePositives;
    private long trueNegatives;
    private long falseNegatives;

    public void add(boolean human, boolean found) {
      if (human) {
        truePositives += found ? 1 : 0;
        falseNegatives += found ? 0 : 1;
      } else {
        falsePositives += found ? 1 : 0;
        trueNegatives += found ? 0 : 1;
      }
    }

    public long n() {
      return truePositives + falsePositives + trueNegatives + falseNegatives;
    }

    /** Matthews correlation; 0 when a row or a column of the table is empty. */
    public double mcc() {
      double tp = truePositives;
      double fp = falsePositives;
      double tn = trueNegatives;
      double fn = falseNegatives;
      double below = Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
      return below == 0 ? 0 : (tp * tn - fp * fn) / below;
    }

    /** Share of the positives that were found. */
    public double truePositiveRate() {
      return (double) truePositives / (truePositives + falseNegatives);
    }

    /** Share of the negatives that were flagged. */
    public double falsePositiveRate() {
      return (double) falsePositives / (falsePositives + trueNegatives);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "n=%d MCC=%.3f TPR=%.3f FPR=%.4f",
          n(),
          mcc(),
          truePositiveRate(),
          falsePositiveRate());
    }
  }
}
