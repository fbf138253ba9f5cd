// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.LabelStore;
import dev.plumbline.query.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads labels from JSON, JSON Lines or CSV; each line stands or falls by itself. One thread. */
final class LabelImport {
  private static final int MOST_LINES = 100_000;
  private static final int MOST_ERRORS = 1000;

  private final LabelStore store;
  private final Instant now;
  private final Map<String, Map<String, ChosenSample>> chosen = new HashMap<>();
  private final List<Label> labels = new ArrayList<>();
  private final List<LineError> errors = new ArrayList<>();
  private int lines;

  /** What is wrong with a line. */
  record LineError(int line, String message) {}

  LabelImport(LabelStore store, Instant now) {
    this.store = store;
    this.now = now;
  }

  List<Label> labels() {
    return labels;
  }

  List<LineError> errors() {
    return errors;
  }

  /**
   * Reads a body by its media type; what is none of JSON Lines and CSV is JSON.
   *
   * @throws PlumblineException INVALID_INPUT when it cannot be taken apart at all
   */
  void read(String mediaType, String body) {
    if (mediaType.startsWith("text/csv")) {
      csv(body);
    } else if (mediaType.contains("ndjson")
        || mediaType.contains("jsonl")
        || mediaType.contains("json-lines")) {
      jsonLines(body);
    } else {
      json(body);
    }
  }

  private void json(String body) {
    JsonNode root = parse(body);
    JsonNode list = root.isObject() && root.has("labels") ? root.get("labels") : root;
    if (list.isArray()) {
      int n = 0;
      for (JsonNode node : list) {
        n++;
        add(n, node, "api");
      }
    } else {
      add(1, list, "api");
    }
  }

  private void jsonLines(String body) {
    int n = 0;
    for (String line : body.split("\n", -1)) {
      n++;
      if (!line.isBlank()) {
        try {
          add(n, parse(line), "jsonl");
        } catch (PlumblineException e) {
          fail(n, "is not JSON");
        }
      }
    }
  }

  private void csv(String body) {
    List<Csv.Row> rows;
    try {
      rows = Csv.read(body);
    } catch (IllegalArgumentException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, String.valueOf(e.getMessage()), e);
    }
    if (rows.isEmpty()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "the first line must name the columns, such as trace_id,span_id");
    }
    List<String> names = rows.getFirst().fields().stream().map(String::strip).toList();
    for (Csv.Row row : rows.subList(1, rows.size())) {
      if (row.fields().size() != names.size()) {
        fail(row.line(), "has " + row.fields().size() + " fields instead of " + names.size());
        continue;
      }
      Map<String, String> fields = new TreeMap<>();
      for (int i = 0; i < names.size(); i++) {
        fields.put(names.get(i), row.fields().get(i));
      }
      add(row.line(), fields, "csv");
    }
  }

  private void add(int line, JsonNode node, String origin) {
    try {
      add(line, LabelJson.fields(node), origin);
    } catch (IllegalArgumentException e) {
      fail(line, String.valueOf(e.getMessage()));
    }
  }

  private void add(int line, Map<String, String> fields, String origin) {
    if (++lines > MOST_LINES) {
      throw new PlumblineException(
          ErrorKind.TOO_LARGE, "more than " + MOST_LINES + " labels; send them in parts");
    }
    try {
      String call = fields.getOrDefault("trace_id", "") + fields.getOrDefault("span_id", "");
      String dimension = fields.getOrDefault("dimension", "");
      labels.add(LabelJson.label(fields, origin, now, samples(dimension).get(call)));
    } catch (IllegalArgumentException e) {
      fail(line, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, ChosenSample> samples(String dimension) {
    if (!chosen.containsKey(dimension) && chosen.size() < 100) {
      Map<String, ChosenSample> byCall = new HashMap<>();
      store.chosen(dimension).forEach(s -> byCall.put(s.traceId() + s.spanId(), s));
      chosen.put(dimension, byCall);
    }
    return chosen.getOrDefault(dimension, Map.of());
  }

  private void fail(int line, String message) {
    if (errors.size() < MOST_ERRORS) {
      errors.add(new LineError(line, message));
    }
  }

  private static JsonNode parse(String text) {
    try {
      return Json.parse(text);
    } catch (JacksonException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body is not JSON", e);
    }
  }
}
