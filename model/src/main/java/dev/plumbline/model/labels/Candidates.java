// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import java.time.Instant;
import java.util.List;

/**
 * Calls that may be chosen for labelling, by stratum.
 *
 * @param strata each with the number of its calls and some of them in the order of a hash, so that
 *     the first k are a uniform choice
 */
public record Candidates(List<Stratum> strata) {
  /**
   * Calls that are alike.
   *
   * @param high the score is 0.5 or more
   * @param part third of that side by score, 0 to 2
   * @param slice service, feature and model
   * @param calls how many there are
   */
  public record Stratum(boolean high, int part, String slice, long calls, List<Call> some) {}

  /** One of them. */
  public record Call(
      String traceId,
      String spanId,
      Instant time,
      String tenant,
      double score,
      double samplingProbability) {}
}
