// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import java.util.Map;

/**
 * The entity that sent a signal.
 *
 * @param attributes in the order received; shared by all signals of one request, never changed
 * @param schemaUrl empty when not given
 */
public record Resource(Map<String, AnyValue> attributes, String schemaUrl) {
  public static final Resource EMPTY = new Resource(Map.of(), "");

  /** {@code service.name}; empty when the sender set none. */
  public String serviceName() {
    AnyValue value = attributes.get("service.name");
    return value == null ? "" : value.asText();
  }

  /** The attribute as text; empty when absent. */
  public String text(String key) {
    AnyValue value = attributes.get(key);
    return value == null ? "" : value.asText();
  }
}
