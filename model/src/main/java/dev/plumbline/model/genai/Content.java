// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import java.util.ArrayList;
import java.util.List;

/**
 * What was said in a call.
 *
 * @param system system instructions joined by blank lines; empty when none
 * @param input every message sent, history included, without the system instructions
 * @param output the answers, one message for each choice
 * @param toolsJson the offered tools as a JSON array, as sent; empty when none
 */
public record Content(
    ContentState state,
    String system,
    List<Message> input,
    List<Message> output,
    List<ToolDefinition> tools,
    String toolsJson,
    List<Document> documents) {
  public static final Content NONE =
      new Content(ContentState.NONE, "", List.of(), List.of(), List.of(), "", List.of());

  public Content {
    input = List.copyOf(input);
    output = List.copyOf(output);
    tools = List.copyOf(tools);
    documents = List.copyOf(documents);
  }

  /** The content with these documents behind its own. */
  public Content withMore(List<Document> more) {
    List<Document> all = new ArrayList<>(documents);
    all.addAll(more);
    return new Content(state, system, input, output, tools, toolsJson, all);
  }

  /** The last message of the user as text; empty when there is none. */
  public String inputText() {
    for (int i = input.size() - 1; i >= 0; i--) {
      if (input.get(i).role().equals("user")) {
        return input.get(i).text();
      }
    }
    return "";
  }

  /** The text of all choices, joined by a line break; tool calls are no text. */
  public String outputText() {
    if (output.size() == 1) {
      return output.getFirst().text();
    }
    return String.join(
        "\n", output.stream().map(Message::text).filter(text -> !text.isEmpty()).toList());
  }

  /** The reasoning that came with the answer; empty when none. */
  public String reasoningText() {
    StringBuilder out = new StringBuilder();
    for (Message message : output) {
      for (Part part : message.parts()) {
        if (part instanceof Part.Reasoning(String text)) {
          out.append(out.isEmpty() ? "" : "\n").append(text);
        }
      }
    }
    return out.toString();
  }

  /** The tool calls the model asked for, over all choices. */
  public List<Part.ToolCall> toolCalls() {
    return output.stream()
        .flatMap(message -> message.parts().stream())
        .filter(Part.ToolCall.class::isInstance)
        .map(Part.ToolCall.class::cast)
        .toList();
  }
}
