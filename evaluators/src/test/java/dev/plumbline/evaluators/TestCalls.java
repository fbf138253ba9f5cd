// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.ContentState;
import dev.plumbline.model.genai.Document;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.genai.ToolDefinition;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.model.telemetry.SpanKind;
import dev.plumbline.model.telemetry.StatusCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Builds calls for tests: a plain chat that succeeded, changed where a test wants it. */
public final class TestCalls {
  /** 2026-10-20T12:00:00Z. */
  public static final long START = 1_792_497_600_000_000_000L;

  private String operation = "chat";
  private String provider = "openai";
  private String requestModel = "gpt-4o-mini";
  private String responseModel = "gpt-4o-mini-2024-07-18";
  private Usage usage = Usage.MISSING;
  private OptionalDouble reportedCost = OptionalDouble.empty();
  private Optional<FinishReason> finish = Optional.of(FinishReason.STOP);
  private OptionalDouble ttft = OptionalDouble.empty();
  private Optional<CallError> error = Optional.empty();
  private OptionalInt turn = OptionalInt.empty();
  private String schema = "";
  private boolean json;
  private String system = "";
  private final List<Message> input = new ArrayList<>();
  private final List<Message> output = new ArrayList<>();
  private final List<ToolDefinition> tools = new ArrayList<>();
  private final List<Document> documents = new ArrayList<>();
  private ContentState state = ContentState.FULL;
  private long millis = 1000;
  private String appVersion = "";
  private final Map<String, AnyValue> attributes = new LinkedHashMap<>();

  public static TestCalls chat() {
    return new TestCalls();
  }

  public TestCalls operation(String value) {
    operation = value;
    return this;
  }

  public TestCalls model(String itsProvider, String request, String response) {
    provider = itsProvider;
    requestModel = request;
    responseModel = response;
    return this;
  }

  public TestCalls usage(long in, long out) {
    return usage(in, out, 0, 0, 0);
  }

  public TestCalls usage(long in, long out, long cacheRead, long cacheWrite, long reasoning) {
    usage =
        new Usage(
            OptionalLong.of(in),
            OptionalLong.of(out),
            OptionalLong.of(cacheRead),
            OptionalLong.of(cacheWrite),
            OptionalLong.of(reasoning),
            Usage.Source.REPORTED);
    return this;
  }

  public TestCalls usage(Usage value) {
    usage = value;
    return this;
  }

  public TestCalls reportedCost(double usd) {
    reportedCost = OptionalDouble.of(usd);
    return this;
  }

  public TestCalls finish(FinishReason value) {
    finish = Optional.of(value);
    return this;
  }

  public TestCalls ttft(double ms) {
    ttft = OptionalDouble.of(ms);
    return this;
  }

  public TestCalls error(CallError value) {
    error = Optional.of(value);
    return this;
  }

  public TestCalls turn(int value) {
    turn = OptionalInt.of(value);
    return this;
  }

  public TestCalls schema(String value) {
    schema = value;
    json = true;
    return this;
  }

  public TestCalls json() {
    json = true;
    return this;
  }

  public TestCalls system(String value) {
    system = value;
    return this;
  }

  public TestCalls user(String text) {
    input.add(Message.text("user", text));
    return this;
  }

  public TestCalls earlierAnswer(String text) {
    input.add(Message.text("assistant", text));
    return this;
  }

  public TestCalls input(Message message) {
    input.add(message);
    return this;
  }

  public TestCalls answer(String text) {
    output.add(Message.text("assistant", text));
    return this;
  }

  public TestCalls answer(Part part) {
    output.add(new Message("assistant", List.of(part), ""));
    return this;
  }

  public TestCalls toolCall(String name, String arguments) {
    return answer(new Part.ToolCall("call_1", name, arguments));
  }

  public TestCalls tool(String name, String parameters) {
    return tool(name, "", parameters);
  }

  public TestCalls tool(String name, String description, String parameters) {
    tools.add(new ToolDefinition(name, description, parameters));
    return this;
  }

  public TestCalls document(String id, String text) {
    documents.add(new Document(id, text, Double.NaN));
    return this;
  }

  public TestCalls content(ContentState value) {
    state = value;
    return this;
  }

  public TestCalls millis(long value) {
    millis = value;
    return this;
  }

  public TestCalls appVersion(String value) {
    appVersion = value;
    return this;
  }

  public TestCalls attribute(String name, String value) {
    attributes.put(name, AnyValue.of(value));
    return this;
  }

  public ModelCall call() {
    return new ModelCall(
        operation,
        provider,
        requestModel,
        responseModel,
        "",
        usage,
        reportedCost,
        finish,
        ttft.isPresent(),
        ttft,
        error,
        turn,
        "",
        "",
        schema,
        json,
        new Content(
            state,
            system,
            input,
            output,
            tools,
            tools.isEmpty() ? "" : tools.toString(),
            documents));
  }

  public GenAiSpan span() {
    return wrap(Optional.of(call()));
  }

  /** A span that is no call to a model. */
  public GenAiSpan noCall() {
    return wrap(Optional.empty());
  }

  private GenAiSpan wrap(Optional<ModelCall> call) {
    Span span =
        new Span(
            new SpanKey("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"),
            "",
            "",
            "chat",
            SpanKind.CLIENT,
            START,
            START + millis * 1_000_000,
            attributes,
            List.of(),
            List.of(),
            StatusCode.UNSET,
            "",
            Resource.EMPTY,
            new Scope("", "", Map.of(), ""));
    return new GenAiSpan(
        span,
        "otel",
        GenAiKind.MODEL,
        call,
        "",
        Optional.empty(),
        List.of(),
        "",
        "",
        "",
        "",
        appVersion,
        new TreeMap<>(),
        "");
  }
}
