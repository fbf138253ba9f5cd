// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.demo;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds one OTLP/JSON trace request, as an SDK's exporter would send it. One thread. */
final class OtlpJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ObjectNode root = JSON.createObjectNode();
  private final ArrayNode spans;
  private int count;

  OtlpJson(Map<String, Object> resource, String scope) {
    ObjectNode resourceSpans = root.putArray("resourceSpans").addObject();
    attributes(resourceSpans.putObject("resource"), resource);
    ObjectNode scopeSpans = resourceSpans.putArray("scopeSpans").addObject();
    scopeSpans.putObject("scope").put("name", scope).put("version", "1.0");
    spans = scopeSpans.putArray("spans");
  }

  void span(
      String traceId,
      String spanId,
      String parentSpanId,
      String name,
      int kind,
      long startNanos,
      long endNanos,
      Map<String, Object> attributes,
      boolean failed) {
    ObjectNode span =
        spans
            .addObject()
            .put("traceId", traceId)
            .put("spanId", spanId)
            .put("parentSpanId", parentSpanId)
            .put("name", name)
            .put("kind", kind)
            .put("startTimeUnixNano", String.valueOf(startNanos))
            .put("endTimeUnixNano", String.valueOf(endNanos));
    attributes(span, attributes);
    span.putObject("status").put("code", failed ? 2 : 0);
    count++;
  }

  int size() {
    return count;
  }

  byte[] bytes() {
    return JSON.writeValueAsBytes(root);
  }

  private static void attributes(ObjectNode owner, Map<String, Object> attributes) {
    ArrayNode list = owner.putArray("attributes");
    attributes.forEach((key, value) -> {
      ObjectNode node = list.addObject().put("key", key).putObject("value");
      switch (value) {
        case Long number -> node.put("intValue", number.toString());
        case Double number -> node.put("doubleValue", number);
        case Boolean flag -> node.put("boolValue", flag);
        case String[] texts -> {
          ArrayNode values = node.putObject("arrayValue").putArray("values");
          for (String text : texts) {
            values.addObject().put("stringValue", text);
          }
        }
        default -> node.put("stringValue", value.toString());
      }
    });
  }
}
