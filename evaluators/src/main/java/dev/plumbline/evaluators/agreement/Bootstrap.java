// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.evaluators.agreement.Agreement.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Percentile bootstrap: 2,000 resamples, a fixed seed, 95 % intervals. Things of one cluster
 * (prompt, conversation) are drawn together, because they are no independent evidence.
 */
public final class Bootstrap {
  static final int RESAMPLES = 2000;
  private static final long SEED = 20261121;

  private Bootstrap() {}

  /**
   * A difference.
   *
   * @param p two-sided bootstrap p-value of no difference, at least 1/2001
   */
  public record Tested(Interval interval, double p) {}

  /** A statistic of items with its interval; NaN values of resamples are left out. */
  public static <T> Interval byCluster(
      List<T> items, Function<T, String> cluster, ToDoubleFunction<List<T>> statistic) {
    return interval(statistic.applyAsDouble(items), resampled(items, cluster, statistic));
  }

  /**
   * The difference {@code later - earlier} between two judgements of the same items, which are
   * drawn in pairs: far narrower than the difference of two intervals.
   */
  public static <T> Tested pairedDifference(
      List<T> items,
      Function<T, String> cluster,
      ToDoubleFunction<List<T>> earlier,
      ToDoubleFunction<List<T>> later) {
    ToDoubleFunction<List<T>> difference =
        sample -> later.applyAsDouble(sample) - earlier.applyAsDouble(sample);
    return tested(difference.applyAsDouble(items), resampled(items, cluster, difference));
  }

  /** The same difference between two sets of different items, each drawn on its own. */
  public static <T> Tested difference(
      List<T> earlier,
      List<T> later,
      Function<T, String> cluster,
      ToDoubleFunction<List<T>> statistic) {
    List<List<T>> before = clusters(earlier, cluster);
    List<List<T>> after = clusters(later, cluster);
    SplittableRandom random = new SplittableRandom(SEED);
    double[] values = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double was = statistic.applyAsDouble(draw(before, random, earlier.size()));
      values[i] = statistic.applyAsDouble(draw(after, random, later.size())) - was;
    }
    return tested(statistic.applyAsDouble(later) - statistic.applyAsDouble(earlier), values);
  }

  private static <T> double[] resampled(
      List<T> items, Function<T, String> cluster, ToDoubleFunction<List<T>> statistic) {
    List<List<T>> clusters = clusters(items, cluster);
    SplittableRandom random = new SplittableRandom(SEED);
    double[] values = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      values[i] = statistic.applyAsDouble(draw(clusters, random, items.size()));
    }
    return values;
  }

  private static Tested tested(double value, double[] values) {
    long notAbove = Arrays.stream(values).filter(v -> v <= 0).count();
    long notBelow = Arrays.stream(values).filter(v -> v >= 0).count();
    double p = 2.0 * (Math.min(notAbove, notBelow) + 1) / (RESAMPLES + 1);
    return new Tested(interval(value, values), Math.min(1, p));
  }

  private static <T> List<List<T>> clusters(List<T> items, Function<T, String> cluster) {
    SequencedMap<String, List<T>> clusters = new LinkedHashMap<>();
    for (T item : items) {
      clusters.computeIfAbsent(cluster.apply(item), _ -> new ArrayList<>()).add(item);
    }
    return List.copyOf(clusters.values());
  }

  private static <T> List<T> draw(List<List<T>> clusters, SplittableRandom random, int size) {
    List<T> sample = new ArrayList<>(size);
    for (int i = 0; i < clusters.size(); i++) {
      sample.addAll(clusters.get(random.nextInt(clusters.size())));
    }
    return sample;
  }

  private static Interval interval(double value, double[] values) {
    double[] known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (known.length == 0) {
      return new Interval(value, Double.NaN, Double.NaN);
    }
    int low = (int) (known.length * 0.025);
    int high = Math.max(low, (int) (known.length * 0.975) - 1);
    return new Interval(value, known[low], known[high]);
  }
}
