// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import dev.plumbline.model.error.Checks;
import java.time.Instant;

/**
 * A call that was chosen to be labelled in a dimension.
 *
 * @param position order in which raters see the samples, from 0
 * @param score what the evaluator gave when it was chosen; raters do not see it
 * @param stratum side of the score, its part and the slice, in words
 * @param inclusionProbability with which it was chosen out of the calls of its stretch of time
 */
public record ChosenSample(
    String dimension,
    String traceId,
    String spanId,
    Instant callTime,
    int position,
    double score,
    String stratum,
    String tenant,
    double inclusionProbability,
    Instant chosenAt) {
  public ChosenSample {
    if (!(inclusionProbability > 0 && inclusionProbability <= 1)) {
      throw Checks.broken(
          "inclusionProbability", "must be greater than 0 and at most 1", inclusionProbability);
    }
  }
}
