// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.ContentState;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.EmptyValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was said in a call, from whichever carrier has it. One thread. */
final class ContentReader {
  private static final List<String> MASKS =
      List.of("[redacted]", "<redacted>", "redacted", "__redacted__", "***", "[filtered]");

  private final Vocabulary vocabulary;

  ContentReader(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Sets the content of a call to a model, and what follows from it. */
  void read(Facts facts, SpanFields fields, Span span, List<LogRecord> logs) {
    List<Message> input = new ArrayList<>();
    List<Message> output = new ArrayList<>();
    List<String> system = new ArrayList<>();
    if (facts.kind == GenAiKind.EMBEDDING) {
      embedded(fields, input);
    } else {
      fromAttributes(fields, input, output);
      if (!said(input) || !said(output)) {
        fromEvents(span, logs, input, output);
      }
    }
    AnyValue instructions = fields.first(Field.SYSTEM);
    if (instructions != null) {
      addText(MessageReader.parts(Json.structured(instructions), false), system);
    }
    List<Message> conversation = withoutSystem(input, system);
    AnyValue tools = fields.first(Field.TOOLS);
    Content content =
        new Content(
            state(system, conversation, output),
            String.join("\n\n", system),
            conversation,
            output,
            tools == null ? List.of() : OfferReader.tools(tools),
            tools == null ? "" : OfferReader.toolsJson(tools),
            List.of());
    facts.content = content;
    facts.hasContent = content.state() != ContentState.NONE;
    if (facts.kind == GenAiKind.MODEL) {
      HistoryHash.read(facts, content, span.resource().serviceName());
    }
  }

  private static void embedded(SpanFields fields, List<Message> input) {
    AnyValue texts = fields.first(Field.EMBEDDED);
    if (texts == null) {
      texts = fields.first(Field.INPUT);
      if (texts != null) {
        input.addAll(MessageReader.messages(texts, "user"));
      }
      return;
    }
    if (Json.structured(texts) instanceof ArrayValue(List<AnyValue> items)) {
      for (AnyValue item : items) {
        AnyValue text = Json.structured(item);
        if (text instanceof MapValue(Map<String, AnyValue> members)) {
          AnyValue inner = members.get("embedding");
          text =
              inner instanceof MapValue(Map<String, AnyValue> flat)
                  ? flat.getOrDefault("text", EmptyValue.INSTANCE)
                  : members.getOrDefault("text", EmptyValue.INSTANCE);
        }
        if (text instanceof AnyValue.StringValue(String said) && !said.isEmpty()) {
          input.add(Message.text("user", said));
        }
      }
    } else {
      input.add(Message.text("user", Values.text(texts)));
    }
  }

  private static void fromAttributes(SpanFields fields, List<Message> input, List<Message> output) {
    fill(fields, Field.INPUT, "user", input);
    fill(fields, Field.OUTPUT, "assistant", output);
    if (output.isEmpty()) {
      List<Part> parts = new ArrayList<>();
      String reasoning = fields.text(Field.OUTPUT_REASONING);
      if (!reasoning.isEmpty()) {
        parts.add(new Part.Reasoning(reasoning));
      }
      AnyValue text = fields.first(Field.OUTPUT_TEXT);
      if (text != null) {
        parts.add(new Part.Text(text.asText()));
      }
      AnyValue calls = fields.first(Field.OUTPUT_TOOL_CALLS);
      if (calls != null) {
        parts.addAll(MessageReader.toolCalls(calls));
      }
      if (!parts.isEmpty()) {
        output.add(new Message("assistant", parts, ""));
      }
    }
  }

  /** The first source that says something; a source without words is kept if no other has any. */
  private static void fill(SpanFields fields, Field field, String role, List<Message> out) {
    for (Row row : fields.dialect().rows(field)) {
      AnyValue value = fields.value(row);
      if (value == null) {
        continue;
      }
      List<Message> messages = MessageReader.messages(fields.parsedOnce(value), role);
      if (said(messages)) {
        out.clear();
        out.addAll(messages);
        return;
      }
      if (out.isEmpty()) {
        out.addAll(messages);
      }
    }
  }

  private void fromEvents(
      Span span, List<LogRecord> logs, List<Message> input, List<Message> output) {
    List<Message> in = new ArrayList<>();
    List<Message> out = new ArrayList<>();
    for (SpanEvent event : span.events()) {
      String role = vocabulary.messageRole(event.name());
      if (role != null) {
        addEvent(role, new MapValue(event.attributes()), in, out);
      }
    }
    if (in.isEmpty() && out.isEmpty()) {
      for (LogRecord log : logs) {
        String role =
            vocabulary.messageRole(vocabulary.eventName(log.eventName(), log.attributes()));
        if (role != null) {
          addEvent(role, body(log), in, out);
        }
      }
    }
    if (!said(input) && !in.isEmpty()) {
      input.clear();
      input.addAll(in);
    }
    if (!said(output) && !out.isEmpty()) {
      output.clear();
      output.addAll(out);
    }
  }

  private static AnyValue body(LogRecord log) {
    AnyValue body = Json.structured(log.body());
    // Semantic Kernel and LiteLLM leave the role to an attribute
    if (body instanceof MapValue(Map<String, AnyValue> members)
        && !members.containsKey("role")
        && log.attributes().get("role") instanceof AnyValue.StringValue role) {
      Map<String, AnyValue> withRole = new LinkedHashMap<>(members);
      withRole.put("role", role);
      return new MapValue(withRole);
    }
    return body;
  }

  private static void addEvent(
      String role, AnyValue body, List<Message> input, List<Message> output) {
    if (role.equals("choice")) {
      List<Message> answers = MessageReader.messages(body, "assistant");
      output.addAll(answers.isEmpty() ? List.of(new Message("assistant", List.of(), "")) : answers);
      return;
    }
    String speaker = role.equals("prompt") ? "user" : role;
    List<Message> messages = MessageReader.messages(body, speaker);
    input.addAll(messages.isEmpty() ? List.of(new Message(speaker, List.of(), "")) : messages);
  }

  private static List<Message> withoutSystem(List<Message> input, List<String> system) {
    List<Message> out = new ArrayList<>(input.size());
    for (Message message : input) {
      if (message.role().equals("system") || message.role().equals("developer")) {
        addText(message.parts(), system);
      } else {
        out.add(message);
      }
    }
    return out;
  }

  private static void addText(List<Part> parts, List<String> out) {
    for (Part part : parts) {
      if (part instanceof Part.Text(String text) && !text.isEmpty() && !out.contains(text)) {
        out.add(text);
      }
    }
  }

  private static boolean said(List<Message> messages) {
    for (Message message : messages) {
      for (Part part : message.parts()) {
        if (!words(part).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  private static String words(Part part) {
    return switch (part) {
      case Part.Text(String text) -> text;
      case Part.Refusal(String text) -> text;
      case Part.Reasoning(String text) -> text;
      case Part.ToolCall(_, _, String arguments) -> arguments;
      case Part.ToolResult(_, String result) -> result;
      case Part.Other(_, String json) -> json;
    };
  }

  private static ContentState state(
      List<String> system, List<Message> input, List<Message> output) {
    boolean any = !system.isEmpty();
    boolean masked = system.stream().allMatch(ContentReader::isMask);
    for (List<Message> messages : List.of(input, output)) {
      for (Message message : messages) {
        for (Part part : message.parts()) {
          String words = words(part);
          if (!words.isEmpty()) {
            any = true;
            masked &= isMask(words);
          }
        }
      }
    }
    return any ? masked ? ContentState.REDACTED : ContentState.FULL : ContentState.NONE;
  }

  private static boolean isMask(String words) {
    return words.length() <= 12 && MASKS.contains(words.toLowerCase(java.util.Locale.ROOT));
  }
}
