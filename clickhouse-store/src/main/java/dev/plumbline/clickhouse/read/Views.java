// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.read;

import static dev.plumbline.clickhouse.read.Column.Kind.BOOL;
import static dev.plumbline.clickhouse.read.Column.Kind.DOUBLE;
import static dev.plumbline.clickhouse.read.Column.Kind.LONG;
import static dev.plumbline.clickhouse.read.Column.Kind.NUMBER_MAP;
import static dev.plumbline.clickhouse.read.Column.Kind.TEXT;
import static dev.plumbline.clickhouse.read.Column.Kind.TEXTS;
import static dev.plumbline.clickhouse.read.Column.Kind.TEXT_MAP;
import static dev.plumbline.clickhouse.read.Column.Kind.TEXT_MAPS;
import static dev.plumbline.clickhouse.read.Column.Kind.TIME;
import static dev.plumbline.clickhouse.read.Column.Kind.TIMES;

import dev.plumbline.model.store.RowQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What each {@link RowQuery.View} reads. */
final class Views {
  /**
   * A view.
   *
   * @param time column that rows are ordered by
   * @param tie expression that, with the time, names one row
   * @param segments whether rows can be chosen by any segment
   * @param hint a condition that is true of all wanted rows and lets ClickHouse read less
   */
  record View(
      String table, String time, String tie, boolean segments, String hint, List<Column> columns) {
    View(String table, String time, String tie, boolean segments, List<Column> columns) {
      this(table, time, tie, segments, "1", columns);
    }
  }

  private static final String SPAN_TIE = "concat(TraceId, SpanId)";

  private static final View MODEL_CALLS =
      new View(
          "model_calls",
          "Timestamp",
          SPAN_TIE,
          true,
          columns(
              of(TIME, "Timestamp"),
              of(
                  TEXT,
                  "TraceId SpanId ServiceName Environment Dialect Operation Provider RequestModel"
                      + " ResponseModel ResponseId"),
              of(LONG, "InputTokens OutputTokens CacheReadTokens CacheWriteTokens ReasoningTokens"),
              of(TEXT, "UsageSource"),
              of(DOUBLE, "CostUsd"),
              of(TEXT, "FinishReason"),
              of(BOOL, "Streaming"),
              of(DOUBLE, "TimeToFirstTokenMs DurationMs"),
              of(TEXT, "ErrorType ConversationId"),
              of(LONG, "Turn"),
              of(
                  TEXT,
                  "UserId PromptName PromptVersion AgentName ContentState InputText OutputText"
                      + " SystemText ReasoningText ToolDefinitions Documents Feature Task Intent"
                      + " TrafficSource Region Language AppVersion"),
              of(NUMBER_MAP, "Scores"),
              of(TEXT, "Customer UserTier Platform TurnBucket"),
              of(TEXT_MAP, "Segments"),
              of(TEXT, "VersionTuple")));

  private static final View TOOL_CALLS =
      new View(
          "tool_calls",
          "Timestamp",
          SPAN_TIE,
          false,
          columns(
              of(TIME, "Timestamp"),
              of(TEXT, "TraceId SpanId ServiceName ToolName ToolCallId Arguments Result ErrorType"),
              of(DOUBLE, "DurationMs"),
              of(TEXT, "AgentName ConversationId")));

  private static final View SESSIONS =
      new View(
          "sessions",
          "StartedAt",
          "concat(ConversationId, ' ', ServiceName)",
          false,
          // a session that starts within a stretch has a call there
          "ConversationId IN (SELECT ConversationId FROM otel_traces WHERE IsCall AND ConversationId != ''"
              + " AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
              + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64}))",
          columns(
              of(TEXT, "ConversationId ServiceName"),
              of(TIME, "StartedAt EndedAt"),
              of(LONG, "Calls Traces Turns"),
              of(TEXT, "Environment UserId"),
              of(LONG, "InputTokens OutputTokens"),
              of(DOUBLE, "CostUsd"),
              of(LONG, "Errors"),
              of(DOUBLE, "DurationMs"),
              of(TEXTS, "Models"),
              of(TEXT, "Feature Customer UserTier Language")));

  private static final View SCORES =
      new View(
          "scores",
          "Timestamp",
          "concat(TraceId, SpanId, Dimension, Evaluator)",
          false,
          columns(
              of(TIME, "Timestamp"),
              of(TEXT, "TraceId SpanId ConversationId ServiceName Dimension"),
              of(DOUBLE, "Value"),
              of(TEXT, "Label Status Evaluator EvaluatorVersion VersionTuple"),
              of(DOUBLE, "SamplingProbability"),
              of(TEXT, "Explanation"),
              of(DOUBLE, "Confidence"),
              of(TIME, "ScoredAt"),
              of(
                  TEXT,
                  "Environment Feature Task Model PromptVersion Intent TrafficSource Customer"
                      + " UserTier Region Platform Language"),
              of(LONG, "Turn"),
              of(TEXT, "TurnBucket"),
              of(TEXT_MAP, "Segments")));

  private static final View SPANS =
      new View(
          "otel_traces",
          "Timestamp",
          SPAN_TIE,
          true,
          columns(
              of(TIME, "Timestamp"),
              of(TEXT, "TraceId SpanId ParentSpanId TraceState SpanName SpanKind ServiceName"),
              of(TEXT_MAP, "ResourceAttributes"),
              of(TEXT, "ScopeName ScopeVersion"),
              of(TEXT_MAP, "SpanAttributes"),
              of(LONG, "Duration"),
              of(TEXT, "StatusCode StatusMessage"),
              of(TIMES, "Events.Timestamp"),
              of(TEXTS, "Events.Name"),
              of(TEXT_MAPS, "Events.Attributes"),
              of(TEXTS, "Links.TraceId Links.SpanId Links.TraceState"),
              of(TEXT_MAPS, "Links.Attributes"),
              of(TEXT, "Dialect GenAiKind"),
              of(BOOL, "IsCall"),
              of(
                  TEXT,
                  "DuplicateOf Operation Provider RequestModel ResponseModel ErrorType"
                      + " ConversationId Environment"),
              of(LONG, "IngestPosition")));

  private static final View LOGS =
      new View(
          "otel_logs",
          "Timestamp",
          "toString(RecordHash)",
          false,
          columns(
              of(TIME, "Timestamp"),
              of(TEXT, "TraceId SpanId"),
              of(LONG, "TraceFlags"),
              of(TEXT, "SeverityText"),
              of(LONG, "SeverityNumber"),
              of(TEXT, "ServiceName Body ResourceSchemaUrl"),
              of(TEXT_MAP, "ResourceAttributes"),
              of(TEXT, "ScopeSchemaUrl ScopeName ScopeVersion"),
              of(TEXT_MAP, "ScopeAttributes LogAttributes"),
              of(TEXT, "EventName")));

  private static final View ALERT_EVENTS =
      new View(
          "alert_events",
          "Timestamp",
          "concat(AlertId, ' ', FromState, ' ', ToState)",
          false,
          columns(of(TIME, "Timestamp"), of(TEXT, "AlertId FromState ToState Actor Note")));

  private static final View VERSIONS =
      new View(
          "versions",
          "FirstSeen",
          "Hash",
          false,
          columns(of(TEXT, "Hash"), of(TEXT_MAP, "Parts"), of(TIME, "FirstSeen")));

  private Views() {}

  static View of(RowQuery.View view) {
    return switch (view) {
      case MODEL_CALLS -> MODEL_CALLS;
      case TOOL_CALLS -> TOOL_CALLS;
      case SESSIONS -> SESSIONS;
      case SCORES -> SCORES;
      case SPANS -> SPANS;
      case LOGS -> LOGS;
      case ALERT_EVENTS -> ALERT_EVENTS;
      case VERSIONS -> VERSIONS;
    };
  }

  private static List<Column> of(Column.Kind kind, String names) {
    return Arrays.stream(names.split(" ")).map(name -> Column.of(name, kind)).toList();
  }

  @SafeVarargs
  private static List<Column> columns(List<Column>... groups) {
    List<Column> all = new ArrayList<>();
    for (List<Column> group : groups) {
      all.addAll(group);
    }
    return List.copyOf(all);
  }
}
