// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Quantiles of values and of the cumulative buckets of classic histograms. */
final class Quantiles {
  /** Counts that differ by less, relatively, differ by rounding only. */
  private static final double SMALL_DELTA = 1e-12;

  /** Observations at or below a bound. */
  record Bucket(double upperBound, double count) {}

  /**
   * @param quantile the value
   * @param forced counts had to be made monotonic by more than rounding
   */
  record BucketQuantile(double quantile, boolean forced) {}

  private Quantiles() {}

  /** Linear between the two nearest; sorts {@code values}, NaN first; NaN when there are none. */
  static double of(double q, double[] values) {
    if (values.length == 0 || Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0 || q > 1) {
      return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    sortNanFirst(values);
    double rank = q * (values.length - 1);
    int lower = (int) Math.max(0, Math.floor(rank));
    int upper = Math.min(values.length - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return values[lower] * (1 - weight) + values[upper] * weight;
  }

  private static void sortNanFirst(double[] values) {
    java.util.Arrays.sort(values); // NaN last
    int nans = 0;
    while (nans < values.length && Double.isNaN(values[values.length - 1 - nans])) {
      nans++;
    }
    if (nans > 0) {
      System.arraycopy(values, 0, values, nans, values.length - nans);
      java.util.Arrays.fill(values, 0, nans, Double.NaN);
    }
  }

  /** {@code histogram_quantile} of one histogram; {@code buckets} is not empty. */
  static BucketQuantile ofBuckets(double q, List<Bucket> buckets) {
    if (Double.isNaN(q)) {
      return new BucketQuantile(Double.NaN, false);
    }
    if (q < 0 || q > 1) {
      return new BucketQuantile(q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY, false);
    }
    List<Bucket> sorted = coalesced(buckets);
    if (sorted.getLast().upperBound() != Double.POSITIVE_INFINITY) {
      return new BucketQuantile(Double.NaN, false);
    }
    List<Bucket> fixed = new ArrayList<>(sorted.size());
    boolean forced = makeMonotonic(sorted, fixed);
    double observations = fixed.getLast().count();
    if (fixed.size() < 2 || observations == 0) {
      return new BucketQuantile(Double.NaN, forced);
    }
    return new BucketQuantile(interpolated(q, fixed, observations), forced);
  }

  private static double interpolated(double q, List<Bucket> buckets, double observations) {
    double rank = q * observations;
    int last = buckets.size() - 1;
    int b = 0;
    while (b < last && !(buckets.get(b).count() >= rank)) {
      b++;
    }
    Bucket bucket = buckets.get(b);
    if (b == last) {
      return buckets.get(last - 1).upperBound();
    }
    if (b == 0 && bucket.upperBound() <= 0) {
      return bucket.upperBound();
    }
    double start = b == 0 ? 0 : buckets.get(b - 1).upperBound();
    double below = b == 0 ? 0 : buckets.get(b - 1).count();
    return start + (bucket.upperBound() - start) * ((rank - below) / (bucket.count() - below));
  }

  /** {@code histogram_fraction} of one histogram; {@code buckets} is not empty. */
  static double fraction(double lower, double upper, List<Bucket> buckets) {
    List<Bucket> sorted = coalesced(buckets);
    if (sorted.getLast().upperBound() != Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    double count = sorted.getLast().count();
    if (count == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    if (lower >= upper) {
      return 0;
    }
    return (rank(upper, sorted, count) - rank(lower, sorted, count)) / count;
  }

  /** How many observations lie below a value, linear within a bucket. */
  private static double rank(double value, List<Bucket> buckets, double count) {
    double below = 0;
    double bound = buckets.getFirst().upperBound() <= 0 ? Double.NEGATIVE_INFINITY : 0;
    for (Bucket bucket : buckets) {
      if (bound >= value) {
        return Math.min(below, count);
      }
      if (bucket.upperBound() > value) {
        double within =
            bound == Double.NEGATIVE_INFINITY
                ? bucket.count()
                : below
                    + (bucket.count() - below) * (value - bound) / (bucket.upperBound() - bound);
        return Math.min(within, count);
      }
      below = bucket.count();
      bound = bucket.upperBound();
    }
    return count;
  }

  private static List<Bucket> coalesced(List<Bucket> buckets) {
    List<Bucket> sorted = new ArrayList<>(buckets);
    sorted.sort(Comparator.comparingDouble(Bucket::upperBound));
    List<Bucket> result = new ArrayList<>(sorted.size());
    for (Bucket bucket : sorted) {
      if (!result.isEmpty() && result.getLast().upperBound() == bucket.upperBound()) {
        Bucket last = result.removeLast();
        result.add(new Bucket(last.upperBound(), last.count() + bucket.count()));
      } else {
        result.add(bucket);
      }
    }
    return result;
  }

  /** Copies with no count below the one before; true when more than rounding was changed. */
  private static boolean makeMonotonic(List<Bucket> buckets, List<Bucket> into) {
    boolean forced = false;
    double previous = buckets.getFirst().count();
    for (Bucket bucket : buckets) {
      double count = bucket.count();
      if (almostEqual(previous, count)) {
        into.add(new Bucket(bucket.upperBound(), previous));
      } else if (count < previous) {
        into.add(new Bucket(bucket.upperBound(), previous));
        forced = true;
      } else {
        into.add(bucket);
        previous = count;
      }
    }
    return forced;
  }

  private static boolean almostEqual(double a, double b) {
    if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
      return true;
    }
    double difference = Math.abs(a - b);
    double sum = Math.abs(a) + Math.abs(b);
    if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
      return difference < SMALL_DELTA * Double.MIN_NORMAL;
    }
    return difference / Math.min(sum, Double.MAX_VALUE) < SMALL_DELTA;
  }
}
