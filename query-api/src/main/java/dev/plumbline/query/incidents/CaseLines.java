// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.RowQuery.View;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.query.http.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A stored call as a line of a golden set (docs/evaluate.md), with the version tuple that made it.
 * One thread.
 */
final class CaseLines {
  private static final Instant END = Instant.parse("2262-01-01T00:00:00Z");

  /** Of one example, as canaries take it. */
  private static final int MAX_CHARS = 200_000;

  private static final List<String> COLUMNS =
      List.of(
          "Timestamp",
          "TraceId",
          "SpanId",
          "ConversationId",
          "Turn",
          "Provider",
          "RequestModel",
          "ResponseModel",
          "InputText",
          "OutputText",
          "SystemText",
          "ToolDefinitions",
          "Documents",
          "Scores",
          "VersionTuple");

  private final TelemetryReader telemetry;
  private final IncidentCalls calls;
  private final Map<String, Map<String, Object>> versions = new HashMap<>();

  CaseLines(TelemetryReader telemetry) {
    this.telemetry = telemetry;
    this.calls = new IncidentCalls(telemetry);
  }

  /**
   * The line of a call; empty when the call or its words are not stored, or are too long.
   *
   * @param near when it was, if that is known
   */
  Optional<String> line(
      String traceId, String spanId, Optional<Instant> near, Incident incident, Alert leading) {
    return calls
        .row(traceId, spanId, near, View.MODEL_CALLS, COLUMNS)
        .filter(row -> !(text(row, "InputText") + text(row, "OutputText")).isBlank())
        .map(row -> {
          SequencedMap<String, Object> line = new LinkedHashMap<>();
          line.put("id", traceId + ":" + spanId);
          words(line, row, near);
          context(line, row);
          expect(line, IncidentCalls.score(row, leading.dimension()), leading);
          line.put("case", about(row, incident, leading));
          return Json.text(line);
        })
        .filter(line -> line.length() <= MAX_CHARS);
  }

  /** The whole history when it was sent, else the last message. */
  private void words(
      SequencedMap<String, Object> line,
      SequencedMap<String, @Nullable Object> row,
      Optional<Instant> near) {
    Optional<JsonNode> history =
        calls
            .row(
                text(row, "TraceId"),
                text(row, "SpanId"),
                near,
                View.SPANS,
                List.of("SpanAttributes"))
            .flatMap(span -> Optional.ofNullable(span.get("SpanAttributes")))
            .filter(attributes -> attributes instanceof Map<?, ?>)
            .flatMap(attributes ->
                array(String.valueOf(((Map<?, ?>) attributes).get("gen_ai.input.messages"))));
    if (history.isPresent()) {
      line.put("input", history.get());
    } else {
      line.put("prompt", text(row, "InputText"));
    }
    line.put("response", text(row, "OutputText"));
    if (!text(row, "SystemText").isEmpty()) {
      line.put("system", text(row, "SystemText"));
    }
  }

  /**
   * What a better answer would score: of degrees, not beyond the middle between the baseline and
   * the value that failed.
   */
  private static void expect(SequencedMap<String, Object> line, double value, Alert leading) {
    double mean = leading.baselineMean();
    boolean rising = leading.value() > mean;
    boolean degrees = value >= 0 && value <= 1 && mean >= 0 && mean <= 1;
    if (degrees && (rising ? value > mean : value < mean)) {
      line.put(
          "expect",
          Map.of(leading.dimension(), Map.of(rising ? "max" : "min", (mean + value) / 2)));
    }
  }

  private static void context(
      SequencedMap<String, Object> line, SequencedMap<String, @Nullable Object> row) {
    array(text(row, "ToolDefinitions")).ifPresent(tools -> line.put("tools", tools));
    array(text(row, "Documents"))
        .filter(documents -> documents.valueStream().allMatch(d -> d.isObject() || d.isString()))
        .ifPresent(documents -> line.put("documents", documents));
    SequencedMap<String, Object> attributes = new LinkedHashMap<>();
    put(attributes, "gen_ai.provider.name", text(row, "Provider"));
    put(attributes, "gen_ai.request.model", text(row, "RequestModel"));
    put(attributes, "gen_ai.response.model", text(row, "ResponseModel"));
    if (!attributes.isEmpty()) {
      line.put("attributes", attributes);
    }
    put(line, "timestamp", text(row, "Timestamp"));
    put(line, "conversation", text(row, "ConversationId"));
    if (row.get("Turn") instanceof Number turn) {
      line.put("turn", turn.longValue());
    }
  }

  private SequencedMap<String, Object> about(
      SequencedMap<String, @Nullable Object> row, Incident incident, Alert leading) {
    SequencedMap<String, Object> about = new LinkedHashMap<>();
    about.put("incident", incident.id());
    about.put("service", incident.service());
    about.put("dimension", leading.dimension());
    double value = IncidentCalls.score(row, leading.dimension());
    if (Double.isFinite(value)) {
      about.put("value", value);
    }
    if (Double.isFinite(leading.baselineMean())) {
      about.put("baseline_mean", leading.baselineMean());
    }
    String hash = text(row, "VersionTuple");
    put(about, "version_tuple", hash);
    Map<String, Object> parts = versions.computeIfAbsent(hash, this::parts);
    if (!parts.isEmpty()) {
      about.put("versions", parts);
    }
    return about;
  }

  private Map<String, Object> parts(String hash) {
    Map<String, Object> parts = new LinkedHashMap<>();
    if (!hash.isEmpty()) {
      telemetry
          .rows(
              new RowQuery(
                  View.VERSIONS,
                  Instant.EPOCH,
                  END,
                  Map.of("Hash", hash),
                  List.of("Hash", "Parts"),
                  1,
                  Optional.empty()))
          .rows()
          .stream()
          .map(row -> row.get("Parts"))
          .filter(found -> found instanceof Map<?, ?>)
          .forEach(found ->
              ((Map<?, ?>) found)
                  .forEach(
                      (part, value) -> parts.put(String.valueOf(part), String.valueOf(value))));
    }
    return parts;
  }

  private static void put(SequencedMap<String, Object> to, String name, String value) {
    if (!value.isEmpty()) {
      to.put(name, value);
    }
  }

  private static String text(SequencedMap<String, @Nullable Object> row, String column) {
    return IncidentCalls.text(row, column);
  }

  /** A JSON array with something in it; anything else is empty. */
  private static Optional<JsonNode> array(String text) {
    if (!text.stripLeading().startsWith("[")) {
      return Optional.empty();
    }
    try {
      JsonNode node = Json.parse(text);
      return node.isArray() && !node.isEmpty() ? Optional.of(node) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
