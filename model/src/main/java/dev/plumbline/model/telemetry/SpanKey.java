// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import dev.plumbline.model.error.Checks;

/**
 * What identifies a span everywhere.
 *
 * @param traceId 32 lower-case hex characters, never all zero (W3C Trace Context)
 * @param spanId 16 lower-case hex characters, never all zero
 */
public record SpanKey(String traceId, String spanId) {
  public SpanKey {
    Checks.hexId("traceId", traceId, 32);
    Checks.hexId("spanId", spanId, 16);
  }
}
