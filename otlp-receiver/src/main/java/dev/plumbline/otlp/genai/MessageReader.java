// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.EmptyValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.AnyValue.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages out of whatever shape they come in: OpenTelemetry's schema, the request and response
 * bodies of OpenAI (chat, responses, completions), Anthropic and Bedrock, LangChain's serialised
 * objects, Vercel's prompts, and all of these flattened. Nothing throws; what is not understood
 * stays text or a part of type {@code other}. Each member is looked for in every place that any of
 * these shapes uses, so a mixture reads as well.
 */
final class MessageReader {
  private static final int MAX_NESTING = 12;

  private MessageReader() {}

  /**
   * Reads messages.
   *
   * @param role of a message that names none
   */
  static List<Message> messages(AnyValue value, String role) {
    List<Message> out = new ArrayList<>();
    addMessages(Json.structured(value), role, out, 0);
    return out;
  }

  private static void addMessages(AnyValue value, String role, List<Message> out, int depth) {
    if (depth > MAX_NESTING) {
      return;
    }
    switch (value) {
      case ArrayValue(List<AnyValue> items) -> {
        if (!items.isEmpty() && arePartsOnly(items)) {
          addIfSaid(out, new Message(role, parts(value, false), ""));
          return;
        }
        for (AnyValue item : items) {
          addMessages(item, role, out, depth + 1);
        }
      }
      case MapValue(Map<String, AnyValue> members) -> addMessage(members, role, out, depth);
      case EmptyValue _ -> {}
      default -> addIfSaid(out, Message.text(role, value.asText()));
    }
  }

  private static void addIfSaid(List<Message> out, Message message) {
    if (!message.parts().isEmpty()) {
      out.add(message);
    }
  }

  /** A bare list of parts is one message; a list with roles in it is many. */
  private static boolean arePartsOnly(List<AnyValue> items) {
    for (AnyValue item : items) {
      if (!(item instanceof MapValue(Map<String, AnyValue> members))
          || members.containsKey("role")
          || members.containsKey("message")
          || members.containsKey("data")
          || members.containsKey("kwargs")) {
        return false;
      }
      String type = textOf(members, "type");
      boolean block =
          members.containsKey("text")
              || members.containsKey("toolUse")
              || members.containsKey("toolResult");
      boolean responsesItem =
          type.equals("function_call")
              || type.equals("function_call_output")
              || type.equals("message");
      if (responsesItem || (type.isEmpty() && !block) || isMessageType(type)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMessageType(String type) {
    return !roleOfType(type).isEmpty();
  }

  private static void addMessage(
      Map<String, AnyValue> members, String role, List<Message> out, int depth) {
    // LangChain: {"lc": 1, "id": [..., "HumanMessage"], "kwargs": {...}}, {"type": "human", "data"}
    if (members.get("kwargs") instanceof MapValue(Map<String, AnyValue> inner)) {
      addMessage(inner, roleOfLangChain(members, role), out, depth + 1);
      return;
    }
    if (members.get("data") instanceof MapValue(Map<String, AnyValue> inner)
        && isMessageType(textOf(members, "type"))) {
      addMessage(inner, roleOfType(textOf(members, "type")), out, depth + 1);
      return;
    }
    AnyValue wrapped = members.get("message");
    if (wrapped != null && !(wrapped instanceof EmptyValue)) {
      int before = out.size();
      addMessages(Json.structured(wrapped), role, out, depth + 1);
      String finish = finish(members);
      if (!finish.isEmpty() && out.size() > before && out.getLast().finishReason().isEmpty()) {
        Message last = out.removeLast();
        out.add(new Message(last.role(), last.parts(), finish));
      } else if (out.size() == before && !finish.isEmpty()) {
        out.add(new Message(role, List.of(), finish));
      }
      return;
    }
    if (!isMessage(members)) {
      addFromContainer(members, role, out, depth);
      return;
    }
    String own = role(members, role);
    List<Part> parts = partsOf(members, own);
    String finish = finish(members);
    if (!parts.isEmpty() || !finish.isEmpty() || members.containsKey("role")) {
      out.add(new Message(own, parts, finish));
    }
  }

  private static boolean isMessage(Map<String, AnyValue> members) {
    return members.containsKey("role")
        || members.containsKey("parts")
        || members.containsKey("content")
        || members.containsKey("contents")
        || members.containsKey("tool_calls")
        || members.containsKey("text")
        || members.containsKey("refusal")
        || members.containsKey("function_call")
        || isResponsesItem(textOf(members, "type"));
  }

  private static boolean isResponsesItem(String type) {
    return type.equals("function_call")
        || type.equals("function_call_output")
        || type.equals("reasoning");
  }

  /** Bodies that hold messages under a name of their own. */
  private static void addFromContainer(
      Map<String, AnyValue> members, String role, List<Message> out, int depth) {
    AnyValue system = present(members, "system", "instructions");
    if (system != null) {
      addMessages(Json.structured(system), "system", out, depth + 1);
    }
    for (String name : CONTAINERS) {
      AnyValue inner = members.get(name);
      if (inner != null && !Values.empty(inner)) {
        addMessages(Json.structured(inner), role, out, depth + 1);
        return;
      }
    }
    // Traceloop's text completions: {"user": "..."}
    members.forEach((name, inner) -> {
      if (inner instanceof StringValue(String text) && SPEAKERS.contains(name)) {
        addIfSaid(out, Message.text(name, text));
      }
    });
  }

  private static final List<String> SPEAKERS = List.of("user", "assistant");

  private static final List<String> CONTAINERS =
      List.of(
          "messages",
          "prompt",
          "choices",
          "generations",
          "input",
          "output",
          "completion",
          "replies");

  private static String role(Map<String, AnyValue> members, String fallback) {
    String role = textOf(members, "role");
    if (role.isEmpty()) {
      role = roleOfType(textOf(members, "type"));
    }
    return role.isEmpty() ? fallback : normal(role);
  }

  private static String normal(String role) {
    return switch (role) {
      case "user", "assistant", "system", "tool" -> role;
      default -> {
        String lower = role.toLowerCase(Locale.ROOT);
        yield switch (lower) {
          case "human" -> "user";
          case "ai", "model", "assistantmessage" -> "assistant";
          case "function" -> "tool";
          default -> lower;
        };
      }
    };
  }

  private static String roleOfType(String type) {
    return switch (type) {
      case "human", "HumanMessage" -> "user";
      case "ai", "AIMessage", "AIMessageChunk" -> "assistant";
      case "system", "SystemMessage" -> "system";
      case "tool", "ToolMessage", "function_call_output" -> "tool";
      case "function_call", "reasoning" -> "assistant";
      default -> "";
    };
  }

  private static String roleOfLangChain(Map<String, AnyValue> members, String fallback) {
    if (members.get("id") instanceof ArrayValue(List<AnyValue> path) && !path.isEmpty()) {
      String role = roleOfType(path.getLast().asText());
      return role.isEmpty() ? fallback : role;
    }
    return fallback;
  }

  private static String finish(Map<String, AnyValue> members) {
    AnyValue value = present(members, "finish_reason", "stop_reason", "finishReason");
    return value == null ? "" : Values.text(value);
  }

  private static List<Part> partsOf(Map<String, AnyValue> members, String role) {
    String type = textOf(members, "type");
    if (isResponsesItem(type)) {
      return List.of(part(members, false));
    }
    List<Part> parts = new ArrayList<>();
    AnyValue reasoning = present(members, "reasoning_content", "reasoning", "thinking");
    if (reasoning instanceof StringValue(String text) && !text.isEmpty()) {
      parts.add(new Part.Reasoning(text));
    }
    AnyValue toolCallId = members.get("tool_call_id");
    if (toolCallId == null && role.equals("tool") && !members.containsKey("parts")) {
      toolCallId = members.getOrDefault("id", EmptyValue.INSTANCE);
    }
    AnyValue content = content(members);
    if (toolCallId != null && role.equals("tool")) {
      parts.add(
          new Part.ToolResult(toolCallId.asText(), content == null ? "" : resultText(content)));
    } else if (content != null) {
      addParts(content, parts, true);
    }
    if (present(members, "refusal") instanceof StringValue(String text)) {
      parts.add(new Part.Refusal(text));
    }
    addToolCalls(present(members, "tool_calls", "toolCalls"), parts);
    if (present(members, "function_call") instanceof MapValue(Map<String, AnyValue> call)) {
      parts.add(toolCall(call));
    }
    return parts;
  }

  /** Where a message keeps what it says; the flattened forms can have it twice. */
  private static @Nullable AnyValue content(Map<String, AnyValue> members) {
    AnyValue parts = present(members, "parts");
    if (parts != null) {
      return parts;
    }
    AnyValue contents = present(members, "contents");
    AnyValue content = present(members, "content", "text");
    if (contents != null && (content == null || content instanceof StringValue)) {
      return contents;
    }
    return content;
  }

  private static void addToolCalls(@Nullable AnyValue calls, List<Part> parts) {
    if (calls != null && Json.structured(calls) instanceof ArrayValue(List<AnyValue> items)) {
      for (AnyValue item : items) {
        if (item instanceof MapValue(Map<String, AnyValue> call)) {
          parts.add(toolCall(call));
        }
      }
    }
  }

  /** The calls of tools that an answer asks for, kept apart from its text. */
  static List<Part> toolCalls(AnyValue value) {
    List<Part> parts = new ArrayList<>();
    addToolCalls(value, parts);
    return parts;
  }

  /** A list of parts, or one text. */
  static List<Part> parts(AnyValue value, boolean textMayBeJson) {
    List<Part> out = new ArrayList<>();
    addParts(value, out, textMayBeJson);
    return out;
  }

  private static void addParts(AnyValue value, List<Part> out, boolean textMayBeJson) {
    switch (value) {
      case StringValue(String text) -> {
        AnyValue blocks = textMayBeJson && text.startsWith("[{") ? Json.parse(text) : null;
        if (blocks instanceof ArrayValue(List<AnyValue> items) && arePartsOnly(items)) {
          addParts(blocks, out, false);
        } else if (!text.isEmpty()) {
          out.add(new Part.Text(text));
        }
      }
      case ArrayValue(List<AnyValue> items) -> {
        for (AnyValue item : items) {
          if (item instanceof MapValue(Map<String, AnyValue> members)) {
            Part part = part(members, true);
            if (!(part instanceof Part.Text(String text)) || !text.isEmpty()) {
              out.add(part);
            }
          } else {
            addParts(item, out, false);
          }
        }
      }
      case MapValue(Map<String, AnyValue> members) -> {
        Part part = part(members, true);
        if (!(part instanceof Part.Text(String text)) || !text.isEmpty()) {
          out.add(part);
        }
      }
      case EmptyValue _ -> {}
      default -> out.add(new Part.Text(value.asText()));
    }
  }

  private static Part part(Map<String, AnyValue> outer, boolean mayBeWrapped) {
    Map<String, AnyValue> members = outer;
    if (mayBeWrapped
        && outer.get("message_content") instanceof MapValue(Map<String, AnyValue> inner)) {
      members = inner;
    }
    String type = textOf(members, "type");
    return switch (type) {
      case "text", "input_text", "output_text" -> new Part.Text(textPart(members));
      case "refusal" -> new Part.Refusal(textOf(members, "refusal", "content", "text"));
      case "reasoning", "thinking", "redacted_thinking" -> new Part.Reasoning(reasoning(members));
      case "tool_call", "tool-call", "tool_use", "function_call", "server_tool_call" ->
          toolCall(members);
      case "tool_call_response",
          "tool_result",
          "tool-result",
          "function_call_output",
          "tool_response",
          "server_tool_call_response" ->
          toolResult(members);
      default -> untyped(members, type);
    };
  }

  /** Bedrock's blocks have no type: the member is the type. */
  private static Part untyped(Map<String, AnyValue> members, String type) {
    if (members.get("toolUse") instanceof MapValue(Map<String, AnyValue> call)) {
      return toolCall(call);
    }
    if (members.get("toolResult") instanceof MapValue(Map<String, AnyValue> result)) {
      return toolResult(result);
    }
    if (type.isEmpty() && (members.containsKey("text") || members.containsKey("content"))) {
      return new Part.Text(textPart(members));
    }
    if (members.containsKey("reasoningContent")) {
      return new Part.Reasoning(reasoning(members));
    }
    return new Part.Other(type.isEmpty() ? "other" : type, new MapValue(members).asJson());
  }

  private static String textPart(Map<String, AnyValue> members) {
    AnyValue value = present(members, "content", "text", "value");
    return switch (value) {
      case null -> "";
      case StringValue(String text) -> text;
      case MapValue(Map<String, AnyValue> inner) -> textOf(inner, "value", "text");
      default -> value.asText();
    };
  }

  private static String reasoning(Map<String, AnyValue> members) {
    AnyValue value =
        present(members, "content", "text", "thinking", "reasoning", "summary", "reasoningContent");
    return switch (value) {
      case null -> "";
      case StringValue(String text) -> text;
      default -> {
        List<Part> inner = parts(value, false);
        StringBuilder out = new StringBuilder();
        for (Part part : inner) {
          if (part instanceof Part.Text(String text)) {
            out.append(out.isEmpty() ? "" : "\n").append(text);
          }
        }
        yield out.toString();
      }
    };
  }

  private static Part toolCall(Map<String, AnyValue> outer) {
    Map<String, AnyValue> members = outer;
    if (outer.get("tool_call") instanceof MapValue(Map<String, AnyValue> inner)) {
      members = inner;
    }
    Map<String, AnyValue> function = members;
    if (members.get("function") instanceof MapValue(Map<String, AnyValue> inner)) {
      function = inner;
    }
    AnyValue arguments = present(function, "arguments", "input", "args");
    return new Part.ToolCall(
        textOf(members, "id", "call_id", "toolCallId", "toolUseId", "tool_call_id"),
        textOf(function, "name", "toolName", "tool_name"),
        arguments == null ? "" : jsonText(arguments));
  }

  private static Part toolResult(Map<String, AnyValue> members) {
    AnyValue result = present(members, "response", "result", "output", "content");
    return new Part.ToolResult(
        textOf(members, "id", "call_id", "tool_use_id", "toolCallId", "toolUseId", "tool_call_id"),
        result == null ? "" : resultText(result));
  }

  /** The text of a result; Vercel wraps it in type and value, Anthropic in text blocks. */
  static String resultText(AnyValue value) {
    return switch (value) {
      case StringValue(String text) -> text;
      case MapValue(Map<String, AnyValue> members)
          when members.containsKey("type") && members.containsKey("value") ->
          jsonText(members.getOrDefault("value", EmptyValue.INSTANCE));
      case ArrayValue(List<AnyValue> items) when !items.isEmpty() && arePartsOnly(items) -> {
        StringBuilder out = new StringBuilder();
        for (Part part : parts(value, false)) {
          switch (part) {
            case Part.Text(String text) -> out.append(out.isEmpty() ? "" : "\n").append(text);
            case Part.ToolResult(_, String text) ->
                out.append(out.isEmpty() ? "" : "\n").append(text);
            default -> {}
          }
        }
        yield out.isEmpty() ? value.asJson() : out.toString();
      }
      default -> value.asText();
    };
  }

  private static String jsonText(AnyValue value) {
    return value instanceof StringValue(String text) ? text : value.asJson();
  }

  /** The first of the members that holds something. */
  static @Nullable AnyValue present(Map<String, AnyValue> members, String... names) {
    for (String name : names) {
      AnyValue value = members.get(name);
      if (value != null
          && !(value instanceof EmptyValue)
          && !(value instanceof StringValue(String text) && text.isEmpty())) {
        return value;
      }
    }
    return null;
  }

  /** The first of the members that holds something, as text; empty when none. */
  static String textOf(Map<String, AnyValue> members, String... names) {
    AnyValue value = present(members, names);
    return value == null ? "" : value.asText();
  }
}
