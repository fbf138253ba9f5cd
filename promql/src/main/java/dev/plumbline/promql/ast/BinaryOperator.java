// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.ast;

/** The operators between two expressions, with their precedence. */
public enum BinaryOperator {
  OR("or", 1, Kind.SET),
  AND("and", 2, Kind.SET),
  UNLESS("unless", 2, Kind.SET),
  EQUAL("==", 3, Kind.COMPARISON),
  NOT_EQUAL("!=", 3, Kind.COMPARISON),
  LESS("<", 3, Kind.COMPARISON),
  LESS_OR_EQUAL("<=", 3, Kind.COMPARISON),
  GREATER(">", 3, Kind.COMPARISON),
  GREATER_OR_EQUAL(">=", 3, Kind.COMPARISON),
  ADD("+", 4, Kind.ARITHMETIC),
  SUBTRACT("-", 4, Kind.ARITHMETIC),
  MULTIPLY("*", 5, Kind.ARITHMETIC),
  DIVIDE("/", 5, Kind.ARITHMETIC),
  MODULO("%", 5, Kind.ARITHMETIC),
  ATAN2("atan2", 5, Kind.ARITHMETIC),
  POWER("^", 6, Kind.ARITHMETIC);

  private enum Kind {
    SET,
    COMPARISON,
    ARITHMETIC
  }

  private final String symbol;
  private final int precedence;
  private final Kind kind;

  BinaryOperator(String symbol, int precedence, Kind kind) {
    this.symbol = symbol;
    this.precedence = precedence;
    this.kind = kind;
  }

  public String symbol() {
    return symbol;
  }

  /** 1 binds loosest, 6 tightest. */
  public int precedence() {
    return precedence;
  }

  /** Whether {@code a op b op c} means {@code a op (b op c)}. */
  public boolean rightAssociative() {
    return this == POWER;
  }

  public boolean isSet() {
    return kind == Kind.SET;
  }

  public boolean isComparison() {
    return kind == Kind.COMPARISON;
  }
}
