// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.Document;
import dev.plumbline.model.genai.ToolDefinition;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.AnyValue.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call was given besides messages: tools and documents, in any shape. Nothing throws. */
final class OfferReader {
  private OfferReader() {}

  /** Tool definitions, one for each function offered. */
  static List<ToolDefinition> tools(AnyValue value) {
    List<ToolDefinition> out = new ArrayList<>();
    for (AnyValue item : items(value)) {
      if (Json.structured(item) instanceof MapValue(Map<String, AnyValue> members)) {
        Map<String, AnyValue> tool = unwrapped(members);
        String name = MessageReader.textOf(tool, "name");
        if (!name.isEmpty()) {
          AnyValue parameters =
              MessageReader.present(tool, "parameters", "input_schema", "inputSchema");
          if (parameters instanceof MapValue(Map<String, AnyValue> wrapper)
              && wrapper.get("json") instanceof MapValue inner) {
            parameters = inner;
          }
          out.add(
              new ToolDefinition(
                  name,
                  MessageReader.textOf(tool, "description"),
                  parameters == null ? "" : parameters.asText()));
        }
      }
    }
    return out;
  }

  private static Map<String, AnyValue> unwrapped(Map<String, AnyValue> members) {
    for (String wrapper : List.of("function", "tool", "toolSpec")) {
      if (members.get(wrapper) instanceof MapValue(Map<String, AnyValue> inner)) {
        return unwrapped(inner);
      }
    }
    AnyValue schema = members.get("json_schema");
    if (schema != null
        && Json.structured(schema) instanceof MapValue(Map<String, AnyValue> inner)) {
      return unwrapped(inner);
    }
    return members;
  }

  /** The tools as one JSON array, as sent as far as that is possible. */
  static String toolsJson(AnyValue value) {
    boolean oneJsonList =
        value instanceof StringValue && Json.structured(value) instanceof ArrayValue;
    if (!oneJsonList) {
      List<AnyValue> items = new ArrayList<>();
      for (AnyValue item : items(value)) {
        AnyValue tool = Json.structured(item);
        if (tool instanceof MapValue(Map<String, AnyValue> members)) {
          AnyValue inner = MessageReader.present(members, "tool");
          tool = inner instanceof MapValue ? inner : tool;
          AnyValue schema =
              tool instanceof MapValue(Map<String, AnyValue> flat) ? flat.get("json_schema") : null;
          tool = schema == null ? tool : Json.structured(schema);
        }
        items.add(tool);
      }
      return new ArrayValue(items).asJson();
    }
    return value.asText();
  }

  /** Documents that were found; empty when the value holds none. */
  static List<Document> documents(AnyValue value) {
    List<Document> out = new ArrayList<>();
    AnyValue whole = Json.structured(value);
    if (whole instanceof MapValue(Map<String, AnyValue> members)) {
      AnyValue inner = MessageReader.present(members, "documents");
      whole = inner == null ? whole : inner;
    }
    for (AnyValue item : items(whole)) {
      switch (item) {
        case StringValue(String text) -> out.add(new Document("", text, Double.NaN));
        case MapValue(Map<String, AnyValue> members) -> out.add(document(members));
        default -> {}
      }
    }
    return out;
  }

  private static Document document(Map<String, AnyValue> outer) {
    Map<String, AnyValue> members = outer;
    for (String wrapper : List.of("document", "kwargs", "data")) {
      if (outer.get(wrapper) instanceof MapValue(Map<String, AnyValue> inner)) {
        members = inner;
        break;
      }
    }
    AnyValue score = MessageReader.present(members, "score", "relevance_score");
    return new Document(
        MessageReader.textOf(members, "id", "document_id"),
        MessageReader.textOf(members, "content", "page_content", "text"),
        score == null ? Double.NaN : Values.number(score));
  }

  private static List<AnyValue> items(@Nullable AnyValue value) {
    if (value == null) {
      return List.of();
    }
    return Json.structured(value) instanceof ArrayValue(List<AnyValue> items)
        ? items
        : List.of(value);
  }
}
