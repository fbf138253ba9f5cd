// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the reference says about the numbers that one channel sums: tails, days, and how dimensions
 * move together.
 *
 * @param kurtosis of each dimension, not the excess: 3 for a Gaussian
 * @param overdispersion of the means of days, at least 1
 * @param joint all dimensions together
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, never compared
public record Channel(double[] kurtosis, double[] overdispersion, Joint joint) {
  private static final double RIDGE = 1e-3;
  private static final double SLICE_CALLS = 50;
  private static final double SLICE_FLOOR = 0.3;
  private static final double EVENTS = 10;

  /**
   * Whitened combinations of dimensions.
   *
   * @param dimensions which take part, by index of the watched dimensions
   * @param whitener one row for each component, over {@code dimensions}
   * @param kurtosis of each component
   * @param overdispersion of each component
   */
  @SuppressWarnings("ArrayRecordComponent") // numbers, never compared
  public record Joint(
      int[] dimensions, double[][] whitener, double[] kurtosis, double[] overdispersion) {}

  /**
   * Contributions of the reference's calls.
   *
   * @param values by dimension and call; 0 when the call has none
   * @param information by dimension and call; 0 when the call has none
   * @param days by call
   */
  @SuppressWarnings("ArrayRecordComponent") // numbers, never compared
  record Sample(double[][] values, double[][] information, long[] days) {
    int calls() {
      return days.length;
    }
  }

  /**
   * @param joined dimensions that move together
   * @param tails least kurtosis of each dimension
   */
  static Channel of(Sample sample, int[] joined, double[] tails) {
    int dimensions = sample.values().length;
    double[] kurtosis = new double[dimensions];
    double[] overdispersion = new double[dimensions];
    for (int j = 0; j < dimensions; j++) {
      kurtosis[j] = Math.max(tails[j], kurtosis(sample.values()[j], sample.information()[j]));
      overdispersion[j] =
          overdispersion(sample.values()[j], sample.information()[j], sample.days());
    }
    return new Channel(kurtosis, overdispersion, joint(sample, joined, kurtosis));
  }

  /**
   * All dimensions together; a dimension's variance is never taken below what its calls promise.
   */
  private static Joint joint(Sample sample, int[] joined, double[] kurtosis) {
    double[][] covariance = covariance(sample, joined, null);
    for (int j = 0; j < joined.length; j++) {
      covariance[j][j] = Math.max(covariance[j][j], promised(sample, joined[j]));
    }
    double[][] whitener = whitener(covariance);
    double[] tails = new double[joined.length];
    for (int k = 0; k < tails.length; k++) {
      for (int j = 0; j <= k; j++) {
        double share = whitener[k][j] * whitener[k][j] * covariance[j][j];
        tails[k] = Math.max(tails[k], share * share * kurtosis[joined[j]]);
      }
    }
    return whitened(sample, new Joint(joined, whitener, tails, new double[joined.length]), null);
  }

  /** The same inside a slice, shrunk towards all. */
  static Joint joint(Sample sample, Joint pooled, boolean[] cell) {
    int[] joined = pooled.dimensions();
    double[][] all = covariance(sample, joined, null);
    double[][] own = covariance(sample, joined, cell);
    int n = 0;
    for (boolean in : cell) {
      n += in ? 1 : 0;
    }
    for (int j = 0; j < joined.length; j++) {
      double whole = Math.max(all[j][j], promised(sample, joined[j]));
      for (int k = 0; k < joined.length; k++) {
        double parent = j == k ? whole : all[j][k];
        own[j][k] = (n * own[j][k] + SLICE_CALLS * parent) / (n + SLICE_CALLS);
      }
      own[j][j] = Math.max(own[j][j], SLICE_FLOOR * whole);
    }
    return whitened(
        sample, new Joint(joined, whitener(own), pooled.kurtosis(), pooled.overdispersion()), cell);
  }

  private static double promised(Sample sample, int dimension) {
    double sum = 0;
    for (double information : sample.information()[dimension]) {
      sum += information;
    }
    return sum / Math.max(1, sample.calls());
  }

  private static double[][] covariance(Sample sample, int[] joined, boolean @Nullable [] cell) {
    int d = joined.length;
    double[][] covariance = new double[d][d];
    int n = 0;
    for (int i = 0; i < sample.calls(); i++) {
      if (cell != null && !cell[i]) {
        continue;
      }
      n++;
      for (int j = 0; j < d; j++) {
        double x = sample.values()[joined[j]][i];
        if (x != 0) {
          for (int k = 0; k <= j; k++) {
            covariance[j][k] += x * sample.values()[joined[k]][i];
          }
        }
      }
    }
    for (int j = 0; j < d; j++) {
      for (int k = 0; k <= j; k++) {
        covariance[j][k] /= Math.max(1, n);
        covariance[k][j] = covariance[j][k];
      }
    }
    return covariance;
  }

  private static double[][] whitener(double[][] covariance) {
    double[][] regular = new double[covariance.length][];
    for (int j = 0; j < regular.length; j++) {
      regular[j] = covariance[j].clone();
      regular[j][j] += RIDGE;
    }
    return Matrix.inverseLower(Matrix.cholesky(regular));
  }

  /** Measures tails and days of the whitened components; tails are at least those given. */
  private static Joint whitened(Sample sample, Joint joint, boolean @Nullable [] cell) {
    int d = joint.dimensions().length;
    double[] kurtosis = new double[d];
    double[] overdispersion = new double[d];
    double[] white = new double[sample.calls()];
    double[] counted = new double[sample.calls()];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = cell == null || cell[i] ? 1 : 0;
    }
    for (int k = 0; k < d; k++) {
      for (int i = 0; i < white.length; i++) {
        double sum = 0;
        for (int j = 0; j <= k && counted[i] > 0; j++) {
          sum += joint.whitener()[k][j] * sample.values()[joint.dimensions()[j]][i];
        }
        white[i] = sum;
      }
      kurtosis[k] =
          Math.max(
              joint.kurtosis()[k],
              cell == null
                  ? kurtosis(white, counted)
                  : sliceTails(white, counted, joint.kurtosis()[k]));
      overdispersion[k] = overdispersion(white, counted, sample.days());
    }
    return new Joint(joint.dimensions(), joint.whitener(), kurtosis, overdispersion);
  }

  /**
   * Kurtosis of a part, shrunk towards what one event of the usual size would mean there. The
   * weight of its own is the number of calls that make up its fourth moment: n/3 for a Gaussian,
   * the number of events for rare ones; less when the part scatters less than expected, which says
   * that its events have not been seen yet.
   *
   * @param expected sum of squares under the variance that is used
   */
  static double tails(double n, double squares, double fourths, double expected, double parent) {
    if (fourths <= 0 || expected <= 0) {
      return parent;
    }
    double filled = Math.min(1, squares / expected);
    double events = filled < 0.5 ? 0 : squares * squares / fourths * filled * filled;
    double own = n * fourths / Math.max(squares * squares, expected * expected);
    return (events * own + EVENTS * parent) / (events + EVENTS);
  }

  /** Fourth moment over squared second moment of the calls that carry information. */
  static double kurtosis(double[] values, double[] information) {
    double n = 0;
    double squares = 0;
    double fourths = 0;
    for (int i = 0; i < values.length; i++) {
      if (information[i] > 0) {
        n++;
        double square = values[i] * values[i];
        squares += square;
        fourths += square * square;
      }
    }
    return squares <= 0 ? 3 : n * fourths / (squares * squares);
  }

  private static double sliceTails(double[] white, double[] counted, double pooled) {
    double n = 0;
    double squares = 0;
    double fourths = 0;
    for (int i = 0; i < white.length; i++) {
      if (counted[i] > 0) {
        n++;
        squares += white[i] * white[i];
        fourths += white[i] * white[i] * white[i] * white[i];
      }
    }
    return tails(n, squares, fourths, n, pooled / SLICE_FLOOR);
  }

  /**
   * Overdispersion of the means of days.
   *
   * @param values contributions, of variance equal to the information
   */
  static double overdispersion(double[] values, double[] information, long[] days) {
    double[] sums = standardDays(values, information, days);
    double squares = 0;
    for (double day : sums) {
      squares += day * day;
    }
    int freedom = sums.length - 1;
    return freedom < 1 ? 1 : Posterior.overdispersion(squares / freedom, freedom);
  }

  /**
   * Deviation of each day's mean in units of what calls that do not depend on each other would
   * give; one number for each day with calls, in order.
   */
  static double[] standardDays(double[] values, double[] information, long[] days) {
    TreeMap<Long, double[]> sums = new TreeMap<>();
    double total = 0;
    double weight = 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      if (information[i] > 0) {
        double[] day = sums.computeIfAbsent(days[i], d -> new double[2]);
        day[0] += values[i];
        day[1] += information[i];
        total += values[i];
        weight += information[i];
        squares += values[i] * values[i];
      }
    }
    if (weight <= 0) {
      return new double[0];
    }
    double mean = total / weight;
    double scale =
        Math.max(1, squares / weight); // where calls scatter less than promised, days may too
    return sums.values().stream()
        .mapToDouble(day -> (day[0] / day[1] - mean) * Math.sqrt(day[1] / scale))
        .toArray();
  }

  /**
   * Long-run variance of the standardised days with Bartlett weights over two days: 1 when days are
   * exchangeable, more when a day resembles the one before.
   */
  static double longRun(double[] days) {
    int freedom = days.length - 1;
    if (freedom < 1) {
      return 1;
    }
    double variance = 0;
    double one = 0;
    double two = 0;
    for (int i = 0; i < days.length; i++) {
      variance += days[i] * days[i];
      one += i >= 1 ? days[i] * days[i - 1] : 0;
      two += i >= 2 ? days[i] * days[i - 2] : 0;
    }
    return Math.max(variance, variance + 2 * (2.0 / 3 * one + 1.0 / 3 * two)) / freedom;
  }
}
