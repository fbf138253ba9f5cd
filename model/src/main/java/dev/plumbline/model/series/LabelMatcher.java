// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

/**
 * One condition on the value of one label. A label that a series does not have counts as empty, so
 * {@code x=""} matches series without x.
 *
 * @param name a label name, {@code __name__} for the metric name; any text that is not empty
 * @param value the value to compare with, or for the regex operators an RE2 regular expression that
 *     must match the <em>whole</em> value; already checked for syntax by the PromQL parser
 */
public record LabelMatcher(String name, Operator operator, String value) {
  /** How the value is compared. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    REGEX("=~"),
    NOT_REGEX("!~");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  public static LabelMatcher equal(String name, String value) {
    return new LabelMatcher(name, Operator.EQUAL, value);
  }
}
