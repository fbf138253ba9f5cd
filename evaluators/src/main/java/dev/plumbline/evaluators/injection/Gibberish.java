// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.injection;

import dev.plumbline.evaluators.text.HashedWeights;

/**
 * Finds stretches that a machine put together out of tokens, as suffixes are that were searched by
 * gradient or at random. A linear model over three characters at a time (capitals, digits and
 * foreign letters each as one class), averaged over 64 characters. Thread-safe.
 */
final class Gibberish {
  private static final int WINDOW = 62;
  private static final int LEAST = 22;
  private static final int HEAD = 8192;
  private static final int TAIL = 4096;
  private static final String MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_{|}~";
  private static final byte[] CLASS = new byte[1 << 16];

  static {
    for (int c = 0; c < CLASS.length; c++) {
      CLASS[c] = classOf((char) c);
    }
  }

  private final HashedWeights weights = HashedWeights.read("/injection/gibberish.bin");

  /** Writes how sure the strangest stretch is, and how much of the text is strange; both 0 to 1. */
  int read(String text, double[] out, int from) {
    int n = text.length();
    double[] found = {-1, 0};
    if (n <= HEAD + TAIL) {
      scan(text, 0, n, found);
    } else {
      scan(text, 0, HEAD, found);
      scan(text, n - TAIL, n, found);
    }
    double sum = found[0];
    out[from] = sum <= -1 ? 0 : Math.min(1, (sum + 1) / 4);
    out[from + 1] = Math.min(1, found[1] / Math.max(WINDOW, Math.min(n, HEAD + TAIL)));
    return from + 2;
  }

  private void scan(String text, int from, int to, double[] found) {
    int trigrams = to - from - 2;
    if (trigrams < LEAST) {
      return;
    }
    int window = Math.min(WINDOW, trigrams);
    int[] ring = new int[window];
    int at = 0;
    long sum = 0;
    int seen = 0;
    int key = CLASS[text.charAt(from)] << 6 | CLASS[text.charAt(from + 1)];
    double bias = weights.bias();
    double unit = 1 / (weights.scale() * window);
    for (int i = from + 2; i < to; i++) {
      key = (key << 6 | CLASS[text.charAt(i)]) & 0x3FFFF;
      int weight = weights.weight(key);
      sum += weight - ring[at];
      ring[at] = weight;
      at = at + 1 == window ? 0 : at + 1;
      seen++;
      if (seen >= window) {
        double mean = sum * unit + bias;
        found[0] = Math.max(found[0], mean);
        if (mean > 0) {
          found[1]++;
        }
      }
    }
  }

  private static byte classOf(char c) {
    if (c >= 'a' && c <= 'z') {
      return (byte) (c - 'a' + 1);
    }
    if (c >= 'A' && c <= 'Z') {
      return 27;
    }
    if (c >= '0' && c <= '9') {
      return 28;
    }
    if (c == ' ' || c == '\t') {
      return 29;
    }
    if (c == '\n' || c == '\r') {
      return 30;
    }
    int mark = MARKS.indexOf(c == '`' ? '\'' : c);
    if (mark >= 0) {
      return (byte) (33 + mark);
    }
    return (byte) (c < 128 ? 0 : Character.isLetter(c) ? 31 : 32);
  }
}
