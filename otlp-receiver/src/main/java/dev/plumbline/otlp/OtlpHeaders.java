// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.ingest.LogEntry;

/** Headers of the ingest log's entries. */
public final class OtlpHeaders {
  /** Time of receipt, for entries that hold an item without a time of its own. */
  static final String RECEIVED_AT = "received-at";

  private OtlpHeaders() {}

  /** The time of receipt with which the entry was decoded the first time. */
  public static long receivedAt(LogEntry entry) {
    String text = entry.headers().get(RECEIVED_AT);
    return text == null ? entry.receivedAtEpochNanos() : Long.parseLong(text);
  }
}
