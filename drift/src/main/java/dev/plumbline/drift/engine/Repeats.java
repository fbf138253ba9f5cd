// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Questions that were asked in the reference, and how they were answered on average. A question is
 * known by all that stood before the answer.
 *
 * @param index key of a question to its place
 * @param counts how often it was scored, by dimension and place
 * @param sums of residuals, by dimension and place
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, never compared
public record Repeats(Map<Long, Integer> index, int[][] counts, double[][] sums) {
  /** Questions that are remembered at most. */
  static final int MAX = 100_000;

  static Repeats none(int dimensions) {
    return new Repeats(Map.of(), new int[dimensions][0], new double[dimensions][0]);
  }

  static Repeats of(List<Call> calls, int dimensions) {
    Map<Long, Integer> index = new TreeMap<>();
    for (Call call : calls) {
      if (index.size() < MAX) {
        index.putIfAbsent(call.promptKey(), index.size());
      }
    }
    return new Repeats(
        index, new int[dimensions][index.size()], new double[dimensions][index.size()]);
  }

  /** Place of a question, -1 when it was never asked. */
  int place(Call call) {
    if (index.isEmpty()) {
      return -1;
    }
    Integer place = index.get(call.promptKey());
    return place == null ? -1 : place;
  }
}
