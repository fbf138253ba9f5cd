// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

import dev.plumbline.model.telemetry.SpanKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Keeps what users said and did, and makes rates of it together with calls, scores and sessions.
 * Thread-safe. Errors: UNAVAILABLE, OVERLOADED or TIMEOUT when the same may be asked again.
 */
public interface FeedbackStore {
  /**
   * Returns when the events are stored. An event whose id is stored already is left as it is, so
   * that the same events may be written again.
   *
   * @return how many were not there before
   */
  int write(List<Feedback> events);

  /**
   * Events of a stretch of time, the latest first.
   *
   * @param from inclusive
   * @param to exclusive
   * @param limit 1 to 10,000
   */
  List<Feedback> list(Instant from, Instant to, int limit);

  /** Rates by service and value of the segment, in this order. */
  List<SignalRates> rates(SignalQuery query);

  /** Coverage by service and field, in this order. */
  List<Coverage> coverage(Instant from, Instant to);

  /**
   * The stored call that each link leads to; links that lead to none are left out. Looks back over
   * calls received in the last seven days.
   */
  Map<CallLink, FoundCall> find(Collection<CallLink> links);

  /** A call that a link leads to. */
  record FoundCall(SpanKey key, long startEpochNanos, String service) {}
}
