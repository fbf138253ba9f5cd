// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import dev.plumbline.model.error.Checks;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What one evaluator concluded about one call in one dimension (event {@code
 * gen_ai.evaluation.result}).
 *
 * @param value the degree of the thing the dimension's name says, or a number in the dimension's
 *     unit; present exactly when the status is ok
 * @param label short word such as {@code refusal}, {@code invalid_json}; empty when none
 * @param explanation one sentence for people, without message content; empty when obvious
 * @param confidence 0 to 1; 1 for facts
 * @param evaluator id of the evaluator
 */
public record Score(
    String dimension,
    OptionalDouble value,
    String label,
    ScoreStatus status,
    String explanation,
    double confidence,
    List<Evidence> evidence,
    String evaluator,
    String evaluatorVersion) {
  public Score {
    Checks.notBlank("dimension", dimension);
    Checks.inRange("confidence", confidence, 0, 1);
    if (value.isPresent() != (status == ScoreStatus.OK)) {
      throw Checks.broken("value", "must be present exactly when the status is ok", status);
    }
    value.ifPresent(v -> Checks.finite(dimension, v));
    evidence = List.copyOf(evidence);
  }
}
