// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import java.util.List;

/**
 * One message of a conversation.
 *
 * @param role system, developer, user, assistant, tool or free text, lower case
 * @param finishReason as the provider wrote it; empty when not given or not an output
 */
public record Message(String role, List<Part> parts, String finishReason) {
  public Message {
    parts = List.copyOf(parts);
  }

  public static Message text(String role, String content) {
    return new Message(role, List.of(new Part.Text(content)), "");
  }

  /** All text parts, in order, joined by a line break; refusals count as text. */
  public String text() {
    if (parts.size() == 1) { // mostly so, and then nothing need be put together
      return text(parts.getFirst());
    }
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      String content = text(part);
      if (!content.isEmpty()) {
        if (!out.isEmpty()) {
          out.append('\n');
        }
        out.append(content);
      }
    }
    return out.toString();
  }

  private static String text(Part part) {
    return switch (part) {
      case Part.Text(String text) -> text;
      case Part.Refusal(String text) -> text;
      case Part.Reasoning _, Part.ToolCall _, Part.ToolResult _, Part.Other _ -> "";
    };
  }
}
