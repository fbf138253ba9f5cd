// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import java.util.List;

/**
 * Keeps scores that come later than their call. Thread-safe. Errors as {@link SpanStore}.
 *
 * <p>There is one score for each call, dimension and evaluator: the first one that was written
 * stays, so that the same batch may be written again.
 */
public interface ScoreStore {
  /**
   * Returns when the scores are stored, with the segments of their calls.
   *
   * @return scores whose call is not stored (yet); they were not written
   */
  List<LateScore> write(List<LateScore> scores);
}
