// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import dev.plumbline.evaluators.embedding.Embedding;

/**
 * Random Fourier features of the Gaussian kernel {@code exp(-|x-y|^2 / (2 s^2))} (A. Rahimi, B.
 * Recht 2007), from a fixed seed: the mean of a set of them stands for the set's distribution.
 * Immutable and thread-safe.
 */
final class KernelFeatures {
  static final int SIZE = 256;
  private static final long SEED = 42;

  static final KernelFeatures BUILT_IN = new KernelFeatures();

  private final float[][] directions = new float[SIZE][Embedding.SIZE];
  private final double[] offsets = new double[SIZE];

  private KernelFeatures() {
    SplitMix random = new SplitMix(SEED);
    for (float[] direction : directions) {
      for (int k = 0; k < direction.length; k++) {
        direction[k] = (float) random.gaussian();
      }
    }
    for (int i = 0; i < SIZE; i++) {
      offsets[i] = 2 * Math.PI * random.uniform();
    }
  }

  /**
   * The features of a vector.
   *
   * @param scale s of the kernel
   */
  double[] of(float[] vector, double scale) {
    double[] out = new double[SIZE];
    double norm = StrictMath.sqrt(2.0 / SIZE);
    for (int i = 0; i < SIZE; i++) {
      out[i] = norm * StrictMath.cos(Embedding.cosine(directions[i], vector) / scale + offsets[i]);
    }
    return out;
  }

  /** Sums over a set of features, from which its distance to another set follows. One thread. */
  static final class Sums {
    private final double[] sum = new double[SIZE];
    private double squares;
    private int count;

    void add(double[] features) {
      change(features, 1);
    }

    void remove(double[] features) {
      change(features, -1);
    }

    private void change(double[] features, int sign) {
      double square = 0;
      for (int i = 0; i < SIZE; i++) {
        sum[i] += sign * features[i];
        square += features[i] * features[i];
      }
      squares += sign * square;
      count += sign;
    }

    int count() {
      return count;
    }

    double[] values() {
      double[] out = new double[SIZE + 1];
      System.arraycopy(sum, 0, out, 0, SIZE);
      out[SIZE] = squares;
      return out;
    }

    static Sums of(double[] values, int count) {
      Sums out = new Sums();
      System.arraycopy(values, 0, out.sum, 0, SIZE);
      out.squares = values[SIZE];
      out.count = count;
      return out;
    }

    /**
     * Squared maximum mean discrepancy between this set and another, unbiased (A. Gretton et al.
     * 2012, equation 3): about 0 for sets of one distribution, at times below. Both of two and
     * more.
     */
    double distanceSquared(Sums other) {
      double own = 0;
      double others = 0;
      double both = 0;
      for (int i = 0; i < SIZE; i++) {
        own += sum[i] * sum[i];
        others += other.sum[i] * other.sum[i];
        both += sum[i] * other.sum[i];
      }
      double n = count;
      double m = other.count;
      return (own - squares) / (n * (n - 1))
          + (others - other.squares) / (m * (m - 1))
          - 2 * both / (n * m);
    }
  }

  /** SplitMix64 (G. Steele et al. 2014): the same numbers everywhere. */
  static final class SplitMix {
    private long state;

    SplitMix(long seed) {
      state = seed;
    }

    long next() {
      state += 0x9E3779B97F4A7C15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return z ^ (z >>> 31);
    }

    /** Between 0 and 1, never either. */
    double uniform() {
      return ((next() >>> 11) + 0.5) * 0x1.0p-53;
    }

    double gaussian() {
      double u = uniform();
      double v = uniform();
      return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
    }
  }
}
