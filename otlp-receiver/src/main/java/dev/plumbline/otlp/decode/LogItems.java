// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import static io.opentelemetry.proto.logs.v1.LogRecord.ATTRIBUTES_FIELD_NUMBER;
import static io.opentelemetry.proto.logs.v1.LogRecord.BODY_FIELD_NUMBER;
import static io.opentelemetry.proto.logs.v1.LogRecord.EVENT_NAME_FIELD_NUMBER;
import static io.opentelemetry.proto.logs.v1.LogRecord.FLAGS_FIELD_NUMBER;
import static io.opentelemetry.proto.logs.v1.LogRecord.OBSERVED_TIME_UNIX_NANO_FIELD_NUMBER;
import static io.opentelemetry.proto.logs.v1.LogRecord.SEVERITY_NUMBER_FIELD_NUMBER;
import static io.opentelemetry.proto.logs.v1.LogRecord.SEVERITY_TEXT_FIELD_NUMBER;
import static io.opentelemetry.proto.logs.v1.LogRecord.SPAN_ID_FIELD_NUMBER;
import static io.opentelemetry.proto.logs.v1.LogRecord.TIME_UNIX_NANO_FIELD_NUMBER;
import static io.opentelemetry.proto.logs.v1.LogRecord.TRACE_ID_FIELD_NUMBER;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads log records. Ids that are none become empty: a log record needs no span. */
final class LogItems implements RequestWalk.ItemReader {
  private static final int TIME = TIME_UNIX_NANO_FIELD_NUMBER << 3 | WireReader.FIXED64;
  private static final int OBSERVED =
      OBSERVED_TIME_UNIX_NANO_FIELD_NUMBER << 3 | WireReader.FIXED64;
  private static final int SEVERITY = SEVERITY_NUMBER_FIELD_NUMBER << 3 | WireReader.VARINT;
  private static final int SEVERITY_TEXT = SEVERITY_TEXT_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int BODY = BODY_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int ATTRIBUTES = ATTRIBUTES_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int FLAGS = FLAGS_FIELD_NUMBER << 3 | WireReader.FIXED32;
  private static final int TRACE_ID = TRACE_ID_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int SPAN_ID = SPAN_ID_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int EVENT_NAME = EVENT_NAME_FIELD_NUMBER << 3 | WireReader.BYTES;

  /** Severity numbers of the log data model: TRACE (1) to FATAL4 (24). */
  private static final int MAX_SEVERITY = 24;

  private final AttributeReader attributes;
  private final StringCache cache;
  private final RequestWalk walk;
  private final long receivedAt;
  private final List<LogRecord> records = new ArrayList<>();
  private boolean timedByReceipt;

  LogItems(AttributeReader attributes, StringCache cache, RequestWalk walk, long receivedAt) {
    this.attributes = attributes;
    this.cache = cache;
    this.walk = walk;
    this.receivedAt = receivedAt;
  }

  Decoded.Logs result() {
    return new Decoded.Logs(records, walk.rejected(), timedByReceipt);
  }

  @Override
  public void read(WireReader in, Resource resource, Scope scope) {
    long time = 0;
    long observed = 0;
    int severity = 0;
    String severityText = "";
    AnyValue body = AnyValue.EmptyValue.INSTANCE;
    Map<String, AnyValue> found = new LinkedHashMap<>();
    int flags = 0;
    String traceId = "";
    String spanId = "";
    String eventName = "";
    for (int tag; (tag = in.tag()) != 0; ) {
      switch (tag) {
        case TIME -> time = in.fixed64();
        case OBSERVED -> observed = in.fixed64();
        case SEVERITY -> {
          long number = in.varint();
          severity = number >= 0 && number <= MAX_SEVERITY ? (int) number : 0;
        }
        case SEVERITY_TEXT -> severityText = in.string(cache);
        case BODY -> body = attributes.value(in, "body", found);
        case ATTRIBUTES -> attributes.readInto(in, found);
        case FLAGS -> flags = in.fixed32() & 0xff;
        case TRACE_ID -> traceId = in.id(16);
        case SPAN_ID -> spanId = in.id(8);
        case EVENT_NAME -> eventName = in.string(cache);
        default -> in.skip(tag);
      }
    }
    if (time <= 0) {
      time = observed > 0 ? observed : receivedAt;
      timedByReceipt |= observed <= 0;
    }
    records.add(
        new LogRecord(
            time,
            traceId,
            spanId,
            flags,
            severity,
            severityText,
            eventName,
            body,
            found,
            resource,
            scope));
  }
}
