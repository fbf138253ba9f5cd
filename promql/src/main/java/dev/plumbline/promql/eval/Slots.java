// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.Series;
import java.util.Arrays;

/**
 * Arrays with one slot per evaluation time. A slot without a value holds the staleness marker,
 * which no computation yields: an ordinary NaN is a value.
 */
final class Slots {
  static final double NONE = Double.longBitsToDouble(Series.STALE);

  private Slots() {}

  static boolean has(double slot) {
    return Double.doubleToRawLongBits(slot) != Series.STALE;
  }

  static double[] empty(int steps) {
    double[] slots = new double[steps];
    Arrays.fill(slots, NONE);
    return slots;
  }

  static boolean isEmpty(double[] slots) {
    for (double slot : slots) {
      if (has(slot)) {
        return false;
      }
    }
    return true;
  }
}
