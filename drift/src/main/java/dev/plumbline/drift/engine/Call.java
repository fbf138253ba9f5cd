// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.Arrays;

/**
 * One call as the engine sees it. Mutable, so that a reader of large files can use one object again
 * and again; one thread.
 */
public final class Call {
  /** Epoch milliseconds. */
  public long time;

  /** From 1; 0 when not known. */
  public int turn;

  /** True when the call only teaches the adjustment. */
  public boolean fitOnly;

  /** One value for each attribute of the schema; empty text when absent. */
  public final String[] segments;

  /** One for each dimension; NaN when the call was not scored on it. */
  public final double[] scores;

  /** Inclusion probabilities in (0, 1], one for each dimension; 1 when not sampled. */
  public final double[] probabilities;

  /** One for each covariate; NaN when absent. */
  public final double[] covariates;

  /** An empty call of that shape. */
  public Call(StreamSchema schema) {
    segments = new String[schema.attributes().size()];
    scores = new double[schema.dimensions().size()];
    probabilities = new double[schema.dimensions().size()];
    covariates = new double[schema.covariates().size()];
    clear();
  }

  /** Forgets everything. */
  public void clear() {
    time = 0;
    turn = 0;
    fitOnly = false;
    Arrays.fill(segments, "");
    Arrays.fill(scores, Double.NaN);
    Arrays.fill(probabilities, 1);
    Arrays.fill(covariates, Double.NaN);
  }

  long hour() {
    return Math.floorDiv(time, 3_600_000L);
  }

  /** The same question asked again has the same key: all that was known before the answer. */
  long promptKey() {
    long key = 0x9E3779B97F4A7C15L;
    for (String segment : segments) {
      key = mix(key ^ segment.hashCode());
    }
    for (double x : covariates) {
      key = mix(key ^ Double.doubleToLongBits(x));
    }
    return key;
  }

  static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
