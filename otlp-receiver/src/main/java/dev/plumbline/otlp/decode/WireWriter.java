// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes protobuf's wire format in one pass: a frame's length is put before it when the frame ends,
 * which moves the frame only when it is longer than 127 bytes. One thread.
 */
final class WireWriter {
  private byte[] buffer;
  private int size;

  WireWriter(int capacity) {
    buffer = new byte[Math.max(64, capacity)];
  }

  ByteBuffer result() {
    return ByteBuffer.wrap(buffer, 0, size);
  }

  void tag(int number, int wireType) {
    varint((long) number << 3 | wireType);
  }

  void varint(long value) {
    room(10);
    while ((value & ~0x7fL) != 0) {
      buffer[size++] = (byte) ((value & 0x7f) | 0x80);
      value >>>= 7;
    }
    buffer[size++] = (byte) value;
  }

  void fixed64(long value) {
    room(8);
    for (int i = 0; i < 8; i++) {
      buffer[size++] = (byte) (value >>> (8 * i));
    }
  }

  void fixed32(int value) {
    room(4);
    for (int i = 0; i < 4; i++) {
      buffer[size++] = (byte) (value >>> (8 * i));
    }
  }

  void bytes(byte[] value) {
    varint(value.length);
    room(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
  }

  /** Begins a frame; {@link #end} takes what this returns. */
  int begin() {
    room(1);
    return ++size;
  }

  void end(int start) {
    int length = size - start;
    int extra = length < 1 << 7 ? 0 : length < 1 << 14 ? 1 : length < 1 << 21 ? 2 : 3;
    if (length >= 1 << 28) {
      extra = 4;
    }
    if (extra > 0) {
      room(extra);
      System.arraycopy(buffer, start, buffer, start + extra, length);
    }
    size = start - 1;
    varint(length);
    size += length;
  }

  private void room(int bytes) {
    if (buffer.length - size < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(size + bytes, buffer.length + (buffer.length >> 1)));
    }
  }
}
