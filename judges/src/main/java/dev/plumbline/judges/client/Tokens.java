// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import dev.plumbline.model.genai.Usage;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Reads token counts; a missing or senseless one is unknown, never zero. */
final class Tokens {
  private Tokens() {}

  static OptionalLong of(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0
        ? OptionalLong.of(node.longValue())
        : OptionalLong.empty();
  }

  static Usage usage(
      OptionalLong input, OptionalLong output, OptionalLong cacheRead, OptionalLong reasoning) {
    if (input.isEmpty() && output.isEmpty()) {
      return Usage.MISSING;
    }
    return new Usage(
        input, output, cacheRead, OptionalLong.empty(), reasoning, Usage.Source.REPORTED);
  }
}
