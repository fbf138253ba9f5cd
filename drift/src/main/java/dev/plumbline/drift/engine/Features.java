// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * What was known before the answer, as numbers: an intercept, one column for each slice, the clock,
 * standardised covariates, and smooth functions of them (random Fourier features of the embedding,
 * squares of single numbers).
 *
 * @param slices columns 1 to S
 * @param covariateMeans in the units of the covariate
 * @param covariateScales standard deviations; all components of an embedding share one
 * @param embedding indices of covariates that are components of one vector
 * @param plain indices of the other covariates
 * @param frequencies of the Fourier features, one row each, on the scaled embedding
 * @param phases of the Fourier features
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, never compared
public record Features(
    Slices slices,
    double[] covariateMeans,
    double[] covariateScales,
    int[] embedding,
    int[] plain,
    double[][] frequencies,
    double[] phases) {
  /** Columns for hour of day and weekend. */
  static final int CLOCK = 9;

  private static final double CLIP = 4;
  private static final int FOURIER = 40;

  static Features learn(StreamSchema schema, List<Call> fit, Slices slices, boolean covariates) {
    int width = covariates ? schema.covariates().size() : 0;
    double[] means = new double[width];
    double[] scales = new double[width];
    List<Integer> embedding = new ArrayList<>();
    List<Integer> plain = new ArrayList<>();
    double embeddingVariance = 0;
    for (int x = 0; x < width; x++) {
      double n = 0;
      double sum = 0;
      double squares = 0;
      for (Call call : fit) {
        double value = call.covariates[x];
        if (!Double.isNaN(value)) {
          n++;
          double delta = value - sum;
          sum += delta / n;
          squares += delta * (value - sum);
        }
      }
      means[x] = sum;
      double variance = n > 1 ? squares / n : 0;
      scales[x] = Math.sqrt(variance);
      if (schema.covariates().get(x).startsWith("embedding_")) {
        embedding.add(x);
        embeddingVariance += variance;
      } else if (scales[x] > 1e-9 * Math.max(1e-9, Math.abs(sum))) {
        plain.add(x);
      }
    }
    double common = Math.sqrt(embeddingVariance / Math.max(1, embedding.size()));
    if (common < 1e-12) {
      embedding.clear();
    }
    for (int x : embedding) {
      scales[x] = common;
    }
    int fourier = embedding.size() >= 2 ? Math.min(FOURIER, fit.size() / 40) : 0;
    double[][] frequencies = new double[fourier][embedding.size()];
    double[] phases = new double[fourier];
    DeterministicRandom random = new DeterministicRandom(7);
    for (int f = 0; f < fourier; f++) {
      for (int e = 0; e < embedding.size(); e++) {
        frequencies[f][e] = random.gaussian() / Math.sqrt(1.5 * embedding.size());
      }
      phases[f] = 2 * Math.PI * random.uniform();
    }
    return new Features(slices, means, scales, ints(embedding), ints(plain), frequencies, phases);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  int count() {
    return smoothEnd();
  }

  int sliceEnd() {
    return 1 + slices.count();
  }

  int clockEnd() {
    return sliceEnd() + CLOCK;
  }

  int covariateEnd() {
    return clockEnd() + embedding.length + plain.length;
  }

  int smoothEnd() {
    return covariateEnd() + frequencies.length + plain.length;
  }

  /**
   * Writes the features of a call.
   *
   * @param cells its slices
   */
  void write(Call call, int[] cells, double[] out) {
    java.util.Arrays.fill(out, 0);
    out[0] = 1;
    for (int cell : cells) {
      out[1 + cell] = 1;
    }
    writeClock(call.time, out, sliceEnd());
    int at = clockEnd();
    for (int x : embedding) {
      out[at++] = scaled(call, x);
    }
    for (int x : plain) {
      out[at++] = scaled(call, x);
    }
    for (int f = 0; f < frequencies.length; f++) {
      double angle = phases[f];
      for (int e = 0; e < embedding.length; e++) {
        angle += frequencies[f][e] * out[clockEnd() + e];
      }
      out[at++] = StrictMath.cos(angle);
    }
    for (int i = 0; i < plain.length; i++) {
      double value = out[clockEnd() + embedding.length + i];
      out[at++] = 0.5 * value * value;
    }
  }

  private double scaled(Call call, int x) {
    double value = call.covariates[x];
    if (Double.isNaN(value)) {
      return 0;
    }
    return Math.max(-CLIP, Math.min(CLIP, (value - covariateMeans[x]) / covariateScales[x]));
  }

  /** Hour of day by three waves, weekend, and the first wave on weekends; UTC. */
  static void writeClock(long time, double[] out, int at) {
    long hour = Math.floorDiv(time, 3_600_000L);
    long day = Math.floorDiv(hour, 24L);
    double angle = 2 * Math.PI * Math.floorMod(hour, 24L) / 24;
    for (int wave = 1; wave <= 3; wave++) {
      out[at + 2 * wave - 2] = StrictMath.sin(wave * angle);
      out[at + 2 * wave - 1] = StrictMath.cos(wave * angle);
    }
    boolean weekend = Math.floorMod(day + 3, 7L) >= 5; // 1 January 1970 was a Thursday
    out[at + 6] = weekend ? 1 : 0;
    out[at + 7] = weekend ? out[at] : 0;
    out[at + 8] = weekend ? out[at + 1] : 0;
  }
}
