// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.read;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanEvent;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.model.telemetry.SpanKind;
import dev.plumbline.model.telemetry.SpanLink;
import dev.plumbline.model.telemetry.StatusCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spans and logs as they were stored, for a span reader whose memory does not reach back. Attribute
 * values come back as text, whatever their type was. Thread-safe.
 */
public final class StoredHistory implements SpanReader.History {
  /** A trace is looked for this far around the time asked for. */
  private static final long REACH = Duration.ofHours(24).toNanos();

  private static final int HASHES_IN_ONE_QUERY = 50;
  private static final String OF_TRACE =
      " WHERE TraceId = {trace:String}"
          + " AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
          + " AND Timestamp <= fromUnixTimestamp64Nano({to:Int64})"
          + " ORDER BY Timestamp, SpanId LIMIT 10000";

  private final ClickHouse clickHouse;

  public StoredHistory(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @Override
  public List<Span> spansOf(String traceId, long aroundEpochNanos) {
    return clickHouse.list(
        "SELECT TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind,"
            + " toUnixTimestamp64Nano(Timestamp), Duration,"
            + " mapFilter((k, v) -> NOT ((startsWith(k, 'plumbline.score.') OR startsWith(k, 'plumbline.label.'))"
            + "   AND has(`Score.Dimension`, substring(k, 17))), SpanAttributes),"
            + " arrayMap(t -> toUnixTimestamp64Nano(t), `Events.Timestamp`), `Events.Name`, `Events.Attributes`,"
            + " `Links.TraceId`, `Links.SpanId`, `Links.TraceState`, `Links.Attributes`,"
            + " StatusCode, StatusMessage, ResourceAttributes, ScopeName, ScopeVersion"
            + " FROM otel_traces"
            + OF_TRACE,
        around(traceId, aroundEpochNanos),
        StoredHistory::span);
  }

  @Override
  public List<LogRecord> logsOf(String traceId, long aroundEpochNanos) {
    return clickHouse.list(
        "SELECT toUnixTimestamp64Nano(Timestamp), TraceId, SpanId, TraceFlags, SeverityNumber, SeverityText,"
            + " EventName, Body, LogAttributes, ResourceAttributes, ResourceSchemaUrl,"
            + " ScopeName, ScopeVersion, ScopeAttributes, ScopeSchemaUrl FROM otel_logs"
            + OF_TRACE,
        around(traceId, aroundEpochNanos),
        StoredHistory::log);
  }

  @Override
  public Map<String, SpanReader.Conversation> conversations(List<String> historyHashes) {
    Map<String, SpanReader.Conversation> found = new HashMap<>();
    for (int i = 0; i < historyHashes.size(); i += HASHES_IN_ONE_QUERY) {
      List<String> some =
          historyHashes.subList(i, Math.min(i + HASHES_IN_ONE_QUERY, historyHashes.size()));
      clickHouse.query(
          "SELECT HistoryHash, argMax((TraceId, SpanId, ConversationId), Timestamp) FROM otel_traces"
              + " WHERE HistoryHash IN {hashes:Array(String)} AND HistoryHash != '' AND IsCall"
              + " AND ReceivedAt >= now('UTC') - toIntervalDay(7)" // reads the newest partitions
              // only
              + " GROUP BY HistoryHash",
          Params.none().texts("hashes", some),
          in -> {
            while (in.hasNext()) {
              String hash = in.string();
              SpanKey call = new SpanKey(in.string(), in.string());
              found.put(hash, new SpanReader.Conversation(call, in.string()));
            }
            return found;
          });
    }
    return found;
  }

  private static Params around(String traceId, long epochNanos) {
    return Params.none()
        .text("trace", traceId)
        .number("from", Math.max(0, epochNanos - REACH))
        .number("to", epochNanos > Long.MAX_VALUE - REACH ? Long.MAX_VALUE : epochNanos + REACH);
  }

  private static Span span(RowBinaryReader in) throws IOException {
    SpanKey key = new SpanKey(in.string(), in.string());
    String parent = in.string();
    String state = in.string();
    String name = in.string();
    SpanKind kind = kind(in.string());
    long start = in.int64();
    long duration = in.int64();
    return new Span(
        key,
        parent,
        state,
        name,
        kind,
        start,
        start + duration,
        attributes(in),
        events(in),
        links(in),
        status(in.string()),
        in.string(),
        new Resource(attributes(in), ""),
        new Scope(in.string(), in.string(), Map.of(), ""));
  }

  private static LogRecord log(RowBinaryReader in) throws IOException {
    long time = in.int64();
    String traceId = in.string();
    String spanId = in.string();
    int flags = in.uint8();
    int severity = in.uint8();
    String severityText = in.string();
    String event = in.string();
    AnyValue body = AnyValue.of(in.string());
    Map<String, AnyValue> attributes = attributes(in);
    Resource resource = new Resource(attributes(in), in.string());
    Scope scope = new Scope(in.string(), in.string(), attributes(in), in.string());
    return new LogRecord(
        time,
        traceId,
        spanId,
        flags,
        severity,
        severityText,
        event,
        body,
        attributes,
        resource,
        scope);
  }

  private static List<SpanEvent> events(RowBinaryReader in) throws IOException {
    List<Long> times = in.array(RowBinaryReader::int64);
    List<String> names = in.array(RowBinaryReader::string);
    List<Map<String, AnyValue>> attributes = in.array(StoredHistory::attributes);
    List<SpanEvent> events = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      events.add(new SpanEvent(times.get(i), names.get(i), attributes.get(i)));
    }
    return events;
  }

  private static List<SpanLink> links(RowBinaryReader in) throws IOException {
    List<String> traces = in.array(RowBinaryReader::string);
    List<String> spans = in.array(RowBinaryReader::string);
    List<String> states = in.array(RowBinaryReader::string);
    List<Map<String, AnyValue>> attributes = in.array(StoredHistory::attributes);
    List<SpanLink> links = new ArrayList<>();
    for (int i = 0; i < traces.size(); i++) {
      links.add(new SpanLink(traces.get(i), spans.get(i), states.get(i), attributes.get(i)));
    }
    return links;
  }

  private static Map<String, AnyValue> attributes(RowBinaryReader in) throws IOException {
    return in.map(value -> AnyValue.of(value.string()));
  }

  private static SpanKind kind(String text) {
    for (SpanKind kind : SpanKind.values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    return SpanKind.UNSPECIFIED;
  }

  private static StatusCode status(String text) {
    for (StatusCode code : StatusCode.values()) {
      if (code.text().equals(text)) {
        return code;
      }
    }
    return StatusCode.UNSET;
  }
}
