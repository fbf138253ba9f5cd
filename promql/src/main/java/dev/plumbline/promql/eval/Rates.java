// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.promql.Semantics;

/**
 * {@code rate}, {@code increase}, {@code delta} with the extrapolation of Prometheus, and their
 * instant siblings.
 */
final class Rates {
  private Rates() {}

  /**
   * The difference between last and first sample, stretched to the whole range: up to a boundary
   * that is nearer than 1.1 average distances of samples, else by half such a distance. A counter
   * is never extended below zero.
   *
   * @param counter decreases are resets, and what was counted before is added
   */
  static double extrapolated(Window w, boolean counter, boolean perSecond, Semantics semantics) {
    if (w.size() < 2) {
      return Slots.NONE;
    }
    double result = w.last() - w.first();
    if (counter) {
      for (int i = w.from + 1; i < w.to; i++) {
        if (w.values[i] < w.values[i - 1]) {
          result += w.values[i - 1];
        }
      }
    }
    double sampled = (w.lastTime() - w.firstTime()) / 1000d;
    double average = sampled / (w.size() - 1);
    double threshold = average * 1.1;
    double toStart = (w.firstTime() - w.start) / 1000d;
    double toEnd = (w.end - w.lastTime()) / 1000d;
    double toZero =
        counter && result > 0 && w.first() >= 0
            ? sampled * (w.first() / result)
            : Double.POSITIVE_INFINITY;
    switch (semantics) {
      case PROMETHEUS_2 -> { // the zero point counts before the threshold is applied
        toStart = Math.min(toStart, toZero);
        toStart = toStart < threshold ? toStart : average / 2;
      }
      case PROMETHEUS_3 -> {
        toStart = toStart >= threshold ? average / 2 : toStart;
        toStart = Math.min(toStart, toZero);
      }
    }
    toEnd = toEnd >= threshold ? average / 2 : toEnd;
    double factor = (sampled + toStart + toEnd) / sampled;
    return result * (perSecond ? factor / w.rangeSeconds() : factor);
  }

  /** From the last two samples only. */
  static double instant(Window w, boolean rate) {
    if (w.size() < 2) {
      return Slots.NONE;
    }
    double last = w.last();
    double before = w.values[w.to - 2];
    double seconds = (w.lastTime() - w.timestamps[w.to - 2]) / 1000d;
    boolean reset = rate && last < before;
    double result = reset ? last : last - before;
    return rate ? result / seconds : result;
  }
}
