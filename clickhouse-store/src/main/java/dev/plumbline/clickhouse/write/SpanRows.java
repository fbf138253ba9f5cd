// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.write;

import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.Document;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.ToolRun;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/** Encodes rows of {@code otel_traces}. The order of columns stands here once. One thread. */
final class SpanRows {
  static final String SCORE_PREFIX = "plumbline.score.";
  static final String LABEL_PREFIX = "plumbline.label.";

  /** Segments with a column of their own; every other one is in the map {@code Segments}. */
  private static final Map<String, String> SEGMENT_COLUMNS = segmentColumns();

  /** What the exporter has, except attributes. */
  private static final List<String> FIXED =
      List.of(
          "Timestamp",
          "TraceId",
          "SpanId",
          "ParentSpanId",
          "TraceState",
          "SpanName",
          "SpanKind",
          "ServiceName",
          "ResourceAttributes",
          "ScopeName",
          "ScopeVersion",
          "Duration",
          "StatusCode",
          "StatusMessage",
          "Events.Timestamp",
          "Events.Name",
          "Events.Attributes",
          "Links.TraceId",
          "Links.SpanId",
          "Links.TraceState",
          "Links.Attributes",
          "ReceivedAt",
          "IngestPosition");

  /** What a patch replaces: everything that later data can change. */
  static final List<String> PATCHED = patched();

  static final List<String> INSERTED = joined(FIXED, PATCHED);

  /** How a patch is staged: its key, then the columns. */
  static final List<String> STAGED = joined(List.of("Key", "TraceId", "SpanId"), PATCHED);

  private final Attributes attributes = new Attributes();

  void insert(RowBinaryWriter out, StoredSpan row, int receivedAtSeconds, long changedAtMillis) {
    Span span = row.span().span();
    out.int64(span.startEpochNanos());
    out.string(span.key().traceId());
    out.string(span.key().spanId());
    out.string(span.parentSpanId());
    out.string(span.traceState());
    out.string(span.name());
    out.string(span.kind().text());
    out.string(span.resource().serviceName());
    attributes.resource(out, span.resource());
    out.string(span.scope().name());
    out.string(span.scope().version());
    out.int64(span.durationNanos());
    out.string(span.statusCode().text());
    out.string(span.statusMessage());
    Attributes.events(out, span.events());
    Attributes.links(out, span.links());
    out.int32(receivedAtSeconds);
    out.int64(row.ingestPosition());
    patched(out, row, changedAtMillis);
  }

  void stage(RowBinaryWriter out, StoredSpan row, long changedAtMillis) {
    String traceId = row.span().span().key().traceId();
    String spanId = row.span().span().key().spanId();
    out.string(traceId + spanId);
    out.string(traceId);
    out.string(spanId);
    patched(out, row, changedAtMillis);
  }

  private void patched(RowBinaryWriter out, StoredSpan row, long changedAtMillis) {
    GenAiSpan span = row.span();
    spanAttributes(out, span.span(), row.scored().scores());
    out.int64(changedAtMillis);
    out.string(span.dialect());
    out.string(span.kind().label());
    out.string(span.duplicateOf());
    out.string(span.conversationId());
    out.string(span.historyHash());
    out.string(span.userId());
    out.string(span.agentName());
    out.string(span.environment());
    out.string(span.appVersion());
    segments(out, span.segments());
    if (span.call().isPresent()) {
      call(out, span.call().get(), row.scored().costUsd(), span.retrieved());
    } else {
      noCall(out, span.retrieved());
    }
    error(out, span);
    tool(out, span);
    scores(out, row.scored().scores());
    out.string(row.scored().scores().isEmpty() ? "" : row.scored().versions().hash());
  }

  /** Raw attributes as sent, then ours; a sender's own ones of the same names give way. */
  private static void spanAttributes(RowBinaryWriter out, Span span, List<Score> scores) {
    int ours = 0;
    for (Score score : scores) {
      ours += (score.value().isPresent() ? 1 : 0) + (score.label().isEmpty() ? 0 : 1);
    }
    Map<String, AnyValue> raw = span.attributes();
    if (ours > 0 && raw.keySet().stream().anyMatch(SpanRows::isOurs)) {
      Map<String, AnyValue> kept = new LinkedHashMap<>(raw);
      for (Score score : scores) {
        kept.remove(SCORE_PREFIX + score.dimension());
        kept.remove(LABEL_PREFIX + score.dimension());
      }
      raw = kept;
    }
    out.length(raw.size() + ours);
    raw.forEach((key, value) -> {
      out.string(key);
      out.string(value.asText());
    });
    for (Score score : scores) {
      if (score.value().isPresent()) {
        out.string(SCORE_PREFIX.concat(score.dimension()));
        out.string(AnyValue.of(score.value().getAsDouble()).asText());
      }
      if (!score.label().isEmpty()) {
        out.string(LABEL_PREFIX.concat(score.dimension()));
        out.string(score.label());
      }
    }
  }

  private static boolean isOurs(String key) {
    return key.startsWith(SCORE_PREFIX) || key.startsWith(LABEL_PREFIX);
  }

  private static void segments(RowBinaryWriter out, SortedMap<String, String> segments) {
    int others = segments.size();
    for (String name : SEGMENT_COLUMNS.keySet()) {
      String value = segments.get(name);
      out.string(value == null ? "" : value);
      others -= value == null ? 0 : 1;
    }
    out.length(others);
    if (others > 0) {
      segments.forEach((name, value) -> {
        if (!SEGMENT_COLUMNS.containsKey(name)) {
          out.string(name);
          out.string(value);
        }
      });
    }
  }

  private static void call(
      RowBinaryWriter out, ModelCall call, OptionalDouble costUsd, List<Document> retrieved) {
    Content content = call.content();
    Usage usage = call.usage();
    out.bool(true);
    out.string(call.operation());
    out.string(call.provider());
    out.string(call.requestModel());
    out.string(call.responseModel());
    out.string(call.responseId());
    out.nullableUInt64(usage.input());
    out.nullableUInt64(usage.output());
    out.nullableUInt64(usage.cacheRead());
    out.nullableUInt64(usage.cacheWrite());
    out.nullableUInt64(usage.reasoning());
    out.string(usage.source().label());
    out.nullableFloat64(costUsd);
    out.string(call.finish().map(FinishReason::label).orElse(""));
    out.bool(call.streaming());
    out.nullableFloat64(call.timeToFirstTokenMs());
    out.bool(call.turn().isEmpty());
    if (call.turn().isPresent()) {
      out.int32(call.turn().getAsInt());
    }
    out.string(call.promptName());
    out.string(call.promptVersion());
    out.string(content.state().label());
    out.string(content.inputText());
    out.string(content.outputText());
    out.string(content.system());
    out.string(content.reasoningText());
    out.string(content.toolsJson());
    documents(out, content.documents().isEmpty() ? retrieved : content.documents());
  }

  private static void noCall(RowBinaryWriter out, List<Document> retrieved) {
    out.bool(false);
    for (int texts = 0; texts < 5; texts++) {
      out.string("");
    }
    for (int tokens = 0; tokens < 5; tokens++) {
      out.nullableUInt64(OptionalLong.empty());
    }
    out.string(""); // usage source
    out.nullableFloat64(OptionalDouble.empty());
    out.string(""); // finish reason
    out.bool(false);
    out.nullableFloat64(OptionalDouble.empty());
    out.bool(true); // turn
    for (int texts = 0; texts < 8; texts++) {
      out.string("");
    }
    documents(out, retrieved);
  }

  private static void documents(RowBinaryWriter out, List<Document> documents) {
    if (documents.isEmpty()) {
      out.string("");
      return;
    }
    List<AnyValue> items = new ArrayList<>(documents.size());
    for (Document document : documents) {
      Map<String, AnyValue> item = new LinkedHashMap<>();
      item.put("id", AnyValue.of(document.id()));
      item.put("content", AnyValue.of(document.content()));
      if (!Double.isNaN(document.score())) {
        item.put("score", AnyValue.of(document.score()));
      }
      items.add(new AnyValue.MapValue(item));
    }
    out.string(new AnyValue.ArrayValue(items).asJson());
  }

  private static void error(RowBinaryWriter out, GenAiSpan span) {
    out.string(
        span.call()
            .flatMap(ModelCall::errorType)
            .or(() -> span.tool().flatMap(ToolRun::errorType))
            .map(CallError::label)
            .orElse(""));
  }

  private static void tool(RowBinaryWriter out, GenAiSpan span) {
    if (span.tool().isEmpty()) {
      for (int texts = 0; texts < 4; texts++) {
        out.string("");
      }
      return;
    }
    ToolRun tool = span.tool().get();
    out.string(tool.name());
    out.string(tool.callId());
    out.string(tool.arguments());
    out.string(tool.result());
  }

  private static void scores(RowBinaryWriter out, List<Score> scores) {
    int n = scores.size();
    out.length(n);
    for (Score score : scores) {
      out.string(score.dimension());
    }
    out.length(n);
    for (Score score : scores) {
      out.float64(score.value().orElse(Double.NaN));
    }
    out.length(n);
    for (Score score : scores) {
      out.string(score.label());
    }
    out.length(n);
    for (Score score : scores) {
      out.uint8(status(score.status()));
    }
    out.length(n);
    for (Score score : scores) {
      out.string(score.evaluator() + "@" + score.evaluatorVersion());
    }
    out.length(n);
    for (Score score : scores) {
      out.string(score.explanation());
    }
    out.length(n);
    for (Score score : scores) {
      out.float32((float) score.confidence());
    }
    out.length(n);
    for (Score score : scores) {
      out.string(evidence(score.evidence()));
    }
  }

  /** As the column's Enum8 numbers them. */
  private static int status(ScoreStatus status) {
    return switch (status) {
      case OK -> 0;
      case ABSTAIN -> 1;
      case NOT_APPLICABLE -> 2;
      case INVALID -> 3;
      case SKIPPED -> 4;
    };
  }

  static String evidence(List<Evidence> evidence) {
    if (evidence.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (Evidence e : evidence) {
      text.append(text.isEmpty() ? "" : ";").append(e.source()).append(':').append(e.start());
      text.append(':').append(e.end()).append(':').append(e.rule());
    }
    return text.toString();
  }

  private static List<String> patched() {
    List<String> columns = new ArrayList<>();
    columns.addAll(
        List.of(
            "SpanAttributes",
            "ChangedAt",
            "Dialect",
            "GenAiKind",
            "DuplicateOf",
            "ConversationId",
            "HistoryHash",
            "UserId",
            "AgentName",
            "Environment",
            "AppVersion"));
    columns.addAll(SEGMENT_COLUMNS.values());
    columns.addAll(
        List.of(
            "Segments",
            "IsCall",
            "Operation",
            "Provider",
            "RequestModel",
            "ResponseModel",
            "ResponseId",
            "InputTokens",
            "OutputTokens",
            "CacheReadTokens",
            "CacheWriteTokens",
            "ReasoningTokens",
            "UsageSource",
            "CostUsd",
            "FinishReason",
            "Streaming",
            "TimeToFirstTokenMs",
            "Turn",
            "PromptName",
            "PromptVersion",
            "ContentState",
            "InputText",
            "OutputText",
            "SystemText",
            "ReasoningText",
            "ToolDefinitions",
            "Documents",
            "ErrorType",
            "ToolName",
            "ToolCallId",
            "ToolArguments",
            "ToolResult",
            "Score.Dimension",
            "Score.Value",
            "Score.Label",
            "Score.Status",
            "Score.Evaluator",
            "Score.Explanation",
            "Score.Confidence",
            "Score.Evidence",
            "VersionTuple"));
    return List.copyOf(columns);
  }

  private static Map<String, String> segmentColumns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("feature", "Feature");
    columns.put("task", "Task");
    columns.put("intent", "Intent");
    columns.put("traffic_source", "TrafficSource");
    columns.put("customer", "Customer");
    columns.put("user_tier", "UserTier");
    columns.put("region", "Region");
    columns.put("platform", "Platform");
    columns.put("language", "Language");
    return columns;
  }

  /** Names of segments that have a column of their own. */
  static Set<String> segmentsWithColumn() {
    return SEGMENT_COLUMNS.keySet();
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }
}
