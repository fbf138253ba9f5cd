// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.Labels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The hash of labels that decides for {@code limit_ratio}: xxHash64 over the labels as Prometheus
 * keeps them in memory, each text behind its length.
 */
final class LabelHash {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;
  private static final double MAX_UNSIGNED = 0x1p64;

  private LabelHash() {}

  /** Whether the series belongs to the share; a negative ratio is the complement of a share. */
  static boolean inRatio(Labels labels, double ratio) {
    double offset = unsigned(hash(encode(labels))) / MAX_UNSIGNED;
    double bounded = Math.clamp(ratio, -1, 1);
    return bounded >= 0 ? offset < bounded : offset >= 1 + bounded;
  }

  private static double unsigned(long value) {
    double half = (value >>> 1) | (value & 1); // the last bit kept, so that rounding is right
    return value >= 0 ? value : half * 2;
  }

  private static ByteBuffer encode(Labels labels) {
    int bytes = 0;
    byte[][] texts = new byte[labels.size() * 2][];
    for (int i = 0; i < labels.size(); i++) {
      texts[2 * i] = labels.name(i).getBytes(StandardCharsets.UTF_8);
      texts[2 * i + 1] = labels.value(i).getBytes(StandardCharsets.UTF_8);
      bytes += texts[2 * i].length + texts[2 * i + 1].length + 8;
    }
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] text : texts) {
      if (text.length < 255) {
        buffer.put((byte) text.length);
      } else {
        buffer.put((byte) 255).put((byte) text.length);
        buffer.put((byte) (text.length >> 8)).put((byte) (text.length >> 16));
      }
      buffer.put(text);
    }
    return buffer.flip();
  }

  /** xxHash64 with seed 0. */
  static long hash(ByteBuffer data) {
    long length = data.remaining();
    long h = P5;
    if (length >= 32) {
      long a = 0x60EA27EEADC0B5D6L; // P1 + P2
      long b = P2;
      long c = 0;
      long d = -P1;
      while (data.remaining() >= 32) {
        a = round(a, data.getLong());
        b = round(b, data.getLong());
        c = round(c, data.getLong());
        d = round(d, data.getLong());
      }
      h =
          Long.rotateLeft(a, 1)
              + Long.rotateLeft(b, 7)
              + Long.rotateLeft(c, 12)
              + Long.rotateLeft(d, 18);
      h = merge(merge(merge(merge(h, a), b), c), d);
    }
    h += length;
    while (data.remaining() >= 8) {
      h = Long.rotateLeft(h ^ round(0, data.getLong()), 27) * P1 + P4;
    }
    if (data.remaining() >= 4) {
      h = Long.rotateLeft(h ^ (data.getInt() & 0xFFFFFFFFL) * P1, 23) * P2 + P3;
    }
    while (data.hasRemaining()) {
      h = Long.rotateLeft(h ^ (data.get() & 0xFF) * P5, 11) * P1;
    }
    h = (h ^ (h >>> 33)) * P2;
    h = (h ^ (h >>> 29)) * P3;
    return h ^ (h >>> 32);
  }

  private static long round(long accumulator, long input) {
    return Long.rotateLeft(accumulator + input * P2, 31) * P1;
  }

  private static long merge(long h, long accumulator) {
    return (h ^ round(0, accumulator)) * P1 + P4;
  }
}
