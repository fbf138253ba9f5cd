// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.model.telemetry.SpanKind;
import dev.plumbline.model.telemetry.StatusCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A span or log record of the service {@code shop}, by default of the OpenTelemetry dialect. */
final class TestSpan {
  private static final Resource SHOP =
      new Resource(Map.of("service.name", AnyValue.of("shop")), "");

  private final String traceId;
  private final String spanId;
  private final Map<String, AnyValue> attributes = new LinkedHashMap<>();
  private final Map<String, AnyValue> body = new LinkedHashMap<>();
  private String parentId = "";
  private String scope = "opentelemetry.instrumentation.genai.openai";
  private String event = "";
  private long second = 1_000;

  private TestSpan(int trace, int span) {
    this.traceId = "%032x".formatted(trace + 0xabc000);
    this.spanId = "%016x".formatted(span + 0xdef000);
  }

  static TestSpan span(int trace, int span) {
    return new TestSpan(trace, span);
  }

  static TestSpan log(int trace, int span, String event) {
    TestSpan log = new TestSpan(trace, span).at(1);
    log.event = event;
    return log;
  }

  TestSpan parent(int span) {
    parentId = "%016x".formatted(span + 0xdef000);
    return this;
  }

  /** A chat call to the model. */
  TestSpan model(String model) {
    return set("gen_ai.operation.name", "chat").set("gen_ai.request.model", model);
  }

  TestSpan at(long epochSecond) {
    second = epochSecond;
    return this;
  }

  TestSpan scope(String name) {
    scope = name;
    return this;
  }

  TestSpan set(String key, Object value) {
    attributes.put(key, any(value));
    return this;
  }

  TestSpan body(String key, Object value) {
    body.put(key, any(value));
    return this;
  }

  private static AnyValue any(Object value) {
    return switch (value) {
      case AnyValue any -> any;
      case Integer number -> AnyValue.of(number);
      case Map<?, ?> members -> {
        Map<String, AnyValue> out = new LinkedHashMap<>();
        members.forEach((name, member) -> out.put(name.toString(), any(member)));
        yield new AnyValue.MapValue(out);
      }
      default -> AnyValue.of(value.toString());
    };
  }

  Span build() {
    return new Span(
        new SpanKey(traceId, spanId),
        parentId,
        "",
        "a span",
        SpanKind.INTERNAL,
        second * 1_000_000_000,
        second * 1_000_000_000 + 50_000_000,
        attributes,
        List.of(),
        List.of(),
        StatusCode.UNSET,
        "",
        SHOP,
        new Scope(scope, "", Map.of(), ""));
  }

  LogRecord logRecord() {
    return new LogRecord(
        second * 1_000_000_000,
        traceId,
        spanId,
        0,
        9,
        "",
        event,
        body.isEmpty() ? AnyValue.EmptyValue.INSTANCE : new AnyValue.MapValue(body),
        attributes,
        SHOP,
        new Scope(scope, "", Map.of(), ""));
  }
}
