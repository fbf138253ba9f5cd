// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import java.util.Map;

/** A link from a span to another one; ids as in {@link SpanKey}, or empty when invalid. */
public record SpanLink(
    String traceId, String spanId, String traceState, Map<String, AnyValue> attributes) {}
