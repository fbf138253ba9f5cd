// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import dev.plumbline.model.hash.Sha256;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The weights of a linear model over hashed features: one signed byte for each of 2^k buckets. A
 * resource: k as int, the number by which weights were multiplied and the bias as floats, then the
 * bytes; big-endian. Immutable and thread-safe.
 */
public final class HashedWeights {
  private static final int MAX_BITS = 20;

  private final byte[] weights;
  private final int shift;
  private final double scale;
  private final double bias;
  private final String hash;

  private HashedWeights(byte[] weights, int shift, double scale, double bias, String hash) {
    this.weights = weights;
    this.shift = shift;
    this.scale = scale;
    this.bias = bias;
    this.hash = hash;
  }

  /** Reads a resource of this module. */
  public static HashedWeights read(String resource) {
    try (InputStream in = HashedWeights.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      byte[] all = in.readAllBytes();
      try (DataInputStream data = new DataInputStream(new ByteArrayInputStream(all))) {
        int bits = data.readInt();
        if (bits < 1 || bits > MAX_BITS || all.length != 12 + (1 << bits)) {
          throw new IllegalStateException(resource + " is damaged");
        }
        double scale = data.readFloat();
        double bias = data.readFloat();
        return new HashedWeights(data.readAllBytes(), 32 - bits, scale, bias, Sha256.hex(all, 12));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }

  /** The weight of a feature times {@link #scale}; -128 to 127. */
  public int weight(int feature) {
    return weights[(feature * 0x9E3779B1) >>> shift];
  }

  public double scale() {
    return scale;
  }

  public double bias() {
    return bias;
  }

  /** 12 hex characters over the whole file. */
  public String hash() {
    return hash;
  }

  /** The number of a pair of words, from {@link TextView#wordHash}. */
  public static int pair(int first, int second) {
    return Integer.rotateLeft(first * 0x85EBCA6B, 13) ^ second * 0xC2B2AE35;
  }

  /** The number of a pair of words with one word between them. */
  public static int gapped(int first, int second) {
    return pair(first, second) * 0x27D4EB2F + 0x165667B1;
  }

  /**
   * The model's sum over single words, pairs, and pairs with one word between, of the words {@code
   * from} to {@code to}, divided by the root of their number; the bias is not in it.
   */
  public double words(TextView text, int from, int to) {
    long sum = 0;
    int count = 0;
    for (int w = from; w < to; w++) {
      int word = text.wordHash(w);
      sum += weight(word);
      count++;
      if (w > from) {
        sum += weight(pair(text.wordHash(w - 1), word));
        count++;
      }
      if (w > from + 1) {
        sum += weight(gapped(text.wordHash(w - 2), word));
        count++;
      }
    }
    return count == 0 ? 0 : sum / (scale * Math.sqrt(count));
  }
}
