// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * One accepted export request, to be appended.
 *
 * @param headers a few short facts about the payload, for example {@code content-type} or {@code
 *     tenant}; at most 64 KiB in all; the map is copied
 * @param payload from its position to its limit; read by the log, never changed, and not to be
 *     changed by the caller afterwards
 * @param hint passed on to readers of this process while there is room
 */
public record LogRecord(
    Signal signal, Map<String, String> headers, ByteBuffer payload, Optional<Hint> hint) {
  public LogRecord {
    headers = Map.copyOf(headers);
  }

  public LogRecord(Signal signal, ByteBuffer payload) {
    this(signal, Map.of(), payload, Optional.empty());
  }
}
