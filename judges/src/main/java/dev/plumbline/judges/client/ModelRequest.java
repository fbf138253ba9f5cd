// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import dev.plumbline.model.error.Checks;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * A question to a model whose answer must be one JSON object, or, without a schema, any text.
 *
 * @param system instructions; empty for none
 * @param turns user first, then alternating
 * @param schemaName letters, digits and underscores
 * @param schema JSON Schema of the answer, every property required; never changed; empty for a free
 *     answer
 * @param maxOutputTokens bound of the answer
 * @param seed sent where the provider takes one
 */
public record ModelRequest(
    String system,
    List<Turn> turns,
    String schemaName,
    ObjectNode schema,
    int maxOutputTokens,
    OptionalLong seed) {
  public ModelRequest {
    turns = List.copyOf(turns);
    Checks.notBlank("schemaName", schemaName);
    Checks.atLeast("maxOutputTokens", maxOutputTokens, 1);
  }

  /** One message of the exchange. */
  public record Turn(boolean user, String text) {}
}
