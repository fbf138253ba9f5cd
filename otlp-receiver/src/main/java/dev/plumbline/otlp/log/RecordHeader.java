// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.ingest.Signal;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The fixed part of a record on disk, {@value #BYTES} bytes, big endian: magic, checksum of the
 * rest of the header, position, previous position, time, body length, payload length, checksum of
 * the body, signal, and three bytes 0. The header has a checksum of its own so that a damaged body
 * is skipped by exactly its length.
 *
 * @param previous the last durable position when this was written, -1 for none: a record that is
 *     missing without a trace is found by it
 * @param bodyBytes the encrypted body behind the header
 * @param payloadBytes the payload inside the body
 */
record RecordHeader(
    long position,
    long previous,
    long receivedAtEpochNanos,
    int bodyBytes,
    int payloadBytes,
    int bodyCrc,
    Signal signal) {
  static final int BYTES = 48;

  /** "PLR1": the record format, version 1. */
  static final int MAGIC = 0x504c5231;

  static final int MAX_BODY = (128 << 20) + (1 << 20);

  private static final int CRC_AT = 4;
  private static final int CHECKED_FROM = 8;

  /** Where the next record begins, counted from the beginning of this one. */
  int recordBytes() {
    return BYTES + bodyBytes;
  }

  /**
   * Writes at the buffer's position.
   *
   * @param salt the segment's random number. It goes into the checksum, so that a payload which
   *     contains the bytes of a record is never taken for one when reading finds its way again
   */
  void write(ByteBuffer to, long salt) {
    int start = to.position();
    to.putInt(MAGIC).putInt(0).putLong(position).putLong(previous).putLong(receivedAtEpochNanos);
    to.putInt(bodyBytes).putInt(payloadBytes).putInt(bodyCrc);
    to.put(code(signal)).put((byte) 0).putShort((short) 0);
    to.putInt(start + CRC_AT, crc(to, start, salt));
  }

  /** The header at {@code at}, or null when there is no valid one. */
  static @Nullable RecordHeader read(ByteBuffer from, int at, long salt) {
    if (from.limit() - at < BYTES
        || from.getInt(at) != MAGIC
        || from.getInt(at + CRC_AT) != crc(from, at, salt)) {
      return null;
    }
    Signal signal = signal(from.get(at + 44));
    int bodyBytes = from.getInt(at + 32);
    if (signal == null || bodyBytes < 0 || bodyBytes > MAX_BODY) {
      return null;
    }
    return new RecordHeader(
        from.getLong(at + 8),
        from.getLong(at + 16),
        from.getLong(at + 24),
        bodyBytes,
        from.getInt(at + 36),
        from.getInt(at + 40),
        signal);
  }

  private static int crc(ByteBuffer buffer, int start, long salt) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, salt));
    crc.update(buffer.slice(start + CHECKED_FROM, BYTES - CHECKED_FROM));
    return (int) crc.getValue();
  }

  /** Written to disk: never change a number. */
  private static byte code(Signal signal) {
    return switch (signal) {
      case TRACES -> 1;
      case LOGS -> 2;
      case METRICS -> 3;
    };
  }

  private static @Nullable Signal signal(byte code) {
    return switch (code) {
      case 1 -> Signal.TRACES;
      case 2 -> Signal.LOGS;
      case 3 -> Signal.METRICS;
      default -> null;
    };
  }
}
