// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.score.Score;
import java.util.Optional;

/** Scores stored calls again with what runs now. Thread-safe. */
public interface Rescorer {
  /** The evaluator and version ({@code id@version}) that would score a dimension here. */
  Optional<String> running(String dimension);

  /**
   * Scores one call in one dimension.
   *
   * @return empty when the words that are stored are not enough
   */
  Optional<Score> score(String dimension, CallText call) throws InterruptedException;
}
