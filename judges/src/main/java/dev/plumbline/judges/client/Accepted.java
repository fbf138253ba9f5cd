// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import java.util.Locale;

/**
 * What a provider has not yet refused to take.
 *
 * @param structure how the form of the answer is asked for
 * @param temperature temperature 0 is sent; some reasoning models refuse it
 * @param seed a seed is sent where the format has one
 * @param completionTokens the limit is called max_completion_tokens
 */
record Accepted(Structure structure, boolean temperature, boolean seed, boolean completionTokens) {

  /** How the form of the answer is asked for. */
  enum Structure {
    /** By JSON Schema (a forced tool call in Anthropic's format). */
    SCHEMA,
    /** Any JSON object; the form stands in the prompt. */
    OBJECT,
    /** By the prompt alone. */
    PLAIN
  }

  static Accepted everything() {
    return new Accepted(Structure.SCHEMA, true, true, false);
  }

  Accepted with(Structure value) {
    return new Accepted(value, temperature, seed, completionTokens);
  }

  /**
   * What is left after a request was refused with this message; the same when the message names
   * nothing that was sent.
   */
  Accepted without(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    if (temperature && text.contains("temperature")) {
      return new Accepted(structure, false, seed, completionTokens);
    }
    if (!completionTokens && text.contains("max_completion_tokens")) {
      return new Accepted(structure, temperature, seed, true);
    }
    if (seed && text.contains("seed")) {
      return new Accepted(structure, temperature, false, completionTokens);
    }
    return this;
  }

  String shown() {
    return "structure="
        + structure.name().toLowerCase(Locale.ROOT)
        + (temperature ? ",temperature=0" : "")
        + (seed ? ",seed" : "");
  }
}
