// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import static io.opentelemetry.proto.trace.v1.Span.ATTRIBUTES_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.END_TIME_UNIX_NANO_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.EVENTS_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.KIND_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.LINKS_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.NAME_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.PARENT_SPAN_ID_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.SPAN_ID_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.START_TIME_UNIX_NANO_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.STATUS_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.TRACE_ID_FIELD_NUMBER;
import static io.opentelemetry.proto.trace.v1.Span.TRACE_STATE_FIELD_NUMBER;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanEvent;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.model.telemetry.SpanKind;
import dev.plumbline.model.telemetry.SpanLink;
import dev.plumbline.model.telemetry.StatusCode;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads spans, and sets right what can be: see docs/receiving.md, "What is set right". */
final class SpanItems implements RequestWalk.ItemReader {
  /** On a span of which a field was set right: the names of these fields, joined by a comma. */
  static final String ADJUSTED = "plumbline.adjusted";

  /** How many events or links were left out because there were too many. */
  static final String DROPPED_EVENTS = "plumbline.dropped_events";

  private static final int TRACE_ID = TRACE_ID_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int SPAN_ID = SPAN_ID_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int TRACE_STATE = TRACE_STATE_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int PARENT = PARENT_SPAN_ID_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int NAME = NAME_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int KIND = KIND_FIELD_NUMBER << 3 | WireReader.VARINT;
  private static final int START = START_TIME_UNIX_NANO_FIELD_NUMBER << 3 | WireReader.FIXED64;
  private static final int END = END_TIME_UNIX_NANO_FIELD_NUMBER << 3 | WireReader.FIXED64;
  private static final int ATTRIBUTES = ATTRIBUTES_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int EVENTS = EVENTS_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int LINKS = LINKS_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int STATUS = STATUS_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int EVENT_TIME = Event.TIME_UNIX_NANO_FIELD_NUMBER << 3 | WireReader.FIXED64;
  private static final int EVENT_NAME = Event.NAME_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int EVENT_ATTRIBUTES = Event.ATTRIBUTES_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int LINK_TRACE_ID = Link.TRACE_ID_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int LINK_SPAN_ID = Link.SPAN_ID_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int LINK_STATE = Link.TRACE_STATE_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int LINK_ATTRIBUTES = Link.ATTRIBUTES_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int STATUS_MESSAGE = Status.MESSAGE_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int STATUS_CODE = Status.CODE_FIELD_NUMBER << 3 | WireReader.VARINT;

  private static final SpanKind[] KINDS = SpanKind.values();
  private static final StatusCode[] CODES = StatusCode.values();

  private final DecodeLimits limits;
  private final AttributeReader attributes;
  private final StringCache cache;
  private final RequestWalk walk;
  private final long receivedAt;
  private final List<Span> spans = new ArrayList<>();
  private boolean timedByReceipt;

  SpanItems(
      DecodeLimits limits,
      AttributeReader attributes,
      StringCache cache,
      RequestWalk walk,
      long receivedAt) {
    this.limits = limits;
    this.attributes = attributes;
    this.cache = cache;
    this.walk = walk;
    this.receivedAt = receivedAt;
  }

  Decoded.Traces result() {
    return new Decoded.Traces(spans, walk.rejected(), timedByReceipt);
  }

  @Override
  public void read(WireReader in, Resource resource, Scope scope) {
    String traceId = "";
    String spanId = "";
    String parent = "";
    String traceState = "";
    String name = "";
    SpanKind kind = SpanKind.UNSPECIFIED;
    long start = 0;
    long end = 0;
    Map<String, AnyValue> found = new LinkedHashMap<>(32);
    List<SpanEvent> events = List.of();
    List<SpanLink> links = List.of();
    StatusCode code = StatusCode.UNSET;
    String message = "";
    for (int tag; (tag = in.tag()) != 0; ) {
      switch (tag) {
        case TRACE_ID -> traceId = in.id(16);
        case SPAN_ID -> spanId = in.id(8);
        case TRACE_STATE -> traceState = in.string(cache);
        case PARENT -> parent = in.id(8);
        case NAME -> name = in.string(cache);
        case KIND -> kind = known(KINDS, in.varint(), SpanKind.UNSPECIFIED);
        case START -> start = in.fixed64();
        case END -> end = in.fixed64();
        case ATTRIBUTES -> attributes.readInto(in, found);
        case EVENTS -> events = added(events, event(in), found);
        case LINKS -> links = added(links, link(in), found);
        case STATUS -> {
          int outer = in.enter();
          for (int field; (field = in.tag()) != 0; ) {
            switch (field) {
              case STATUS_MESSAGE -> message = in.string(cache);
              case STATUS_CODE -> code = known(CODES, in.varint(), StatusCode.UNSET);
              default -> in.skip(field);
            }
          }
          in.leave(outer);
        }
        default -> in.skip(tag);
      }
    }
    if (traceId.isEmpty()) {
      walk.reject(RejectReason.TRACE_ID);
    } else if (spanId.isEmpty()) {
      walk.reject(RejectReason.SPAN_ID);
    } else if (start < 0 || end < 0) {
      walk.reject(RejectReason.TIME);
    } else {
      if (start == 0) {
        start = end == 0 ? receivedAt : end;
        timedByReceipt |= end == 0;
        adjusted(found, "start_time");
      }
      if (end < start) {
        end = start;
        adjusted(found, "end_time");
      }
      spans.add(
          new Span(
              new SpanKey(traceId, spanId),
              parent,
              traceState,
              name,
              kind,
              start,
              end,
              found,
              timed(events, start),
              links,
              code,
              message,
              resource,
              scope));
    }
  }

  private SpanEvent event(WireReader in) {
    long time = 0;
    String name = "";
    Map<String, AnyValue> found = new LinkedHashMap<>();
    int outer = in.enter();
    for (int tag; (tag = in.tag()) != 0; ) {
      switch (tag) {
        case EVENT_TIME -> time = in.fixed64();
        case EVENT_NAME -> name = in.string(cache);
        case EVENT_ATTRIBUTES -> attributes.readInto(in, found);
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    return new SpanEvent(time, name, found);
  }

  private SpanLink link(WireReader in) {
    String traceId = "";
    String spanId = "";
    String traceState = "";
    Map<String, AnyValue> found = new LinkedHashMap<>();
    int outer = in.enter();
    for (int tag; (tag = in.tag()) != 0; ) {
      switch (tag) {
        case LINK_TRACE_ID -> traceId = in.id(16);
        case LINK_SPAN_ID -> spanId = in.id(8);
        case LINK_STATE -> traceState = in.string(cache);
        case LINK_ATTRIBUTES -> attributes.readInto(in, found);
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    return new SpanLink(traceId, spanId, traceState, found);
  }

  private <T> List<T> added(List<T> list, T item, Map<String, AnyValue> notes) {
    if (list.size() >= limits.maxEvents()) {
      long before = notes.get(DROPPED_EVENTS) instanceof AnyValue.IntValue(long n) ? n : 0;
      notes.put(DROPPED_EVENTS, AnyValue.of(before + 1));
      return list;
    }
    List<T> grown = list.isEmpty() ? new ArrayList<>() : list;
    grown.add(item);
    return grown;
  }

  /** An event without a time, or with one that cannot be, happened when the span began. */
  private static List<SpanEvent> timed(List<SpanEvent> events, long start) {
    if (!events.isEmpty()) {
      events.replaceAll(event ->
          event.epochNanos() > 0 ? event : new SpanEvent(start, event.name(), event.attributes()));
    }
    return events;
  }

  private static <T> T known(T[] values, long number, T unknown) {
    return number >= 0 && number < values.length ? values[(int) number] : unknown;
  }

  private static void adjusted(Map<String, AnyValue> found, String field) {
    AnyValue before = found.get(ADJUSTED);
    found.put(ADJUSTED, AnyValue.of(before == null ? field : before.asText() + "," + field));
  }
}
