// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

/**
 * A part of a message (OpenTelemetry GenAI message schema). JSON stays text: its reader decides
 * what to make of it.
 */
public sealed interface Part {
  record Text(String content) implements Part {}

  /** The model declined, said in a field of its own. */
  record Refusal(String content) implements Part {}

  record Reasoning(String content) implements Part {}

  /**
   * The model asks for a tool.
   *
   * @param id empty when not given
   * @param argumentsJson a JSON object as text; what was sent when it is no JSON
   */
  record ToolCall(String id, String name, String argumentsJson) implements Part {}

  /**
   * What a tool gave back.
   *
   * @param id of the tool call; empty when not given
   * @param result text or JSON as text
   */
  record ToolResult(String id, String result) implements Part {}

  /** An image, a file or any other part; {@code json} is the part as sent. */
  record Other(String type, String json) implements Part {}
}
