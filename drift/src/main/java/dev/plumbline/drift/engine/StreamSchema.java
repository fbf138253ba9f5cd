// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.List;

/**
 * What the calls of one service carry; the order is that of the arrays in {@link Call}.
 *
 * @param dimensions names of scores
 * @param attributes names of the attributes that make slices
 * @param covariates names of numbers known before the answer; components of one embedding are
 *     {@code embedding_0}, {@code embedding_1}, ...
 * @param turns whether calls know their turn in the conversation
 * @param weighted whether some score is sampled and carries its inclusion probability
 */
public record StreamSchema(
    List<String> dimensions,
    List<String> attributes,
    List<String> covariates,
    boolean turns,
    List<Boolean> weighted) {

  /** The lists are copied. */
  public StreamSchema {
    dimensions = List.copyOf(dimensions);
    attributes = List.copyOf(attributes);
    covariates = List.copyOf(covariates);
    weighted = List.copyOf(weighted);
    if (weighted.size() != dimensions.size()) {
      throw new IllegalArgumentException("weighted: must be as long as dimensions");
    }
  }
}
