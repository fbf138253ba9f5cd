// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * Reads protobuf's wire format in place. The generated classes are not used on this path for three
 * reasons: a frame that is broken inside can be left out alone, text that is not UTF-8 (some SDKs
 * cut it between two bytes) does not refuse the request, and nothing is copied twice. Frames nest
 * by moving the limit; skipping never recurses. One thread.
 */
final class WireReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int MAX_TEXT_BYTES = 64 * 1024;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final HexFormat HEX = HexFormat.of();

  /** The bytes are no protobuf. Thrown often under attack, so it carries no stack trace. */
  static final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message, null, false, false);
    }
  }

  private final byte[] buffer;
  private int position;
  private int limit;

  WireReader(byte[] buffer, int offset, int length) {
    this.buffer = buffer;
    this.position = offset;
    this.limit = offset + length;
  }

  int position() {
    return position;
  }

  int limit() {
    return limit;
  }

  int remaining() {
    return limit - position;
  }

  byte[] buffer() {
    return buffer;
  }

  /** Goes to a place inside or behind the present frame, which a caller has measured before. */
  void moveTo(int newPosition, int newLimit) {
    position = newPosition;
    limit = newLimit;
  }

  /** The next field's tag (number and wire type), 0 at the end of the frame. */
  int tag() {
    if (position >= limit) {
      return 0;
    }
    int tag = varint32();
    if (tag >>> 3 == 0) {
      throw new MalformedException("field number 0");
    }
    return tag;
  }

  /** Narrows to the frame that begins here. {@link #leave} with the limit returned undoes it. */
  int enter() {
    int length = length();
    int outer = limit;
    limit = position + length;
    return outer;
  }

  /** Goes behind the frame, whether it was read to its end or not. */
  void leave(int outerLimit) {
    position = limit;
    limit = outerLimit;
  }

  int varint32() {
    return (int) varint();
  }

  long varint() {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= limit) {
        throw new MalformedException("truncated number");
      }
      byte b = buffer[position++];
      result |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return result;
      }
    }
    throw new MalformedException("number longer than 10 bytes");
  }

  long fixed64() {
    need(8);
    long value = (long) LONG.get(buffer, position);
    position += 8;
    return value;
  }

  int fixed32() {
    need(4);
    int value = (int) INT.get(buffer, position);
    position += 4;
    return value;
  }

  /** The length of the bytes that begin at {@link #position()} after this call. */
  int length() {
    int length = varint32();
    if (length < 0 || length > limit - position) {
      throw new MalformedException("length beyond the end");
    }
    return length;
  }

  /** A name, a message or other short text; cut at 64 KiB. */
  String string(StringCache cache) {
    int length = length();
    String text = cache.get(buffer, position, Math.min(length, MAX_TEXT_BYTES));
    position += length;
    return text;
  }

  /** An id of {@code bytes} bytes in hex; empty when its length is another or all bytes are 0. */
  String id(int bytes) {
    int length = length();
    int start = position;
    position += length;
    if (length != bytes) {
      return "";
    }
    int any = 0;
    for (int i = start; i < start + length; i++) {
      any |= buffer[i];
    }
    return any == 0 ? "" : HEX.formatHex(buffer, start, start + length);
  }

  void skip(int tag) {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case BYTES -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw new MalformedException("wire type " + (tag & 7));
    }
  }

  void advance(int bytes) {
    need(bytes);
    position += bytes;
  }

  private void need(int bytes) {
    if (limit - position < bytes) {
      throw new MalformedException("truncated field");
    }
  }
}
