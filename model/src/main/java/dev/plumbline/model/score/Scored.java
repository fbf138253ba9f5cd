// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import java.util.List;
import java.util.OptionalDouble;

/**
 * All inline scores of one span.
 *
 * @param costUsd in USD; empty when the model has no price or the usage is missing, which is not 0
 */
public record Scored(List<Score> scores, OptionalDouble costUsd, VersionTuple versions) {
  public Scored {
    scores = List.copyOf(scores);
  }
}
