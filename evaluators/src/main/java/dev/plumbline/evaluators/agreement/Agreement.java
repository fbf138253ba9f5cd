// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How far an evaluator agrees with people. */
public final class Agreement {
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
    return counts(examples).mcc();
  }

  /** The table of {@code score >= 0.5} against {@code human >= 0.5}. */
  public static Counts counts(List<Example> examples) {
    Counts counts = new Counts();
    for (Example example : examples) {
      counts.add(example.human() >= 0.5, example.score() >= 0.5);
    }
    return counts;
  }

  /** Spearman's rank correlation; ties share the mean rank. */
  public static double spearman(List<Example> examples) {
    return Ranks.spearman(
        examples.stream().mapToDouble(Example::human).toArray(),
        examples.stream().mapToDouble(Example::score).toArray());
  }

  /** Percentile bootstrap over groups, 2,000 resamples, fixed seed. */
  public static Interval bootstrap(
      List<Example> examples, ToDoubleFunction<List<Example>> statistic) {
    return Bootstrap.byCluster(examples, Example::group, statistic);
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

    /** Share of the negatives that were passed over; NaN without negatives. */
    public double trueNegativeRate() {
      return (double) trueNegatives / (trueNegatives + falsePositives);
    }

    /** Examples that people call positive. */
    public long positives() {
      return truePositives + falseNegatives;
    }

    public long truePositives() {
      return truePositives;
    }

    public long trueNegatives() {
      return trueNegatives;
    }

    /** Cohen's kappa; 0 when chance alone explains everything. */
    public double kappa() {
      double n = n();
      double observed = (truePositives + trueNegatives) / n;
      double chance =
          ((truePositives + falsePositives) / n) * ((truePositives + falseNegatives) / n)
              + ((trueNegatives + falseNegatives) / n) * ((trueNegatives + falsePositives) / n);
      return chance >= 1 || n == 0 ? 0 : (observed - chance) / (1 - chance);
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
