// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.model.config.Settings;
import java.time.Duration;

/**
 * What the gate asks for, and when evaluators are held against people again.
 *
 * @param rule what an agreement must reach
 * @param freshLabels labels since a fall that a dimension needs before it may alert again, and that
 *     a comparison of old with fresh labels needs
 * @param maxFall fall of the agreement that is too much, when it is beyond doubt
 * @param ratesOver how far back the scores of all calls go for rates and means
 * @param interval pause between two measurements by the process itself
 * @param maxReruns calls that one measurement scores again for one dimension
 * @param owner of dimensions that name none
 */
public record CalibrationConfig(
    GateRule rule,
    int freshLabels,
    double maxFall,
    Duration ratesOver,
    Duration interval,
    int maxReruns,
    String owner) {
  /** Reads the keys {@code calibration.*}. */
  public static CalibrationConfig read(Settings settings) {
    return new CalibrationConfig(
        new GateRule(
            settings.number("calibration.min_labels", 80, 20, 100_000),
            settings.decimal("calibration.binary.agreement", 0.6, 0, 1),
            settings.decimal("calibration.binary.lower_bound", 0.4, 0, 1),
            settings.decimal("calibration.graded.agreement", 0.7, 0, 1),
            settings.decimal("calibration.graded.lower_bound", 0.5, 0, 1),
            settings.flag("calibration.strict", false)),
        settings.number("calibration.fresh_labels", 40, 1, 100_000),
        settings.decimal("calibration.max_fall", 0.05, 0, 1),
        settings.duration("calibration.rates_over", Duration.ofDays(30)),
        settings.duration("calibration.interval", Duration.ofDays(7)),
        settings.number("calibration.max_reruns", 2000, 0, 1_000_000),
        settings.text("calibration.owner", "quality"));
  }

  /** Everything at its default. */
  public static CalibrationConfig defaults() {
    return read(Settings.empty());
  }
}
