// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What labelling, calibration and review read of stored calls. Thread-safe. */
public interface LabelReader {
  /** Every ok score of the labelled calls of a dimension, those of repeated runs included. */
  List<CallScore> scoresOfLabelled(String dimension);

  /** The words of the labelled calls of a dimension whose content is stored. */
  List<CallText> labelledCalls(String dimension);

  /** The words of one call. */
  Optional<CallText> call(String traceId, String spanId);

  /**
   * The evaluator and version ({@code id@version}) that scored each dimension last, in a stretch of
   * time up to now.
   */
  Map<String, String> running(Instant from);

  /**
   * All scores of a dimension by one evaluator version.
   *
   * @param tenant only this customer; empty for all
   */
  Fleet fleet(String dimension, String by, String tenant, Instant from, Instant to);

  /**
   * Calls with a score and content that were not chosen yet.
   *
   * @param most of each stratum
   */
  Candidates candidates(String dimension, Instant from, Instant to, int most);

  /**
   * How often dimensions fail together: a score of 0.5 or more where higher is worse, below 0.5
   * where it is better.
   */
  List<CoFailure> coFailures(
      List<String> higherIsWorse, List<String> higherIsBetter, Instant from, Instant to);

  /**
   * Flagged, thumbs-down and escalated calls, the newest first.
   *
   * @param flagging dimensions whose score of 0.5 or more flags a call
   */
  List<ReviewItem> review(List<String> flagging, Instant from, Instant to, int limit);
}
