// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.Optional;

/**
 * One alarm, or one cell that an alarm's assessment confirmed.
 *
 * @param dimension the dimension that leads; empty for the input
 * @param segment the slice that leads
 * @param detectedAt epoch milliseconds, end of the hour whose data raised it
 * @param startedAt epoch milliseconds, most likely start of the change
 * @param effect shift since the start: behaviour in standard deviations of the score, depth in
 *     these per turn after the fourth, variance and input in standard deviations of what is watched
 * @param effectLow lower end of its 95 % interval
 * @param effectHigh upper end
 * @param statistic logarithm of the statistic, or |z| of a confirmed cell
 * @param threshold what the statistic was compared with
 */
public record Alarm(
    Kind kind,
    Scope scope,
    Optional<String> dimension,
    Optional<Slices.Cell> segment,
    long detectedAt,
    long startedAt,
    double effect,
    double effectLow,
    double effectHigh,
    double statistic,
    double threshold) {

  /** What changed. */
  public enum Kind {
    BEHAVIOUR,
    INPUT,
    VARIANCE,
    DEPTH
  }

  /** What the detector watches. */
  public enum Scope {
    PANEL,
    DIMENSION,
    SLICE
  }
}
