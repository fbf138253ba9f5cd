// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.write;

import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.telemetry.LogRecord;
import java.util.List;

/** Encodes rows of {@code otel_logs}. One thread. */
final class LogRows {
  static final List<String> INSERTED =
      List.of(
          "Timestamp",
          "TimestampTime",
          "TraceId",
          "SpanId",
          "TraceFlags",
          "SeverityText",
          "SeverityNumber",
          "ServiceName",
          "Body",
          "ResourceSchemaUrl",
          "ResourceAttributes",
          "ScopeSchemaUrl",
          "ScopeName",
          "ScopeVersion",
          "ScopeAttributes",
          "LogAttributes",
          "EventName",
          "ReceivedAt",
          "IngestPosition",
          "RecordHash");

  private static final long MAX_DATE_TIME = 0xffff_ffffL;

  private final Attributes attributes = new Attributes();

  void insert(RowBinaryWriter out, StoredLog row, int receivedAtSeconds) {
    LogRecord log = row.record();
    out.int64(log.epochNanos());
    out.int32((int) Math.clamp(log.epochNanos() / 1_000_000_000, 0, MAX_DATE_TIME));
    out.string(log.traceId());
    out.string(log.spanId());
    out.uint8(log.traceFlags());
    out.string(log.severityText());
    out.uint8(log.severityNumber());
    out.string(log.resource().serviceName());
    out.string(log.body().asText());
    out.string(log.resource().schemaUrl());
    attributes.resource(out, log.resource());
    out.string(log.scope().schemaUrl());
    out.string(log.scope().name());
    out.string(log.scope().version());
    Attributes.map(out, log.scope().attributes());
    Attributes.map(out, log.attributes());
    out.string(log.eventName());
    out.int32(receivedAtSeconds);
    out.int64(row.ingestPosition());
    out.int64(row.recordHash());
  }
}
