// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import java.time.Instant;

/**
 * What an evaluator gave a labelled call.
 *
 * @param cluster conversation, else trace: calls of one cluster are no independent evidence
 * @param tenant customer segment of the call; empty when none
 * @param samplingProbability with which the evaluator chose the call
 * @param answerChars characters of the answer
 * @param scoredAt when, or when it was scored anew
 */
public record CallScore(
    String traceId,
    String spanId,
    String cluster,
    String tenant,
    double value,
    String evaluator,
    String evaluatorVersion,
    double samplingProbability,
    long answerChars,
    Instant scoredAt) {
  /** Trace and span, as a key. */
  public String call() {
    return traceId + spanId;
  }

  /** Evaluator and version, as a key. */
  public String by() {
    return evaluator + "@" + evaluatorVersion;
  }
}
