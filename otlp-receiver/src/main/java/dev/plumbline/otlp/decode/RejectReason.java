// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import java.util.Locale;

/** Why a single span, log record or data point was refused though its request was accepted. */
public enum RejectReason {
  /** The trace id is not 16 bytes, or all zero. */
  TRACE_ID,
  /** The span id is not 8 bytes, or all zero. */
  SPAN_ID,
  /** A start or end after 2262-04-11, which nanoseconds in 63 bits cannot hold. */
  TIME,
  /** The bytes of this item are no protobuf. */
  MALFORMED,
  /** The store refused the row for its content, and took the others. */
  STORE_REFUSED;

  /** The value of the metric label {@code reason}: the name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
