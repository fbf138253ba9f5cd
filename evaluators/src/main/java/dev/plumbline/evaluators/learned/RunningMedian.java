// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import dev.plumbline.model.error.Checks;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Median of lengths, of a bounded memory: exact below {@link #EXACT}, to 1.5 per cent above. At
 * {@link #MOST} lengths all counts are halved, so that new ones weigh more. One thread.
 */
final class RunningMedian {
  static final int EXACT = 64;
  static final int MOST = 2000;
  private static final double STEP = 1.03;
  private static final int BINS = 320;

  private final int[] counts = new int[BINS];
  private int count;

  void add(int length) {
    counts[bin(Math.max(0, length))]++;
    count++;
    if (count >= MOST) {
      count = 0;
      for (int i = 0; i < BINS; i++) {
        counts[i] /= 2;
        count += counts[i];
      }
    }
  }

  /** Lengths that count now. */
  int count() {
    return count;
  }

  /** Mean of the two in the middle where their number is even; 0 when there is none. */
  double median() {
    return count == 0 ? 0 : (at((count - 1) / 2) + at(count / 2)) / 2;
  }

  private double at(int rank) {
    int seen = 0;
    for (int i = 0; i < BINS; i++) {
      seen += counts[i];
      if (seen > rank) {
        return i < EXACT ? i : EXACT * StrictMath.pow(STEP, i - EXACT + 0.5);
      }
    }
    return 0;
  }

  private static int bin(int length) {
    if (length < EXACT) {
      return length;
    }
    double steps = StrictMath.log((double) length / EXACT) / StrictMath.log(STEP);
    return Math.min(BINS - 1, EXACT + (int) steps);
  }

  /** Pairs of bin and count. */
  void write(ArrayNode node) {
    for (int i = 0; i < BINS; i++) {
      if (counts[i] > 0) {
        node.add(i).add(counts[i]);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static RunningMedian read(JsonNode node) {
    RunningMedian out = new RunningMedian();
    for (int i = 0; i + 1 < Math.min(node.size(), 2 * BINS); i += 2) {
      int bin = node.path(i).asInt(-1);
      int times = node.path(i + 1).asInt(-1);
      Checks.inRange("bin", bin, 0, BINS - 1);
      Checks.inRange("count", times, 0, MOST);
      out.counts[bin] = times;
    }
    out.count = Arrays.stream(out.counts).sum();
    Checks.inRange("count", out.count, 0, MOST);
    return out;
  }
}
