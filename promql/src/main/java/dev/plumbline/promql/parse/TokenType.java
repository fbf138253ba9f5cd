// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

/** What the lexer tells apart. */
enum TokenType {
  EOF("end of input"),
  IDENTIFIER("identifier"),
  METRIC_IDENTIFIER("metric identifier"),
  NUMBER("number"),
  DURATION("duration"),
  STRING("string"),

  LEFT_PAREN,
  RIGHT_PAREN,
  LEFT_BRACE,
  RIGHT_BRACE,
  LEFT_BRACKET,
  RIGHT_BRACKET,
  COMMA,
  COLON,
  ASSIGN,

  /** Two-sided operators, {@code =~}, {@code !~} and {@code @}. */
  OPERATOR,
  AT,
  REGEX,
  NOT_REGEX,

  AGGREGATOR,

  BOOL,
  BY,
  WITHOUT,
  ON,
  IGNORING,
  GROUP_LEFT,
  GROUP_RIGHT,
  FILL,
  FILL_LEFT,
  FILL_RIGHT,
  OFFSET,
  ANCHORED,
  SMOOTHED,

  START,
  END,
  STEP,
  RANGE,
  MAX_OF,
  MIN_OF;

  private final String description;

  TokenType() {
    this("");
  }

  TokenType(String description) {
    this.description = description;
  }

  /** For messages; empty for tokens that are shown as they are. */
  String description() {
    return description;
  }

  boolean isKeyword() {
    return compareTo(BOOL) >= 0 && compareTo(SMOOTHED) <= 0;
  }

  /** A word that the lexer recognises, which may still be a label or metric name. */
  boolean isWord() {
    return compareTo(AGGREGATOR) >= 0;
  }
}
