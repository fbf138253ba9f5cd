// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.evaluators.text.TextView;
import java.util.List;

/** What a head multiplies its weights with: the embedding, then the features. */
final class HeadRow {
  private HeadRow() {}

  static int embeddingSize(Depth depth) {
    return depth == Depth.FULL ? 2 * Embedding.SIZE : Embedding.SIZE;
  }

  static float[] of(Embedding embedding, Depth depth, List<TextFeatures> features, TextView text) {
    int from = embeddingSize(depth);
    int count = features.stream().mapToInt(set -> set.names().size()).sum();
    float[] row = new float[from + count];
    System.arraycopy(embedding.middle(), 0, row, 0, Embedding.SIZE);
    if (depth == Depth.FULL) {
      System.arraycopy(embedding.last(), 0, row, Embedding.SIZE, Embedding.SIZE);
    }
    double[] numbers = new double[count];
    int at = 0;
    for (TextFeatures set : features) {
      set.read(text, numbers, at);
      at += set.names().size();
    }
    for (int i = 0; i < count; i++) {
      row[from + i] = (float) numbers[i];
    }
    return row;
  }
}
