// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.util.Arrays;

/** A set of numbers; zero is none of them. One thread while filled. */
final class LongSet {
  private long[] slots = new long[64];
  private int count;

  void add(long value) {
    if (count * 2 >= slots.length) {
      long[] old = slots;
      slots = new long[old.length * 2];
      count = 0;
      Arrays.stream(old).filter(v -> v != 0).forEach(this::put);
    }
    put(value);
  }

  private void put(long value) {
    int slot = slot(value);
    if (slots[slot] == 0) {
      slots[slot] = value;
      count++;
    }
  }

  boolean contains(long value) {
    return slots[slot(value)] != 0;
  }

  private int slot(long value) {
    long mixed = value * 0x9E3779B97F4A7C15L;
    int mask = slots.length - 1;
    int slot = (int) (mixed ^ (mixed >>> 32)) & mask;
    while (slots[slot] != 0 && slots[slot] != value) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
