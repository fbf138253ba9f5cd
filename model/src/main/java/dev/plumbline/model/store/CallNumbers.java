// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import dev.plumbline.model.error.Checks;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Reads scores call by call, as numbers only, for monitors that learn a baseline. Thread-safe. */
public interface CallNumbers {
  /** Hands over every call of a query, in order of time; a score that is not there is NaN. */
  void read(Query query, Consumer<Row> rows);

  /**
   * Which calls, and what of them.
   *
   * @param from inclusive
   * @param to exclusive
   * @param dimensions names of scores with status ok
   * @param segments names of segments
   * @param oneIn 1 for all calls; of more, those whose trace's hash falls into one of so many parts
   */
  record Query(
      String service,
      Instant from,
      Instant to,
      List<String> dimensions,
      List<String> segments,
      int oneIn) {
    public Query {
      Checks.inRange("oneIn", oneIn, 1, 1_000_000);
      dimensions = List.copyOf(dimensions);
      segments = List.copyOf(segments);
    }
  }

  /**
   * One call.
   *
   * @param epochMillis its start
   * @param turn from 1; 0 when not known
   * @param questionChars length of the user's last message
   * @param segments values, in the order of the query; empty text when absent
   * @param scores in the order of the query
   * @param probabilities of inclusion, in the order of the query; 1 when not sampled
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Row(
      long epochMillis,
      int turn,
      long questionChars,
      String[] segments,
      double[] scores,
      double[] probabilities) {}
}
