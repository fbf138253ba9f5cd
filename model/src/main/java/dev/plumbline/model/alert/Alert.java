// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * One drift of one dimension in one segment.
 *
 * @param id stable over the life of the alert, a hash of monitor, place and start
 * @param monitor kind of detector, for example {@code rolling_z}
 * @param segment name of the segment; {@code all} for the whole service
 * @param segmentValue empty when the segment is {@code all}
 * @param severity info, ticket or page
 * @param owner who is responsible; never blank
 * @param startedAt estimated start of the drift, not of the alert
 * @param summary plain words: what, where, since when, from what to what, what changed
 * @param evidenceJson evidence packet as JSON: windows, counts, baseline, statistic, samples, SQL
 */
public record Alert(
    String id,
    String monitor,
    String service,
    String dimension,
    String segment,
    String segmentValue,
    AlertState state,
    GateState gate,
    String severity,
    String owner,
    Instant startedAt,
    Instant pendingSince,
    Optional<Instant> firedAt,
    Optional<Instant> resolvedAt,
    Instant updatedAt,
    double value,
    double baselineMean,
    double baselineSd,
    double statistic,
    String summary,
    String evidenceJson) {

  /** The alert in another state. */
  public Alert withState(AlertState next, Instant at) {
    return changed(next, resolvedAt, at, summary);
  }

  /** The alert, ended. */
  public Alert resolved(Instant at) {
    return changed(AlertState.RESOLVED, Optional.of(at), at, summary);
  }

  /** The alert with another summary in plain words. */
  public Alert withSummary(String words) {
    return changed(state, resolvedAt, updatedAt, words);
  }

  private Alert changed(AlertState next, Optional<Instant> ended, Instant at, String words) {
    return new Alert(
        id,
        monitor,
        service,
        dimension,
        segment,
        segmentValue,
        next,
        gate,
        severity,
        owner,
        startedAt,
        pendingSince,
        firedAt,
        ended,
        at,
        value,
        baselineMean,
        baselineSd,
        statistic,
        words,
        evidenceJson);
  }
}
