// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import dev.plumbline.promql.ast.Span;

/**
 * One token.
 *
 * @param text as in the query
 * @param start index of its first character
 */
record Token(TokenType type, String text, int start) {
  int end() {
    return start + text.length();
  }

  Span span() {
    return new Span(start, end());
  }

  boolean is(TokenType other) {
    return type == other;
  }

  boolean isOperator(String symbol) {
    return type == TokenType.OPERATOR && text.equals(symbol);
  }

  /** As messages name it; the words are Prometheus's. */
  String described() {
    return switch (type) {
      case EOF -> type.description();
      case IDENTIFIER, METRIC_IDENTIFIER -> type.description() + " " + Quoting.quote(text);
      case NUMBER, DURATION, STRING -> type.description() + " " + shortened();
      case OPERATOR, AT, REGEX, NOT_REGEX -> "<op:" + text + ">";
      case AGGREGATOR -> "<aggr:" + text + ">";
      default -> type.isKeyword() ? "<" + text + ">" : shortened();
    };
  }

  private String shortened() {
    return text.length() > 10
        ? Quoting.quote(text.substring(0, text.offsetByCodePoints(0, 5))) + "..."
        : Quoting.quote(text);
  }
}
