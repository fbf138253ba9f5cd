// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.embedding.Embedder;
import dev.plumbline.evaluators.embedding.Embedding;

/** A real if simple embedder for tests that need no model: each word has its own dimension. */
public final class WordEmbedder implements Embedder {
  @Override
  public Embedding embed(String text, Depth depth) {
    float[] vector = new float[Embedding.SIZE];
    for (String word : text.split(" ", -1)) {
      vector[Math.floorMod(word.hashCode(), Embedding.SIZE)] += 1;
    }
    double length = 0;
    for (float value : vector) {
      length += value * value;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(length);
    }
    return new Embedding(vector, depth == Depth.FULL ? vector.clone() : new float[0]);
  }

  @Override
  public String version() {
    return "words:1";
  }

  @Override
  public void close() {}
}
