// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.ast;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How the series of two vectors find each other.
 *
 * @param on true for {@code on (labels)}, false for {@code ignoring (labels)}
 * @param include labels that {@code group_left} or {@code group_right} takes from the "one" side
 * @param fillLeft value for a series that is missing on the left
 * @param fillRight value for a series that is missing on the right
 */
public record VectorMatching(
    Cardinality cardinality,
    boolean on,
    List<String> labels,
    List<String> include,
    OptionalDouble fillLeft,
    OptionalDouble fillRight) {
  /** How many series of each side may belong together. */
  public enum Cardinality {
    ONE_TO_ONE,
    MANY_TO_ONE,
    ONE_TO_MANY,
    MANY_TO_MANY
  }

  public VectorMatching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }

  public VectorMatching withCardinality(Cardinality other) {
    return new VectorMatching(other, on, labels, include, fillLeft, fillRight);
  }
}
