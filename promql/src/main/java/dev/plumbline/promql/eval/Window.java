// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

/**
 * The samples of one series that one evaluation time of a range selector sees. Moves along the
 * series; {@code from} inclusive, {@code to} exclusive. One thread.
 */
final class Window {
  long[] timestamps = {};
  double[] values = {};
  int from;
  int to;

  /** Bounds of the range, milliseconds since the epoch. */
  long start;

  long end;

  /** The evaluation time; differs from {@code end} by the offset. */
  long time;

  int size() {
    return to - from;
  }

  double first() {
    return values[from];
  }

  double last() {
    return values[to - 1];
  }

  long firstTime() {
    return timestamps[from];
  }

  long lastTime() {
    return timestamps[to - 1];
  }

  double rangeSeconds() {
    return (end - start) / 1000d;
  }
}
