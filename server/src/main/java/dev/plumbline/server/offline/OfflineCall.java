// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.offline;

import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.Document;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.SpanReader.History;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.model.telemetry.SpanKind;
import dev.plumbline.model.telemetry.StatusCode;
import dev.plumbline.otlp.genai.GenAiConfig;
import dev.plumbline.otlp.genai.GenAiReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of a file of calls (docs/evaluate.md). It becomes a span with OpenTelemetry's GenAI
 * attributes and is read by the same reader as telemetry.
 */
final class OfflineCall {
  private static final JsonMapper JSON = new JsonMapper();

  private OfflineCall() {}

  /**
   * The call of a line.
   *
   * @param number of the line, from 1: the call's identity
   * @throws PlumblineException INVALID_INPUT naming field, rule and value
   */
  static GenAiSpan of(JsonNode line, long number, GenAiConfig config) {
    Map<String, AnyValue> attributes = new LinkedHashMap<>();
    object(line, "attributes")
        .ifPresent(given ->
            given
                .properties()
                .forEach(entry -> attributes.put(entry.getKey(), value(entry.getValue()))));
    attributes.putIfAbsent("gen_ai.operation.name", AnyValue.of("chat"));
    attributes.putIfAbsent("gen_ai.provider.name", AnyValue.of("offline"));
    messages(line, "input", "prompt", "user")
        .ifPresent(json -> attributes.put("gen_ai.input.messages", AnyValue.of(json)));
    messages(line, "output", "response", "assistant")
        .ifPresent(json -> attributes.put("gen_ai.output.messages", AnyValue.of(json)));
    JsonNode system = line.path("system");
    if (system.isString() && !system.asString().isEmpty()) {
      ArrayNode parts = JSON.createArrayNode();
      parts.addObject().put("type", "text").put("content", system.asString());
      attributes.put("gen_ai.system_instructions", AnyValue.of(parts.toString()));
    } else if (system.isArray()) {
      attributes.put("gen_ai.system_instructions", AnyValue.of(system.toString()));
    } else if (!system.isMissingNode() && !system.isNull() && !system.isString()) {
      throw PlumblineException.invalid("system", "must be text or a list of parts", kind(system));
    }
    array(line, "tools")
        .ifPresent(json -> attributes.put("gen_ai.tool.definitions", AnyValue.of(json.toString())));
    JsonNode schema = line.path("output_schema");
    if (!schema.isMissingNode() && !schema.isNull()) {
      attributes.put(
          "gen_ai.request.structured_output_schema",
          AnyValue.of(schema.isString() ? schema.asString() : schema.toString()));
    }
    String conversation = line.path("conversation").asString("");
    if (!conversation.isEmpty()) {
      attributes.put("gen_ai.conversation.id", AnyValue.of(conversation));
    }
    long start = start(line);
    Span span =
        new Span(
            new SpanKey("%032x".formatted(number), "%016x".formatted(number)),
            "",
            "",
            "chat",
            SpanKind.CLIENT,
            start,
            start,
            attributes,
            List.of(),
            List.of(),
            StatusCode.UNSET,
            "",
            Resource.EMPTY,
            Scope.EMPTY);
    // a reader of its own: calls of a file are no neighbours in time
    GenAiSpan read =
        new GenAiReader(config, History.NONE, InstantSource.fixed(Instant.EPOCH))
            .read(List.of(span), List.of())
            .fresh()
            .getFirst();
    return read.call()
        .map(call -> with(read, call, line))
        .orElseThrow(() ->
            PlumblineException.invalid(
                "attributes", "must describe a call to a model", read.kind().label()));
  }

  private static GenAiSpan with(GenAiSpan span, ModelCall call, JsonNode line) {
    OptionalInt turn =
        line.path("turn").isIntegralNumber()
            ? OptionalInt.of(line.path("turn").asInt())
            : call.turn();
    return span.withCall(call.with(turn, call.content().withMore(documents(line))));
  }

  private static List<Document> documents(JsonNode line) {
    List<Document> documents = new ArrayList<>();
    array(line, "documents")
        .ifPresent(items -> {
          for (JsonNode item : items) {
            if (item.isString()) {
              documents.add(new Document("", item.asString(), Double.NaN));
            } else if (item.isObject()) {
              JsonNode content = item.path("content");
              documents.add(
                  new Document(
                      item.path("id").asString(""),
                      content.isString() ? content.asString() : content.toString(),
                      Double.NaN));
            } else {
              throw PlumblineException.invalid(
                  "documents", "must hold objects with id and content", kind(item));
            }
          }
        });
    return documents;
  }

  /** Messages as they are, or text as one message; empty when neither is there. */
  private static Optional<String> messages(
      JsonNode line, String field, String shorthand, String role) {
    JsonNode given = line.path(field);
    if (given.isArray()) {
      return Optional.of(given.toString());
    }
    if (given.isObject()) {
      return Optional.of(JSON.createArrayNode().add(given).toString());
    }
    boolean absent = given.isMissingNode() || given.isNull();
    JsonNode text = absent ? line.path(shorthand) : given;
    if (text.isMissingNode() || text.isNull()) {
      return Optional.empty();
    }
    if (!text.isString()) {
      throw PlumblineException.invalid(
          absent ? shorthand : field, "must be text or a list of messages", kind(text));
    }
    ObjectNode message = JSON.createObjectNode().put("role", role);
    message.putArray("parts").addObject().put("type", "text").put("content", text.asString());
    return Optional.of(JSON.createArrayNode().add(message).toString());
  }

  private static long start(JsonNode line) {
    JsonNode timestamp = line.path("timestamp");
    if (timestamp.isMissingNode() || timestamp.isNull()) {
      return 0;
    }
    Instant at;
    try {
      at =
          timestamp.isNumber()
              ? Instant.ofEpochMilli((long) (timestamp.asDouble() * 1000))
              : OffsetDateTime.parse(timestamp.asString("")).toInstant();
    } catch (DateTimeException e) {
      throw PlumblineException.invalid(
          "timestamp", "must be RFC 3339 or seconds since 1970", timestamp.asString(""));
    }
    if (at.isBefore(Instant.EPOCH) || at.getEpochSecond() > Long.MAX_VALUE / 1_000_000_001L) {
      throw PlumblineException.invalid("timestamp", "must be between 1970 and 2262", at);
    }
    return at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  private static Optional<JsonNode> object(JsonNode line, String field) {
    return structure(line, field, JsonNode::isObject, "must be an object");
  }

  private static Optional<JsonNode> array(JsonNode line, String field) {
    return structure(line, field, JsonNode::isArray, "must be a list");
  }

  private static Optional<JsonNode> structure(
      JsonNode line, String field, Predicate<JsonNode> form, String rule) {
    JsonNode node = line.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!form.test(node)) {
      throw PlumblineException.invalid(field, rule, kind(node));
    }
    return Optional.of(node);
  }

  private static AnyValue value(JsonNode node) {
    if (node.isString()) {
      return AnyValue.of(node.asString());
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return AnyValue.of(node.asLong());
    }
    if (node.isNumber()) {
      return AnyValue.of(node.asDouble());
    }
    if (node.isBoolean()) {
      return AnyValue.of(node.asBoolean());
    }
    if (node.isArray()) {
      List<AnyValue> items = new ArrayList<>();
      node.forEach(item -> items.add(value(item)));
      return new AnyValue.ArrayValue(items);
    }
    return AnyValue.of(node.toString());
  }

  private static String kind(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
