// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.write;

import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.SpanEvent;
import dev.plumbline.model.telemetry.SpanLink;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attribute maps, events and links as the exporter stores them. One thread. */
final class Attributes {
  private final RowBinaryWriter resourceBuffer = new RowBinaryWriter(1024);
  private @Nullable Resource lastResource;
  private byte[] lastResourceBytes = new byte[0];

  /** All signals of a request share one resource, so it is encoded once. */
  @SuppressWarnings("ReferenceEquality") // the same object: comparing the maps would cost more
  void resource(RowBinaryWriter out, Resource resource) {
    if (resource != lastResource) {
      resourceBuffer.clear();
      map(resourceBuffer, resource.attributes());
      lastResourceBytes = resourceBuffer.toByteArray();
      lastResource = resource;
    }
    out.bytes(lastResourceBytes);
  }

  static void map(RowBinaryWriter out, Map<String, AnyValue> attributes) {
    out.length(attributes.size());
    attributes.forEach((key, value) -> {
      out.string(key);
      out.string(value.asText());
    });
  }

  static void events(RowBinaryWriter out, List<SpanEvent> events) {
    out.length(events.size());
    for (SpanEvent event : events) {
      out.int64(event.epochNanos());
    }
    out.length(events.size());
    for (SpanEvent event : events) {
      out.string(event.name());
    }
    out.length(events.size());
    for (SpanEvent event : events) {
      map(out, event.attributes());
    }
  }

  static void links(RowBinaryWriter out, List<SpanLink> links) {
    out.length(links.size());
    for (SpanLink link : links) {
      out.string(link.traceId());
    }
    out.length(links.size());
    for (SpanLink link : links) {
      out.string(link.spanId());
    }
    out.length(links.size());
    for (SpanLink link : links) {
      out.string(link.traceState());
    }
    out.length(links.size());
    for (SpanLink link : links) {
      map(out, link.attributes());
    }
  }
}
