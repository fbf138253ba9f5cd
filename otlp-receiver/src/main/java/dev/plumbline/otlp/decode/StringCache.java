// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import java.nio.charset.StandardCharsets;

/**
 * Short texts that come again and again (attribute keys, span names), so that they are decoded and
 * hashed once. A fixed table, the latest text wins its slot. Thread-safe: a race costs a decode,
 * since strings are immutable.
 */
final class StringCache {
  private static final int SLOTS = 2048;
  private static final int MAX_LENGTH = 96;

  @SuppressWarnings("NullAway") // slots start out null
  private final String[] slots = new String[SLOTS];

  String get(byte[] buffer, int offset, int length) {
    if (length == 0) {
      return "";
    }
    if (length > MAX_LENGTH) {
      return new String(buffer, offset, length, StandardCharsets.UTF_8);
    }
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + buffer[i];
    }
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    String cached = slots[slot];
    if (cached != null && equal(cached, buffer, offset, length)) {
      return cached;
    }
    String text = new String(buffer, offset, length, StandardCharsets.UTF_8);
    if (text.length() == length) { // ASCII only: equal() compares bytes with characters
      slots[slot] = text;
    }
    return text;
  }

  private static boolean equal(String text, byte[] buffer, int offset, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != buffer[offset + i]) {
        return false;
      }
    }
    return true;
  }
}
