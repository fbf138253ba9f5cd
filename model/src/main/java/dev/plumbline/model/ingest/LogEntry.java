// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * One entry as it was appended.
 *
 * @param receivedAtEpochNanos when it was appended, by the clock of the appending machine
 * @param headers as appended
 * @param payload as appended, position 0; usually backed by an array, not to be changed
 * @param hint as appended when this process did so lately; empty after a restart
 */
public record LogEntry(
    LogPosition position,
    Signal signal,
    long receivedAtEpochNanos,
    Map<String, String> headers,
    ByteBuffer payload,
    Optional<Object> hint) {
  public LogEntry {
    headers = Map.copyOf(headers);
  }

  /** The whole payload, as a view of its own: reading it moves nobody else's position. */
  @Override
  public ByteBuffer payload() {
    return payload.duplicate();
  }
}
