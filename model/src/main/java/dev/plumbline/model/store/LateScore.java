// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.telemetry.SpanKey;
import java.util.OptionalLong;

/**
 * A score that came after its call was stored: from a pooled evaluator, a judge or somebody else.
 *
 * @param call the span that stands for the call
 * @param startEpochNanos start of that span, by which it is found quickly; empty when not known
 * @param versions everything that made the score what it is
 * @param samplingProbability with which the call was chosen: greater than 0, at most 1
 */
public record LateScore(
    SpanKey call,
    OptionalLong startEpochNanos,
    Score score,
    VersionTuple versions,
    double samplingProbability) {
  public LateScore {
    if (!(samplingProbability > 0 && samplingProbability <= 1)) {
      throw Checks.broken(
          "samplingProbability", "must be greater than 0 and at most 1", samplingProbability);
    }
  }
}
