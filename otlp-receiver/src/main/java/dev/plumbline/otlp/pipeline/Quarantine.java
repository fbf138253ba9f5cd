// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.MetricSample;
import dev.plumbline.model.telemetry.Span;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Keeps rows that the store refused, one JSON object a line, in a file that only its owner reads.
 * Bounded: beyond the bound rows are counted and logged by their ids, but not kept. One thread.
 */
final class Quarantine {
  private static final Logger log = LoggerFactory.getLogger(Quarantine.class);
  private static final long MAX_BYTES = 256L << 20;
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Path file;

  Quarantine(Path file) {
    this.file = file;
  }

  void put(Object row, boolean changed, RuntimeException reason) {
    boolean kept = false;
    try {
      kept = append(line(row, changed, reason));
    } catch (IOException e) {
      log.atError().addKeyValue("error.type", e.getClass().getName()).log("quarantine failed");
    }
    log.atError()
        .addKeyValue("row", row.getClass().getSimpleName())
        .addKeyValue("kept", kept)
        .addKeyValue("file", file)
        .log("the store refused a row for its content; it was set aside");
  }

  private boolean append(String line) throws IOException {
    if (!Files.exists(file)) {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      Files.createFile(file);
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    } else if (Files.size(file) > MAX_BYTES) {
      return false;
    }
    Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    return true;
  }

  private static String line(Object row, boolean changed, RuntimeException reason) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeStringProperty("reason", String.valueOf(reason.getMessage()));
      switch (row) {
        case StoredSpan span -> {
          out.writeStringProperty("row", changed ? "changed_span" : "span");
          out.writeNumberProperty("position", span.ingestPosition());
          span(out, span.span().span());
        }
        case StoredLog record -> {
          out.writeStringProperty("row", "log");
          out.writeNumberProperty("position", record.ingestPosition());
          record(out, record.record());
        }
        case MetricSample sample -> {
          out.writeStringProperty("row", "sample");
          out.writeStringProperty("name", sample.name());
          out.writeStringProperty("labels", sample.labels().toString());
          out.writeNumberProperty("epoch_ms", sample.epochMillis());
          out.writeStringProperty("value", Double.toString(sample.value()));
        }
        default -> out.writeStringProperty("row", row.getClass().getName());
      }
      out.writeEndObject();
    }
    return text.toString();
  }

  private static void span(JsonGenerator out, Span span) {
    out.writeStringProperty("trace_id", span.key().traceId());
    out.writeStringProperty("span_id", span.key().spanId());
    out.writeStringProperty("parent_span_id", span.parentSpanId());
    out.writeStringProperty("name", span.name());
    out.writeNumberProperty("start", span.startEpochNanos());
    out.writeNumberProperty("end", span.endEpochNanos());
    out.writeStringProperty("status", span.statusCode().text());
    attributes(out, "attributes", span.attributes());
    attributes(out, "resource", span.resource().attributes());
  }

  private static void record(JsonGenerator out, LogRecord record) {
    out.writeStringProperty("trace_id", record.traceId());
    out.writeStringProperty("span_id", record.spanId());
    out.writeNumberProperty("time", record.epochNanos());
    out.writeStringProperty("event_name", record.eventName());
    out.writeStringProperty("body", record.body().asText());
    attributes(out, "attributes", record.attributes());
    attributes(out, "resource", record.resource().attributes());
  }

  private static void attributes(JsonGenerator out, String name, Map<String, AnyValue> values) {
    out.writeObjectPropertyStart(name);
    values.forEach((key, value) -> out.writeStringProperty(key, value.asText()));
    out.writeEndObject();
  }
}
