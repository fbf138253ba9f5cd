// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.ContentState;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.ToolRun;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Scored;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.store.StoredSpan;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Made calls, logs and tool runs for tests of stores; one number makes one span. One thread. */
public final class Calls {
  private final TreeMap<String, String> segments = new TreeMap<>();
  private final Map<String, AnyValue> attributes = new LinkedHashMap<>();
  private final List<Score> scores = new ArrayList<>();
  private final TreeMap<String, String> versions = new TreeMap<>();
  private String service = "checkout";
  private String conversationId = "";
  private String historyHash = "";
  private String input = "";
  private String output = "";
  private long durationNanos = 1_500_000_000L;
  private OptionalDouble cost = OptionalDouble.empty();
  private OptionalInt turn = OptionalInt.empty();
  private Optional<CallError> error = Optional.empty();
  private String model = "gpt-4o-2024-08-06";
  private long inputTokens = 12;

  public static Calls call() {
    return new Calls();
  }

  public Calls service(String name) {
    service = name;
    return this;
  }

  public Calls conversation(String id, int turnNumber) {
    conversationId = id;
    turn = OptionalInt.of(turnNumber);
    return this;
  }

  public Calls history(String hash) {
    historyHash = hash;
    return this;
  }

  public Calls texts(String userText, String reply) {
    input = userText;
    output = reply;
    return this;
  }

  public Calls segment(String name, String value) {
    segments.put(name, value);
    return this;
  }

  public Calls attribute(String key, AnyValue value) {
    attributes.put(key, value);
    return this;
  }

  public Calls duration(long nanos) {
    durationNanos = nanos;
    return this;
  }

  public Calls cost(double usd) {
    cost = OptionalDouble.of(usd);
    return this;
  }

  public Calls error(CallError kind) {
    error = Optional.of(kind);
    return this;
  }

  public Calls model(String name) {
    model = name;
    return this;
  }

  public Calls inputTokens(long tokens) {
    inputTokens = tokens;
    return this;
  }

  public Calls version(String part, String value) {
    versions.put(part, value);
    return this;
  }

  public Calls score(String dimension, double value, String label) {
    scores.add(
        new Score(
            dimension,
            OptionalDouble.of(value),
            label,
            ScoreStatus.OK,
            "because",
            1,
            List.of(),
            "test_rules",
            "2.1"));
    return this;
  }

  public Calls unscored(String dimension, ScoreStatus status) {
    scores.add(
        new Score(
            dimension,
            OptionalDouble.empty(),
            "",
            status,
            "no output",
            1,
            List.of(),
            "test_rules",
            "2.1"));
    return this;
  }

  /** A stored row of the call with this number at this time. */
  public StoredSpan row(int number, long startEpochNanos) {
    return new StoredSpan(span(number, startEpochNanos), scored(), number);
  }

  public static SpanKey key(int number) {
    return new SpanKey(
        String.format(Locale.ROOT, "%032x", number + 0x1000),
        String.format(Locale.ROOT, "%016x", number + 1));
  }

  private Scored scored() {
    return new Scored(scores, cost, VersionTuple.of(versions));
  }

  private GenAiSpan span(int number, long start) {
    ModelCall call =
        new ModelCall(
            "chat",
            "openai",
            "gpt-4o",
            model,
            "resp-" + number,
            new Usage(
                OptionalLong.of(inputTokens),
                OptionalLong.of(7),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Usage.Source.REPORTED),
            OptionalDouble.empty(),
            error.isPresent() ? Optional.of(FinishReason.ERROR) : Optional.of(FinishReason.STOP),
            false,
            OptionalDouble.empty(),
            error,
            turn,
            "",
            "",
            "",
            false,
            content());
    return new GenAiSpan(
        raw(number, start, "chat gpt-4o", attributes),
        "otel",
        GenAiKind.MODEL,
        Optional.of(call),
        "",
        Optional.empty(),
        List.of(),
        conversationId,
        "user-1",
        "",
        "test",
        "1.0",
        segments,
        historyHash);
  }

  private Content content() {
    return input.isEmpty() && output.isEmpty()
        ? Content.NONE
        : new Content(
            ContentState.FULL,
            "Be brief.",
            List.of(Message.text("user", input)),
            List.of(Message.text("assistant", output)),
            List.of(),
            "",
            List.of());
  }

  private Span raw(int number, long start, String name, Map<String, AnyValue> more) {
    Map<String, AnyValue> all = new LinkedHashMap<>();
    all.put("gen_ai.operation.name", AnyValue.of("chat"));
    all.putAll(more);
    SpanKey key = key(number);
    return new Span(
        key,
        "",
        "",
        name,
        SpanKind.CLIENT,
        start,
        start > Long.MAX_VALUE - durationNanos ? start : start + durationNanos,
        all,
        List.of(new SpanEvent(start, "first token", Map.of("n", AnyValue.of(1)))),
        List.of(new SpanLink(key.traceId(), key.spanId(), "", Map.of())),
        StatusCode.UNSET,
        "",
        resource(),
        new Scope("test.instrumentation", "0.1", Map.of(), ""));
  }

  /** A span that runs a tool. */
  public StoredSpan tool(int number, long startEpochNanos, String toolName) {
    GenAiSpan span =
        new GenAiSpan(
            raw(number, startEpochNanos, "execute_tool " + toolName, Map.of()),
            "otel",
            GenAiKind.TOOL,
            Optional.empty(),
            "",
            Optional.of(new ToolRun(toolName, "call-1", "{\"a\":1}", "42", error)),
            List.of(),
            conversationId,
            "",
            "",
            "test",
            "1.0",
            segments,
            "");
    return new StoredSpan(
        span,
        new Scored(List.of(), OptionalDouble.empty(), VersionTuple.of(new TreeMap<>())),
        number);
  }

  /** A log record of the call with this number. */
  public StoredLog log(int number, long epochNanos, String body) {
    LogRecord record =
        new LogRecord(
            epochNanos,
            key(number).traceId(),
            key(number).spanId(),
            1,
            9,
            "INFO",
            "gen_ai.client.inference.operation.details",
            AnyValue.of(body),
            Map.of("k", AnyValue.of("v")),
            resource(),
            Scope.EMPTY);
    return new StoredLog(record, number * 31L, number);
  }

  private Resource resource() {
    return new Resource(Map.of("service.name", AnyValue.of(service)), "");
  }
}
