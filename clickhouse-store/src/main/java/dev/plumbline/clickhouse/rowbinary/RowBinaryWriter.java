// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.rowbinary;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A reusable buffer of rows in RowBinary: little-endian numbers, strings after their length. One
 * thread.
 */
public final class RowBinaryWriter {
  private static final int SHORT_TEXT = 64;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] buffer;
  private int size;

  public RowBinaryWriter(int capacity) {
    buffer = new byte[capacity];
  }

  public int size() {
    return size;
  }

  /** Forgets everything from here on: with {@link #size} taken earlier, undoes a row. */
  public void truncate(int newSize) {
    size = Math.min(size, newSize);
  }

  public void clear() {
    size = 0;
  }

  /** Gives back memory after an unusually large batch. */
  public void shrink(int capacity) {
    if (buffer.length > capacity && size <= capacity) {
      buffer = Arrays.copyOf(buffer, capacity);
    }
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(buffer, 0, size);
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  public void uint8(int value) {
    ensure(1);
    buffer[size++] = (byte) value;
  }

  public void bool(boolean value) {
    uint8(value ? 1 : 0);
  }

  public void int32(int value) {
    ensure(4);
    INTS.set(buffer, size, value);
    size += 4;
  }

  public void int64(long value) {
    ensure(8);
    LONGS.set(buffer, size, value);
    size += 8;
  }

  public void float32(float value) {
    int32(Float.floatToRawIntBits(value));
  }

  public void float64(double value) {
    int64(Double.doubleToRawLongBits(value));
  }

  /** NULL when absent, or when negative: the column is unsigned. */
  public void nullableUInt64(OptionalLong value) {
    if (value.isPresent() && value.getAsLong() >= 0) {
      uint8(0);
      int64(value.getAsLong());
    } else {
      uint8(1);
    }
  }

  /** NULL when absent or not finite. */
  public void nullableFloat64(OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      uint8(0);
      float64(value.getAsDouble());
    } else {
      uint8(1);
    }
  }

  /** An unsigned LEB128 number: lengths of strings, arrays and maps. */
  public void length(int value) {
    ensure(5);
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  public void bytes(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
  }

  /** UTF-8; a lone surrogate becomes a question mark. */
  public void string(String value) {
    int chars = value.length();
    if (chars < SHORT_TEXT) {
      ensure(chars + 1);
      byte[] out = buffer;
      int at = size;
      out[at++] = (byte) chars;
      int i = 0;
      for (; i < chars; i++) {
        char c = value.charAt(i);
        if (c >= 0x80) {
          break;
        }
        out[at++] = (byte) c;
      }
      if (i == chars) {
        size = at;
        return;
      }
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    length(utf8.length);
    bytes(utf8);
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      long wanted = Math.max((long) size + more, buffer.length + (long) (buffer.length >> 1));
      if (wanted > Integer.MAX_VALUE - 16L) {
        wanted = Math.max((long) size + more, Integer.MAX_VALUE - 16L);
      }
      buffer = Arrays.copyOf(buffer, Math.toIntExact(wanted));
    }
  }
}
