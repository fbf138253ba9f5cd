// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanEvent;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.model.telemetry.SpanKind;
import dev.plumbline.model.telemetry.StatusCode;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Captured OTLP requests as spans and log records. */
final class Captured {
  private Captured() {}

  static List<Span> spans(byte[] request) throws InvalidProtocolBufferException {
    List<Span> out = new ArrayList<>();
    for (var resourceSpans : ExportTraceServiceRequest.parseFrom(request).getResourceSpansList()) {
      Resource resource = resource(resourceSpans.getResource());
      for (var scopeSpans : resourceSpans.getScopeSpansList()) {
        Scope scope = scope(scopeSpans.getScope());
        scopeSpans.getSpansList().forEach(span -> out.add(span(span, resource, scope)));
      }
    }
    return out;
  }

  private static Span span(
      io.opentelemetry.proto.trace.v1.Span span, Resource resource, Scope scope) {
    List<SpanEvent> events = new ArrayList<>();
    span.getEventsList()
        .forEach(event ->
            events.add(
                new SpanEvent(
                    event.getTimeUnixNano(),
                    event.getName(),
                    attributes(event.getAttributesList()))));
    return new Span(
        new SpanKey(hex(span.getTraceId()), hex(span.getSpanId())),
        hex(span.getParentSpanId()),
        span.getTraceState(),
        span.getName(),
        SpanKind.valueOf(span.getKind().name().replace("SPAN_KIND_", "")),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        attributes(span.getAttributesList()),
        events,
        List.of(),
        StatusCode.valueOf(span.getStatus().getCode().name().replace("STATUS_CODE_", "")),
        span.getStatus().getMessage(),
        resource,
        scope);
  }

  static List<LogRecord> logs(byte[] request) throws InvalidProtocolBufferException {
    List<LogRecord> out = new ArrayList<>();
    for (var resourceLogs : ExportLogsServiceRequest.parseFrom(request).getResourceLogsList()) {
      Resource resource = resource(resourceLogs.getResource());
      for (var scopeLogs : resourceLogs.getScopeLogsList()) {
        Scope scope = scope(scopeLogs.getScope());
        for (var log : scopeLogs.getLogRecordsList()) {
          out.add(
              new LogRecord(
                  log.getTimeUnixNano() == 0
                      ? log.getObservedTimeUnixNano()
                      : log.getTimeUnixNano(),
                  hex(log.getTraceId()),
                  hex(log.getSpanId()),
                  0,
                  log.getSeverityNumberValue(),
                  log.getSeverityText(),
                  log.getEventName(),
                  value(log.getBody()),
                  attributes(log.getAttributesList()),
                  resource,
                  scope));
        }
      }
    }
    return out;
  }

  private static Resource resource(io.opentelemetry.proto.resource.v1.Resource resource) {
    return new Resource(attributes(resource.getAttributesList()), "");
  }

  private static Scope scope(InstrumentationScope scope) {
    return new Scope(scope.getName(), scope.getVersion(), Map.of(), "");
  }

  private static Map<String, AnyValue> attributes(List<KeyValue> list) {
    Map<String, AnyValue> out = new LinkedHashMap<>();
    list.forEach(pair -> out.put(pair.getKey(), value(pair.getValue())));
    return out;
  }

  private static AnyValue value(io.opentelemetry.proto.common.v1.AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> AnyValue.of(value.getStringValue());
      case BOOL_VALUE -> AnyValue.of(value.getBoolValue());
      case INT_VALUE -> AnyValue.of(value.getIntValue());
      case DOUBLE_VALUE -> AnyValue.of(value.getDoubleValue());
      case BYTES_VALUE -> new AnyValue.BytesValue(value.getBytesValue().toByteArray());
      case ARRAY_VALUE ->
          new AnyValue.ArrayValue(
              value.getArrayValue().getValuesList().stream().map(Captured::value).toList());
      case KVLIST_VALUE ->
          new AnyValue.MapValue(attributes(value.getKvlistValue().getValuesList()));
      default -> AnyValue.EmptyValue.INSTANCE;
    };
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
