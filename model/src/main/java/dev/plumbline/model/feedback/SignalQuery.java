// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which calls and sessions rates are made of.
 *
 * @param from inclusive, of calls
 * @param to exclusive, of calls
 * @param now sessions are idle as of this moment
 * @param service one service only
 * @param groupBy name of a segment whose values each get rates, such as feature; {@code all} for
 *     whole services
 * @param abandonment what counts as abandoned
 * @param idle a session without a call for this long has ended
 */
public record SignalQuery(
    Instant from,
    Instant to,
    Instant now,
    Optional<String> service,
    String groupBy,
    Abandonment abandonment,
    Duration idle) {

  /** Which ended sessions count as abandoned, beside those the application says are. */
  public enum Abandonment {
    /** Those without any positive sign: no thumb up, good rating, acceptance or copy. */
    SILENT,
    /** Of those, only the ones whose last call failed or answered nothing, or was corrected. */
    UNANSWERED,
    /** None. */
    REPORTED
  }
}
