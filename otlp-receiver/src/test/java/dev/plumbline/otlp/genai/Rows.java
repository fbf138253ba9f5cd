// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.SpanReader.Reading;
import dev.plumbline.model.genai.ToolRun;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.EmptyValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.SpanKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A store in memory: what the views model_calls and tool_calls would show of what was read. */
final class Rows {
  private final Map<SpanKey, GenAiSpan> spans = new LinkedHashMap<>();
  int changes;

  void store(Reading reading) {
    reading.fresh().forEach(span -> spans.put(span.span().key(), span));
    for (GenAiSpan span : reading.changed()) {
      if (spans.put(span.span().key(), span) == null) {
        throw new IllegalStateException("changed before it was handed on: " + span.span().key());
      }
      changes++;
    }
  }

  List<GenAiSpan> spans() {
    return List.copyOf(spans.values());
  }

  /** As {@code replay_check.py --from-rows} takes them. */
  String json() {
    List<AnyValue> calls = new ArrayList<>();
    List<AnyValue> tools = new ArrayList<>();
    List<AnyValue> all = new ArrayList<>();
    for (GenAiSpan span : spans.values()) {
      all.add(new MapValue(key(span)));
      span.call().ifPresent(call -> calls.add(call(span, call)));
      span.tool().ifPresent(tool -> tools.add(tool(span, tool)));
    }
    Map<String, AnyValue> tables = new LinkedHashMap<>();
    tables.put("model_calls", new ArrayValue(calls));
    tables.put("tool_calls", new ArrayValue(tools));
    tables.put("otel_traces", new ArrayValue(all));
    return new MapValue(tables).asJson();
  }

  /** Every span, in words: what was left empty is left out. */
  AnyValue readings() {
    List<AnyValue> out = new ArrayList<>();
    for (GenAiSpan span : spans.values()) {
      Map<String, AnyValue> row = new LinkedHashMap<>();
      row.put("span", AnyValue.of(span.span().name()));
      row.put("SpanId", AnyValue.of(span.span().key().spanId()));
      row.put("Dialect", AnyValue.of(span.dialect()));
      row.put("Kind", AnyValue.of(span.kind().label()));
      row.put("DuplicateOf", AnyValue.of(span.duplicateOf()));
      row.put("ConversationId", AnyValue.of(span.conversationId()));
      row.put("UserId", AnyValue.of(span.userId()));
      row.put("AgentName", AnyValue.of(span.agentName()));
      row.put("Environment", AnyValue.of(span.environment()));
      row.put("AppVersion", AnyValue.of(span.appVersion()));
      span.segments().forEach((name, value) -> row.put("segment " + name, AnyValue.of(value)));
      span.retrieved()
          .forEach(
              document -> row.put("document " + document.id(), AnyValue.of(document.content())));
      span.call().ifPresent(call -> row.put("call", said(call(span, call), call)));
      span.tool().ifPresent(tool -> row.put("tool", said(tool(span, tool))));
      out.add(said(new MapValue(row)));
    }
    return new ArrayValue(out);
  }

  private static AnyValue said(AnyValue row, ModelCall call) {
    Map<String, AnyValue> out = new LinkedHashMap<>();
    if (said(row) instanceof MapValue(Map<String, AnyValue> members)) {
      out.putAll(members);
    }
    call.reportedCostUsd().ifPresent(usd -> out.put("ReportedCostUsd", AnyValue.of(usd)));
    out.put("JsonRequested", AnyValue.of(call.jsonRequested()));
    out.put("OutputSchema", AnyValue.of(call.outputSchemaJson()));
    out.put("input", new ArrayValue(call.content().input().stream().map(Rows::message).toList()));
    out.put("output", new ArrayValue(call.content().output().stream().map(Rows::message).toList()));
    out.put(
        "tools",
        new ArrayValue(
            call.content().tools().stream().map(tool -> AnyValue.of(tool.toString())).toList()));
    out.put(
        "documents",
        new ArrayValue(
            call.content().documents().stream().map(doc -> AnyValue.of(doc.toString())).toList()));
    return said(new MapValue(out));
  }

  private static AnyValue message(Message message) {
    return AnyValue.of(message.role() + " " + message.parts() + " " + message.finishReason());
  }

  private static AnyValue said(AnyValue row) {
    Map<String, AnyValue> out = new LinkedHashMap<>();
    if (row instanceof MapValue(Map<String, AnyValue> members)) {
      members.forEach((name, value) -> {
        boolean key = name.equals("TraceId") || name.equals("ServiceName");
        if (!key && !Values.empty(value) && !value.asText().equals("false")) {
          out.put(name, value);
        }
      });
    }
    return new MapValue(out);
  }

  private static Map<String, AnyValue> key(GenAiSpan span) {
    Map<String, AnyValue> row = new LinkedHashMap<>();
    row.put("TraceId", AnyValue.of(span.span().key().traceId()));
    row.put("SpanId", AnyValue.of(span.span().key().spanId()));
    row.put("ServiceName", AnyValue.of(span.span().resource().serviceName()));
    return row;
  }

  static AnyValue call(GenAiSpan span, ModelCall call) {
    Map<String, AnyValue> row = key(span);
    row.put("Environment", AnyValue.of(span.environment()));
    row.put("Dialect", AnyValue.of(span.dialect()));
    row.put("Operation", AnyValue.of(call.operation()));
    row.put("Provider", AnyValue.of(call.provider()));
    row.put("RequestModel", AnyValue.of(call.requestModel()));
    row.put("ResponseModel", AnyValue.of(call.responseModel()));
    row.put("ResponseId", AnyValue.of(call.responseId()));
    row.put("InputTokens", number(call.usage().input()));
    row.put("OutputTokens", number(call.usage().output()));
    row.put("CacheReadTokens", number(call.usage().cacheRead()));
    row.put("CacheWriteTokens", number(call.usage().cacheWrite()));
    row.put("ReasoningTokens", number(call.usage().reasoning()));
    row.put("UsageSource", AnyValue.of(call.usage().source().label()));
    row.put("FinishReason", AnyValue.of(call.finish().map(f -> f.label()).orElse("")));
    row.put("Streaming", AnyValue.of(call.streaming() ? 1 : 0));
    row.put(
        "TimeToFirstTokenMs",
        call.timeToFirstTokenMs().isPresent()
            ? AnyValue.of(call.timeToFirstTokenMs().getAsDouble())
            : EmptyValue.INSTANCE);
    row.put("DurationMs", AnyValue.of(span.span().durationNanos() / 1e6));
    row.put("ErrorType", AnyValue.of(call.errorType().map(e -> e.label()).orElse("")));
    row.put("ConversationId", AnyValue.of(span.conversationId()));
    row.put(
        "Turn",
        call.turn().isPresent() ? AnyValue.of(call.turn().getAsInt()) : EmptyValue.INSTANCE);
    row.put("UserId", AnyValue.of(span.userId()));
    row.put("PromptName", AnyValue.of(call.promptName()));
    row.put("PromptVersion", AnyValue.of(call.promptVersion()));
    row.put("AgentName", AnyValue.of(span.agentName()));
    row.put("ContentState", AnyValue.of(call.content().state().label()));
    row.put("InputText", AnyValue.of(call.content().inputText()));
    row.put("OutputText", AnyValue.of(call.content().outputText()));
    row.put("SystemText", AnyValue.of(call.content().system()));
    row.put("ReasoningText", AnyValue.of(call.content().reasoningText()));
    row.put("ToolDefinitions", AnyValue.of(call.content().toolsJson()));
    return new MapValue(row);
  }

  static AnyValue tool(GenAiSpan span, ToolRun tool) {
    Map<String, AnyValue> row = key(span);
    row.put("ToolName", AnyValue.of(tool.name()));
    row.put("ToolCallId", AnyValue.of(tool.callId()));
    row.put("Arguments", AnyValue.of(tool.arguments()));
    row.put("Result", AnyValue.of(tool.result()));
    row.put("ErrorType", AnyValue.of(tool.errorType().map(e -> e.label()).orElse("")));
    row.put("AgentName", AnyValue.of(span.agentName()));
    row.put("ConversationId", AnyValue.of(span.conversationId()));
    return new MapValue(row);
  }

  private static AnyValue number(OptionalLong value) {
    return value.isPresent() ? AnyValue.of(value.getAsLong()) : EmptyValue.INSTANCE;
  }
}
