// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Reference values: onnxruntime 1.31 for Python, same weights, mean over tokens, length one. */
class OnnxEmbedderTest {
  private static final Offset<Float> CLOSE = within(2e-4f);
  private static final OnnxEmbedder EMBEDDER = OnnxEmbedder.load();

  @AfterAll
  static void close() {
    EMBEDDER.close();
  }

  @Test
  void givesTheReferencesVectors() {
    Embedding made = EMBEDDER.embed("I am sorry, but I cannot help with that.", Depth.FULL);
    float[] middle = {0.05327236f, 0.01324986f, 0.01759598f, -0.01684782f};
    float[] last = {0.02730577f, -0.04501781f, 0.05533246f, -0.02585351f};
    for (int i = 0; i < middle.length; i++) {
      assertThat(made.middle()[i]).isCloseTo(middle[i], CLOSE);
      assertThat(made.last()[i]).isCloseTo(last[i], CLOSE);
    }
    assertThat(Embedding.cosine(made.middle(), made.middle())).isCloseTo(1, within(1e-5));
  }

  @Test
  void halfTheModelGivesTheSameMiddle() {
    String text = "The parcel will arrive on Tuesday.";
    Embedding half = EMBEDDER.embed(text, Depth.MIDDLE);
    Embedding full = EMBEDDER.embed(text, Depth.FULL);
    assertThat(half.last()).isEmpty();
    for (int i = 0; i < Embedding.SIZE; i++) {
      assertThat(half.middle()[i]).isCloseTo(full.middle()[i], CLOSE);
    }
  }

  @Test
  void likeMeaningsAreCloserThanUnlikeOnes() {
    Embedding refund = EMBEDDER.embed("How do I get my money back?", Depth.FULL);
    Embedding same = EMBEDDER.embed("I want a refund.", Depth.FULL);
    Embedding other = EMBEDDER.embed("The volcano erupted at dawn.", Depth.FULL);
    assertThat(Embedding.cosine(refund.last(), same.last()))
        .isGreaterThan(Embedding.cosine(refund.last(), other.last()) + 0.2);
  }

  @Test
  void eachDistinctTextRunsOnce() {
    CachedEmbedder cached = new CachedEmbedder(EMBEDDER, 2);
    Embedding first = cached.embed("one", Depth.MIDDLE);
    assertThat(cached.embed("one", Depth.MIDDLE)).isSameAs(first);
    assertThat(cached.embed("one", Depth.FULL).last()).hasSize(Embedding.SIZE);
    assertThat(cached.embed("one", Depth.MIDDLE).last()).hasSize(Embedding.SIZE);
    cached.embed("two", Depth.MIDDLE);
    cached.embed("three", Depth.MIDDLE);
    cached.embed("one", Depth.MIDDLE); // had to make room
    assertThat(cached.runs()).isEqualTo(5);
    assertThat(cached.hits()).isEqualTo(2);
  }
}
