// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import dev.plumbline.model.error.Checks;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One finished span as received.
 *
 * @param parentSpanId 16 lower-case hex characters; empty for a root
 * @param traceState W3C tracestate; empty when not given
 * @param startEpochNanos nanoseconds since 1970, 0 to 2262-04-11
 * @param endEpochNanos at least {@code startEpochNanos}
 * @param attributes in the order received; the decoder owns the map and never changes it
 * @param statusMessage empty when not given
 */
public record Span(
    SpanKey key,
    String parentSpanId,
    String traceState,
    String name,
    SpanKind kind,
    long startEpochNanos,
    long endEpochNanos,
    Map<String, AnyValue> attributes,
    List<SpanEvent> events,
    List<SpanLink> links,
    StatusCode statusCode,
    String statusMessage,
    Resource resource,
    Scope scope) {
  /** A broken rule throws {@link IllegalArgumentException}, which says field, rule and value. */
  public Span {
    if (!parentSpanId.isEmpty()) {
      Checks.hexId("parentSpanId", parentSpanId, 16);
    }
    Checks.atLeast("startEpochNanos", startEpochNanos, 0);
    Checks.atLeast("endEpochNanos", endEpochNanos, startEpochNanos);
  }

  /** End minus start in nanoseconds, never negative. */
  public long durationNanos() {
    return endEpochNanos - startEpochNanos;
  }

  public @Nullable AnyValue attribute(String name) {
    return attributes.get(name);
  }

  /** The attribute as text; empty when absent. */
  public String text(String name) {
    AnyValue value = attributes.get(name);
    return value == null ? "" : value.asText();
  }
}
