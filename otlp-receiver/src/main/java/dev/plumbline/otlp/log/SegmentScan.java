// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Finds the records of one segment file, and the way behind damaged bytes. One thread. */
final class SegmentScan {
  /** What is at an offset. */
  sealed interface Step {
    /** A whole record with its body, still encrypted. */
    record Found(RecordHeader header, ByteBuffer body) implements Step {}

    /**
     * Bytes that are no record.
     *
     * @param length up to the next record, or to the end
     * @param header of the record whose body is damaged; null when it cannot be told
     */
    record Damaged(long length, String reason, @Nullable RecordHeader header) implements Step {}

    /**
     * The file ends inside a record, or in zeros: what an append looks like that was never
     * finished.
     */
    record Torn(long length) implements Step {}

    /** Nothing more. */
    record End() implements Step {}
  }

  private static final int SEARCH_BYTES = 1 << 20;
  private static final Step END = new Step.End();

  private final FileChannel channel;
  private final long salt;
  private final ByteBuffer header = ByteBuffer.allocate(RecordHeader.BYTES);

  SegmentScan(FileChannel channel, long salt) {
    this.channel = channel;
    this.salt = salt;
  }

  /**
   * Reads what is at the offset.
   *
   * @param end where the file ends, or the durable part of it
   */
  Step at(long offset, long end) throws IOException {
    if (offset >= end) {
      return END;
    }
    RecordHeader found = headerAt(offset, end);
    if (found == null) {
      return lost(offset, end);
    }
    if (found.recordBytes() > end - offset) {
      return new Step.Torn(end - offset);
    }
    ByteBuffer body = ByteBuffer.allocate(found.bodyBytes());
    read(body, offset + RecordHeader.BYTES);
    body.flip();
    return crc(body.duplicate()) == found.bodyCrc()
        ? new Step.Found(found, body)
        : new Step.Damaged(found.recordBytes(), "checksum of the body does not match", found);
  }

  /** No valid header here: the next valid one ends the damage. */
  private Step lost(long offset, long end) throws IOException {
    boolean zeros = true;
    for (long from = offset; from < end; from += SEARCH_BYTES) {
      int length = (int) Math.min(SEARCH_BYTES + RecordHeader.BYTES - 1L, end - from);
      ByteBuffer chunk = ByteBuffer.allocate(length);
      read(chunk, from);
      chunk.flip();
      int at = search(chunk, from == offset ? 1 : 0);
      if (at >= 0) {
        return new Step.Damaged(from + at - offset, "no valid record header", null);
      }
      zeros &= chunk.mismatch(ByteBuffer.allocate(length)) < 0;
    }
    return zeros || end - offset < RecordHeader.BYTES
        ? new Step.Torn(end - offset)
        : new Step.Damaged(end - offset, "no valid record header up to the end", null);
  }

  private int search(ByteBuffer chunk, int from) {
    for (int at = from; at <= chunk.limit() - RecordHeader.BYTES; at++) {
      if (chunk.get(at) == (byte) (RecordHeader.MAGIC >>> 24)
          && RecordHeader.read(chunk, at, salt) != null) {
        return at;
      }
    }
    return -1;
  }

  private @Nullable RecordHeader headerAt(long offset, long end) throws IOException {
    if (end - offset < RecordHeader.BYTES) {
      return null;
    }
    read(header.clear(), offset);
    return RecordHeader.read(header, 0, salt);
  }

  private void read(ByteBuffer into, long offset) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int n = channel.read(into, at);
      if (n < 0) {
        throw new EOFException("the segment is shorter than it was");
      }
      at += n;
    }
  }

  static int crc(ByteBuffer body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }
}
