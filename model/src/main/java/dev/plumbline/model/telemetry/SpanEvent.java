// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import java.util.Map;

/**
 * An event on a span.
 *
 * @param epochNanos nanoseconds since 1970
 */
public record SpanEvent(long epochNanos, String name, Map<String, AnyValue> attributes) {}
