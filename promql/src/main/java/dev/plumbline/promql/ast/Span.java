// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.ast;

/**
 * Where a node stands in the text of its query, for messages. All spans are equal to each other, so
 * that two trees are equal when they mean the same, wherever their nodes stood.
 *
 * @param start index of the first character
 * @param end index after the last character
 */
public record Span(int start, int end) {
  public static final Span NONE = new Span(0, 0);

  public Span to(Span last) {
    return new Span(start, last.end);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Span;
  }

  @Override
  public int hashCode() {
    return 0;
  }
}
