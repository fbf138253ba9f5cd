// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.toxicity;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The class of a word (a group of people, a word of contempt, an act of violence, a negation, ...)
 * by the hash of the word, so that the words themselves are not shipped. A resource: the number of
 * words, then for each its hash as int and its class as byte; big-endian. Immutable and
 * thread-safe.
 */
final class WordClasses {
  static final int NONE = 0;

  private final int[] keys;
  private final byte[] classes;
  private final int mask;

  private WordClasses(int[] keys, byte[] classes) {
    this.keys = keys;
    this.classes = classes;
    this.mask = keys.length - 1;
  }

  static WordClasses read(String resource) {
    try (InputStream in = WordClasses.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      DataInputStream data = new DataInputStream(new ByteArrayInputStream(in.readAllBytes()));
      int count = data.readInt();
      int size = Integer.highestOneBit(Math.max(8, count) * 3) << 1;
      WordClasses table = new WordClasses(new int[size], new byte[size]);
      for (int i = 0; i < count; i++) {
        table.put(data.readInt(), data.readByte());
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }

  private void put(int key, byte kind) {
    int at = slot(key);
    while (classes[at] != NONE && keys[at] != key) {
      at = (at + 1) & mask;
    }
    keys[at] = key;
    classes[at] = kind;
  }

  /** {@link #NONE} for a word of no class. */
  int of(int hash) {
    int at = slot(hash);
    while (classes[at] != NONE) {
      if (keys[at] == hash) {
        return classes[at];
      }
      at = (at + 1) & mask;
    }
    return NONE;
  }

  private int slot(int key) {
    int h = key * 0x9E3779B9;
    return (h ^ h >>> 15) & mask;
  }
}
