// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.embedding;

/**
 * What the model makes of a text: the mean over its tokens, after half of the layers (where form,
 * tone and attitude are read best) and after all of them (meaning). Both have length one.
 *
 * @param middle 384 numbers
 * @param last 384 numbers; empty when only the middle was asked for
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read by heads only
public record Embedding(float[] middle, float[] last) {
  public static final int SIZE = 384;

  /** Cosine of two vectors of length one, -1 to 1. */
  public static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
