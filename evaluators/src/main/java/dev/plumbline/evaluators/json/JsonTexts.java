// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.json;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON that strangers wrote: strict, one value, bounded in size and depth. Thread-safe. */
public final class JsonTexts {
  public static final int MAX_CHARS = 1 << 20;
  private static final int MAX_DEPTH = 200;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_CHARS)
                          .maxNameLength(10_000)
                          .maxNumberLength(1000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonTexts() {}

  /** Empty when the text is no JSON value, or beyond the limits. */
  public static Optional<JsonNode> parse(String text) {
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /**
   * The arguments of a tool call: an object as text, also when an instrumentation wrote it as a
   * JSON string once more. A blank text is an empty object; everything that is no object is empty.
   */
  public static Optional<JsonNode> arguments(String text) {
    Optional<JsonNode> node = parse(text.isBlank() ? "{}" : text);
    if (node.isPresent() && node.get().isString()) {
      node = parse(node.get().asString());
    }
    return node.filter(JsonNode::isObject);
  }
}
