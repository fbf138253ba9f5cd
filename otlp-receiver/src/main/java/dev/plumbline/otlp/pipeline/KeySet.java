// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

/**
 * A set of 128-bit keys in two arrays with open addressing: 24 bytes a key where a HashSet of
 * records takes 200. Keys are never removed. One thread.
 */
final class KeySet {
  private static final int FIRST_SLOTS = 16;

  private long[] high = new long[FIRST_SLOTS];
  private long[] low = new long[FIRST_SLOTS];
  private int size;
  private boolean hasZero;

  /** True when the key was not there. */
  boolean add(long keyHigh, long keyLow) {
    if ((keyHigh | keyLow) == 0) { // zero marks a free slot
      boolean added = !hasZero;
      hasZero = true;
      return added;
    }
    int slot = find(keyHigh, keyLow);
    if ((high[slot] | low[slot]) != 0) {
      return false;
    }
    high[slot] = keyHigh;
    low[slot] = keyLow;
    if (++size > high.length - (high.length >> 2)) {
      grow();
    }
    return true;
  }

  boolean contains(long keyHigh, long keyLow) {
    if ((keyHigh | keyLow) == 0) {
      return hasZero;
    }
    int slot = find(keyHigh, keyLow);
    return (high[slot] | low[slot]) != 0;
  }

  int size() {
    return size;
  }

  private int find(long keyHigh, long keyLow) {
    int mask = high.length - 1;
    long mixed = (keyHigh ^ Long.rotateLeft(keyLow, 32)) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 33) & mask;
    while ((high[slot] | low[slot]) != 0 && (high[slot] != keyHigh || low[slot] != keyLow)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    high = new long[oldHigh.length * 2];
    low = new long[oldLow.length * 2];
    for (int i = 0; i < oldHigh.length; i++) {
      if ((oldHigh[i] | oldLow[i]) != 0) {
        int slot = find(oldHigh[i], oldLow[i]);
        high[slot] = oldHigh[i];
        low[slot] = oldLow[i];
      }
    }
  }
}
