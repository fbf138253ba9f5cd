// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import java.util.Map;

/**
 * One log record as received.
 *
 * @param epochNanos the record's time, else its observed time, else the time of receipt
 * @param traceId 32 lower-case hex characters; empty when the record belongs to no trace
 * @param spanId 16 lower-case hex characters; empty when the record belongs to no span
 * @param traceFlags lowest 8 bits of the OTLP flags
 * @param severityNumber 0 (unset) to 24
 * @param eventName {@code LogRecord.event_name}; empty when the record is no event
 */
public record LogRecord(
    long epochNanos,
    String traceId,
    String spanId,
    int traceFlags,
    int severityNumber,
    String severityText,
    String eventName,
    AnyValue body,
    Map<String, AnyValue> attributes,
    Resource resource,
    Scope scope) {
  /** The attribute as text; empty when absent. */
  public String text(String name) {
    AnyValue value = attributes.get(name);
    return value == null ? "" : value.asText();
  }
}
