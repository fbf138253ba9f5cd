// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A small map of texts as bytes: a count, then key and value with two bytes of length each. */
final class TextMap {
  private TextMap() {}

  /**
   * Writes the map, sorted by key.
   *
   * @throws IllegalArgumentException when the result would be longer than {@code maxBytes}
   */
  static byte[] write(String field, Map<String, String> map, int maxBytes) {
    long bytes = size(map);
    if (bytes > maxBytes) {
      throw new IllegalArgumentException(field + " must be at most " + maxBytes + " bytes in all");
    }
    ByteBuffer out = ByteBuffer.allocate((int) bytes);
    out.putShort((short) map.size());
    new TreeMap<>(map).forEach((key, value) -> put(put(out, key), value));
    return out.array();
  }

  /**
   * Reads a map, and leaves the buffer behind it.
   *
   * @throws IllegalArgumentException when the bytes are not such a map
   */
  static Map<String, String> read(ByteBuffer in) {
    try {
      int count = Short.toUnsignedInt(in.getShort());
      Map<String, String> map = new TreeMap<>();
      for (int i = 0; i < count; i++) {
        String key = text(in);
        map.put(key, text(in));
      }
      return map;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("not a map of texts", e);
    }
  }

  private static long size(Map<String, String> map) {
    long bytes = Short.BYTES;
    for (Map.Entry<String, String> entry : map.entrySet()) {
      bytes += 2L * Short.BYTES;
      bytes += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
      bytes += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  private static ByteBuffer put(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return out.putShort((short) bytes.length).put(bytes);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
