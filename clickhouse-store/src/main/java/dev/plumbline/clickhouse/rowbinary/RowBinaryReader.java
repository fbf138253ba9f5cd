// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.rowbinary;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** Reads a result in RowBinary; the caller knows the types it asked for. One thread. */
public final class RowBinaryReader {
  private final InputStream in;
  private final byte[] scratch = new byte[8];

  public RowBinaryReader(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** Reads one thing, for example an element of an array. */
  public interface Item<T> {
    T read(RowBinaryReader in) throws IOException;
  }

  /** False at the end of the result. */
  public boolean hasNext() throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      return false;
    }
    in.reset();
    return true;
  }

  public int uint8() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("the result ends within a row");
    }
    return value;
  }

  public boolean bool() throws IOException {
    return uint8() != 0;
  }

  public int int32() throws IOException {
    return (int) number(4);
  }

  public long int64() throws IOException {
    return number(8);
  }

  public double float64() throws IOException {
    return Double.longBitsToDouble(number(8));
  }

  public OptionalLong nullableInt64() throws IOException {
    return bool() ? OptionalLong.empty() : OptionalLong.of(int64());
  }

  public OptionalDouble nullableFloat64() throws IOException {
    return bool() ? OptionalDouble.empty() : OptionalDouble.of(float64());
  }

  public int length() throws IOException {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = uint8();
      value |= (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new IOException("a length is longer than five bytes");
  }

  public String string() throws IOException {
    return new String(bytes(length()), StandardCharsets.UTF_8);
  }

  public <T> List<T> array(Item<T> item) throws IOException {
    int n = length();
    List<T> items = new ArrayList<>(Math.min(n, 1024));
    for (int i = 0; i < n; i++) {
      items.add(item.read(this));
    }
    return items;
  }

  public <V> SequencedMap<String, V> map(Item<V> value) throws IOException {
    int n = length();
    SequencedMap<String, V> map = new LinkedHashMap<>();
    for (int i = 0; i < n; i++) {
      String key = string();
      map.put(key, value.read(this));
    }
    return map;
  }

  private byte[] bytes(int n) throws IOException {
    byte[] bytes = in.readNBytes(n);
    if (bytes.length != n) {
      throw new EOFException("the result ends within a row");
    }
    return bytes;
  }

  private long number(int n) throws IOException {
    if (in.readNBytes(scratch, 0, n) != n) {
      throw new EOFException("the result ends within a row");
    }
    long value = 0;
    for (int i = n - 1; i >= 0; i--) {
      value = (value << 8) | (scratch[i] & 0xff);
    }
    return value;
  }
}
