// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import java.util.Map;

/**
 * The instrumentation scope of a signal.
 *
 * @param name empty when unknown
 * @param version empty when unknown
 * @param schemaUrl empty when not given
 */
public record Scope(
    String name, String version, Map<String, AnyValue> attributes, String schemaUrl) {
  public static final Scope EMPTY = new Scope("", "", Map.of(), "");
}
