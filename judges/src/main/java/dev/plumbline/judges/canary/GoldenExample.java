// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.canary;

import dev.plumbline.judges.client.ModelRequest;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One question.
 *
 * @param key id and hash of the content: a question that was changed is another one
 * @param line as {@code evaluate} reads it, without an answer; never changed
 * @param system empty when the question brings none
 * @param turns user first, then alternating, user last
 * @param schema JSON Schema that the provider is asked to follow; empty for none
 * @param expectations what each answer must hold; empty for none
 */
public record GoldenExample(
    String key,
    ObjectNode line,
    String system,
    List<ModelRequest.Turn> turns,
    ObjectNode schema,
    List<Expectation> expectations) {
  public GoldenExample {
    turns = List.copyOf(turns);
    expectations = List.copyOf(expectations);
  }

  /** Bounds of a score, both included. */
  public record Expectation(String dimension, double min, double max) {
    boolean holds(double value) {
      return value >= min && value <= max;
    }
  }
}
