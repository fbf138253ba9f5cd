// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import dev.plumbline.model.error.Checks;
import java.util.Optional;

/**
 * Which labels, the newest first.
 *
 * @param limit 1 to 100,000
 */
public record LabelQuery(
    Optional<String> dimension,
    Optional<String> rater,
    Optional<String> dataSet,
    Optional<String> tenant,
    Optional<String> traceId,
    int limit) {
  public LabelQuery {
    Checks.inRange("limit", limit, 1, 100_000);
  }

  /** Every label of a dimension. */
  public static LabelQuery of(String dimension) {
    return new LabelQuery(
        Optional.of(dimension),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        100_000);
  }
}
