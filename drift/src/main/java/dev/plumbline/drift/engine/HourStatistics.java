// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

/** Takes the statistics of a monitored hour, as if no alarm had ever been raised. */
@FunctionalInterface
public interface HourStatistics {
  /**
   * One number.
   *
   * @param hour since 1970
   * @param name {@code panel}, {@code input}, a dimension, {@code variance/} or {@code depth/} and
   *     a dimension
   * @param logarithm of the statistic
   */
  void accept(long hour, String name, double logarithm);
}
