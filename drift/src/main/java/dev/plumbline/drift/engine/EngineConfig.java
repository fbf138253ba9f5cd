// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import dev.plumbline.model.config.Settings;

/**
 * How the engine learns and decides.
 *
 * @param mode which test decides about behaviour
 * @param arlHours hours between two false alarms of one detector, on average; one quarter is 2190
 * @param referenceDays length of the reference window
 * @param minReferenceCalls fewer calls than these in the reference, and nothing is said
 * @param minSliceCalls calls a slice needs in the reference to be a slice of its own
 * @param maxSliceValues values of one attribute; the rest is pooled as {@code other}
 * @param covariates whether the adjustment may use numbers known before the answer
 * @param repeats whether a question that was asked before is compared with its own past answers
 * @param leverage whether the variance of a comparison grows with what the adjustment has not seen
 * @param discoveryRate false-discovery rate of the list of changed cells
 * @param assessmentHours fresh hours after an alarm that confirm which cells changed
 */
public record EngineConfig(
    Mode mode,
    double arlHours,
    int referenceDays,
    int minReferenceCalls,
    int minSliceCalls,
    int maxSliceValues,
    boolean covariates,
    boolean repeats,
    boolean leverage,
    double discoveryRate,
    int assessmentHours) {

  /** Tests for a change of behaviour. */
  public enum Mode {
    /** Mixture Shiryaev–Roberts: the default. */
    STANDARD,
    /** Betting e-detector on bounded scores: slower, with a guaranteed average run length. */
    GUARANTEED
  }

  /** One false alarm a quarter, everything at its default. */
  public static EngineConfig defaults() {
    return read(Settings.empty());
  }

  /** Reads the keys below {@code drift.}. */
  public static EngineConfig read(Settings settings) {
    return new EngineConfig(
        settings.choice("drift.mode", Mode.class, Mode.STANDARD),
        settings.duration("drift.arl", java.time.Duration.ofHours(2190)).toMillis() / 3_600_000.0,
        settings.number("drift.reference_days", 14, 2, 366),
        settings.number("drift.min_reference_calls", 300, 30, 10_000_000),
        settings.number("drift.min_slice_calls", 30, 5, 1_000_000),
        settings.number("drift.max_slice_values", 50, 1, 1000),
        settings.flag("drift.covariates", true),
        settings.flag("drift.repeats", true),
        settings.flag("drift.leverage", true),
        settings.decimal("drift.discovery_rate", 0.1, 0.0001, 0.5),
        settings.number("drift.assessment_hours", 72, 1, 2000));
  }

  /** The same with another average run length. */
  public EngineConfig withArlHours(double hours) {
    return new EngineConfig(
        mode,
        hours,
        referenceDays,
        minReferenceCalls,
        minSliceCalls,
        maxSliceValues,
        covariates,
        repeats,
        leverage,
        discoveryRate,
        assessmentHours);
  }

  /** The natural logarithm of the average run length: an alarm is raised from here on. */
  public double threshold() {
    return StrictMath.log(arlHours);
  }
}
