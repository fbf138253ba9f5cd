// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.RowQuery.View;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.TelemetryReader.Sample;
import dev.plumbline.query.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Calls that show an incident, and calls from before it. Thread-safe. */
final class IncidentCalls {
  private static final int SHOWN_CHARS = 600;
  private static final int RECENT_SCORES = 1000;
  private static final int CANDIDATES = 60;
  private static final Duration BEFORE = Duration.ofDays(7);
  private static final Duration NEAR = Duration.ofSeconds(1);

  private static final List<String> COLUMNS =
      List.of(
          "Timestamp",
          "TraceId",
          "SpanId",
          "ConversationId",
          "Feature",
          "ResponseModel",
          "RequestModel",
          "InputText",
          "OutputText",
          "Scores");

  /** Columns of view scores that hold a segment. */
  private static final Map<String, String> SEGMENT_COLUMNS =
      Map.ofEntries(
          Map.entry("environment", "Environment"),
          Map.entry("feature", "Feature"),
          Map.entry("task", "Task"),
          Map.entry("model", "Model"),
          Map.entry("prompt_version", "PromptVersion"),
          Map.entry("intent", "Intent"),
          Map.entry("traffic_source", "TrafficSource"),
          Map.entry("customer", "Customer"),
          Map.entry("user_tier", "UserTier"),
          Map.entry("region", "Region"),
          Map.entry("platform", "Platform"),
          Map.entry("language", "Language"),
          Map.entry("turn_bucket", "TurnBucket"));

  private final TelemetryReader telemetry;

  IncidentCalls(TelemetryReader telemetry) {
    this.telemetry = telemetry;
  }

  /** The drifted stretch: from the start until the fix, the resolution or now. */
  static Instant until(Incident incident, Instant now) {
    return incident.fixedAt().or(incident::resolvedAt).orElse(now);
  }

  /** Calls that show the leading drift most, on the drift's side of the baseline. */
  List<Sample> failing(Incident incident, Alert leading, Instant now, int limit) {
    boolean highest = leading.value() > leading.baselineMean();
    Instant to = until(incident, now);
    if (!leading.startedAt().isBefore(to)) {
      return List.of();
    }
    SequencedMap<String, Sample> found = new LinkedHashMap<>();
    for (Sample sample :
        telemetry.samples(
            leading.dimension(),
            leading.service(),
            leading.segment(),
            leading.segmentValue(),
            leading.startedAt(),
            to,
            highest,
            limit)) {
      found.put(sample.traceId() + sample.spanId(), sample);
    }
    if (found.size() < limit) {
      for (Sample sample : late(leading, to)) {
        found.putIfAbsent(sample.traceId() + sample.spanId(), sample);
      }
    }
    Comparator<Sample> order = Comparator.comparingDouble(Sample::value);
    return found.values().stream()
        .filter(
            s -> highest ? s.value() > leading.baselineMean() : s.value() < leading.baselineMean())
        .sorted(highest ? order.reversed() : order)
        .limit(limit)
        .toList();
  }

  /** Scores that came later than their call are in view scores only. */
  private List<Sample> late(Alert leading, Instant to) {
    Map<String, String> equal = new LinkedHashMap<>();
    equal.put("ServiceName", leading.service());
    equal.put("Dimension", leading.dimension());
    equal.put("Status", "ok");
    if (!leading.segment().equals("all")) {
      String column = SEGMENT_COLUMNS.get(leading.segment());
      if (column == null) {
        return List.of();
      }
      equal.put(column, leading.segmentValue());
    }
    List<Sample> samples = new ArrayList<>();
    for (SequencedMap<String, @Nullable Object> row :
        telemetry
            .rows(
                new RowQuery(
                    View.SCORES,
                    leading.startedAt(),
                    to,
                    equal,
                    List.of("Timestamp", "TraceId", "SpanId", "Value"),
                    RECENT_SCORES,
                    Optional.empty()))
            .rows()) {
      if (row.get("Value") instanceof Double value && Double.isFinite(value)) {
        samples.add(
            new Sample(
                text(row, "TraceId"),
                text(row, "SpanId"),
                Instant.parse(text(row, "Timestamp")),
                value));
      }
    }
    return samples;
  }

  /** Samples with their words; calls that are not stored any more are left out. */
  List<IncidentJson.Call> shown(List<Sample> samples, UnaryOperator<String> mask) {
    List<IncidentJson.Call> calls = new ArrayList<>();
    for (Sample sample : samples) {
      row(sample.traceId(), sample.spanId(), Optional.of(sample.time()), View.MODEL_CALLS, COLUMNS)
          .ifPresent(row -> calls.add(call(row, sample.value(), mask)));
    }
    return calls;
  }

  /** The first of each conversation. */
  static List<IncidentJson.Call> oneEach(List<IncidentJson.Call> calls, int limit) {
    Set<String> seen = new HashSet<>();
    return calls.stream()
        .filter(c -> c.conversation().isEmpty() || seen.add(c.conversation()))
        .limit(limit)
        .toList();
  }

  /** Conversations from before the start whose score is nearest to the baseline's mean. */
  List<IncidentJson.Call> before(Alert leading, int limit, UnaryOperator<String> mask) {
    Map<String, String> equal = new LinkedHashMap<>();
    equal.put("ServiceName", leading.service());
    if (!leading.segment().equals("all")) {
      equal.put(leading.segment(), leading.segmentValue());
    }
    Instant to = leading.startedAt();
    List<IncidentJson.Call> calls = new ArrayList<>();
    for (SequencedMap<String, @Nullable Object> row :
        telemetry
            .rows(
                new RowQuery(
                    View.MODEL_CALLS,
                    to.minus(BEFORE),
                    to,
                    equal,
                    COLUMNS,
                    CANDIDATES,
                    Optional.empty()))
            .rows()) {
      calls.add(call(row, score(row, leading.dimension()), mask));
    }
    double mean = leading.baselineMean();
    calls.sort(
        Comparator.comparingDouble(
            c -> c.value() == null ? Double.POSITIVE_INFINITY : Math.abs(c.value() - mean)));
    return oneEach(calls, limit);
  }

  /**
   * One row of a call.
   *
   * @param near when it was, if that is known: then less is read
   */
  Optional<SequencedMap<String, @Nullable Object>> row(
      String traceId, String spanId, Optional<Instant> near, View view, List<String> columns) {
    return telemetry
        .rows(
            new RowQuery(
                view,
                near.map(t -> t.minus(NEAR)).orElse(Instant.EPOCH),
                near.map(t -> t.plus(NEAR)).orElse(Instant.parse("2262-01-01T00:00:00Z")),
                Map.of("TraceId", traceId, "SpanId", spanId),
                columns,
                1,
                Optional.empty()))
        .rows()
        .stream()
        .findFirst();
  }

  static String text(SequencedMap<String, @Nullable Object> row, String column) {
    return row.get(column) instanceof String text ? text : "";
  }

  static double score(SequencedMap<String, @Nullable Object> row, String dimension) {
    return row.get("Scores") instanceof Map<?, ?> scores
            && scores.get(dimension) instanceof Number value
        ? value.doubleValue()
        : Double.NaN;
  }

  private static IncidentJson.Call call(
      SequencedMap<String, @Nullable Object> row, double value, UnaryOperator<String> mask) {
    String trace = text(row, "TraceId");
    String span = text(row, "SpanId");
    String conversation = text(row, "ConversationId");
    String model = text(row, "ResponseModel");
    return new IncidentJson.Call(
        trace,
        span,
        text(row, "Timestamp"),
        Answer.finite(value),
        conversation,
        text(row, "Feature"),
        model.isEmpty() ? text(row, "RequestModel") : model,
        cut(mask.apply(text(row, "InputText"))),
        cut(mask.apply(text(row, "OutputText"))),
        "/api/v1/calls/" + trace + "/" + span,
        conversation.isEmpty()
            ? null
            : "/api/v1/sessions/" + IncidentJson.Links.part(conversation));
  }

  private static String cut(String text) {
    if (text.length() <= SHOWN_CHARS) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(SHOWN_CHARS - 1)) ? SHOWN_CHARS - 1 : SHOWN_CHARS;
    return text.substring(0, end) + "…";
  }
}
