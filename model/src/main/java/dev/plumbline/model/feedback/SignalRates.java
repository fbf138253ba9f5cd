// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

import java.util.OptionalDouble;

/**
 * Counts of one service, or of one value of a segment in it, and the rates made of them. A rate of
 * nothing is empty, never zero.
 *
 * @param calls to models in the stretch, embeddings left out
 * @param feedbackCalls calls, or sessions where feedback named no call, with an explicit opinion
 * @param explicit opinions: thumbs, ratings, CSAT; the last one of each user on each thing counts
 * @param positive opinions above the middle of their scale
 * @param turnsJudged user messages with a score of user_correction
 * @param corrections of them at 0.5 and above
 * @param turns user turns in sessions
 * @param followUps turns that came after the first of their session
 * @param sessions with a call in the stretch
 * @param endedSessions idle longer than the limit, or said to be abandoned or escalated
 * @param abandonedSessions of the ended ones
 * @param escalatedSessions of the ended ones
 * @param meanTurns of the sessions
 * @param meanSessionSeconds from the first call to the end of the last
 * @param copied events
 * @param accepted suggestions taken
 * @param acceptances suggestions taken or turned down
 * @param retried events
 * @param edits events with a share
 * @param meanEditShare of them
 */
public record SignalRates(
    String service,
    String segmentValue,
    long calls,
    long feedbackCalls,
    long explicit,
    long positive,
    long turnsJudged,
    long corrections,
    long turns,
    long followUps,
    long sessions,
    long endedSessions,
    long abandonedSessions,
    long escalatedSessions,
    OptionalDouble meanTurns,
    OptionalDouble meanSessionSeconds,
    long copied,
    long accepted,
    long acceptances,
    long retried,
    long edits,
    OptionalDouble meanEditShare) {
  /** More abandonment than this beside more praise than {@link #PRAISED} is suspicious. */
  public static final double LEFT = 0.3;

  public static final double PRAISED = 0.8;

  /** Share of explicit opinions that are positive. */
  public OptionalDouble explicitPositiveRate() {
    return share(positive, explicit);
  }

  /** Share of calls with an explicit opinion. */
  public OptionalDouble explicitFeedbackCoverage() {
    return share(Math.min(feedbackCalls, calls), calls);
  }

  /** Share of judged user messages that correct the answer before. */
  public OptionalDouble correctionRate() {
    return share(corrections, turnsJudged);
  }

  /** Share of user turns that follow an earlier one of the same session. */
  public OptionalDouble followUpRate() {
    return share(followUps, turns);
  }

  /** Share of ended sessions that were abandoned. */
  public OptionalDouble abandonmentRate() {
    return share(abandonedSessions, endedSessions);
  }

  /** Share of ended sessions that went to a person. */
  public OptionalDouble escalationRate() {
    return share(escalatedSessions, endedSessions);
  }

  /** Share of suggestions that were taken. */
  public OptionalDouble acceptanceRate() {
    return share(accepted, acceptances);
  }

  /** Copies for each call. */
  public OptionalDouble copyRate() {
    return share(copied, calls);
  }

  /** Retries for each call. */
  public OptionalDouble retryRate() {
    return share(retried, calls);
  }

  /**
   * Whether praise comes from those who stayed: more than 0.3 of sessions abandoned beside more
   * than 0.8 of opinions positive.
   */
  public boolean survivorshipBiasRisk() {
    return abandonmentRate().orElse(0) > LEFT && explicitPositiveRate().orElse(0) > PRAISED;
  }

  private static OptionalDouble share(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
