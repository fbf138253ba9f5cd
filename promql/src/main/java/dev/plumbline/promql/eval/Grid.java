// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

/**
 * The times at which an expression is evaluated.
 *
 * @param start milliseconds since the epoch
 * @param step milliseconds, at least 1
 * @param steps how many times there are; 0 for an empty subquery
 */
record Grid(long start, long step, int steps) {
  long time(int index) {
    return start + index * step;
  }

  long end() {
    return time(Math.max(0, steps - 1));
  }

  boolean isInstant() {
    return steps == 1;
  }
}
