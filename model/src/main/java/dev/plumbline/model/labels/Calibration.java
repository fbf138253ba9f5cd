// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The proof of evaluators against people. Thread-safe. */
public interface Calibration {
  /**
   * Agreement of every labelled dimension, measured now; nothing is stored.
   *
   * @param dimension only this one; empty for all
   */
  List<DimensionAgreement> agreement(Optional<String> dimension);

  /** The gate of every dimension of the registry, and of tenants with a decision of their own. */
  List<GateDecision> gate();

  /**
   * Scores the labelled calls again where the evaluator can be run here, measures, decides, and
   * stores the records; raises and ends the alerts on decayed agreement. One run at a time: a
   * second one fails with OVERLOADED.
   *
   * @param dimension only this one; empty for all
   * @param actor who asks
   * @return one record for each tenant and dimension with labels
   */
  List<CalibrationRecord> run(Optional<String> dimension, String actor) throws InterruptedException;

  /**
   * Chooses calls to be labelled: half with a score of 0.5 or more, spread over thirds of the score
   * and over slices.
   *
   * @param count 1 to 1,000
   * @return the samples that were added
   */
  List<ChosenSample> choose(String dimension, int count, Instant from, Instant to);
}
