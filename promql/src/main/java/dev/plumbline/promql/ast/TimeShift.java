// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.ast;

/**
 * The {@code offset} and {@code @} modifiers of a selector or subquery.
 *
 * @param offsetMillis how far back to look; negative looks ahead; 0 for none
 */
public record TimeShift(long offsetMillis, At at) {
  public static final TimeShift NONE = new TimeShift(0, new At.Evaluation());

  /** The time from which the offset counts. */
  public sealed interface At {
    /** No {@code @}: the time of evaluation. */
    record Evaluation() implements At {}

    /** {@code @ start()}: the start of the whole query. */
    record Start() implements At {}

    /** {@code @ end()}: the end of the whole query. */
    record End() implements At {}

    /** {@code @ <unix time>}, in milliseconds since the epoch. */
    record Fixed(long millis) implements At {}
  }

  public boolean isFixed() {
    return !(at instanceof At.Evaluation);
  }
}
