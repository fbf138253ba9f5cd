// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ids are those of the library tokenizers 0.22 for the same vocabulary. */
class WordPieceTest {
  private final WordPiece tokenizer = OnnxEmbedder.tokenizer();

  @Test
  void cutsWordsAsTheReferenceDoes() {
    assertThat(ids("I can't help with that."))
        .containsExactly(101, 1045, 2064, 1005, 1056, 2393, 2007, 2008, 1012, 102);
    assertThat(ids("Café Zürich: naïve résumés?"))
        .containsExactly(101, 7668, 10204, 1024, 15743, 13746, 2015, 1029, 102);
    assertThat(ids("e-mail a.b@c.de — 50% “off”"))
        .containsExactly(
            101, 1041, 1011, 5653, 1037, 1012, 1038, 1030, 1039, 1012, 2139, 1517, 2753, 1003, 1523,
            2125, 1524, 102);
  }

  @Test
  void aWordWithoutPiecesIsUnknown() {
    assertThat(ids("antidisestablishmentarianism x" + "y".repeat(120)))
        .containsExactly(101, 3424, 10521, 4355, 7875, 13602, 3672, 12199, 2964, 100, 102);
    assertThat(ids("你好, world\u200b!\tnew\nline"))
        .containsExactly(101, 100, 100, 1010, 2088, 999, 2047, 2240, 102);
  }

  @Test
  void aLongTextIsCutAtItsEndMark() {
    long[] ids = tokenizer.ids("word ".repeat(100_000), 96);
    assertThat(ids).hasSize(96).startsWith(101, 2773).endsWith(2773, 102);
    assertThat(tokenizer.ids("", 96)).containsExactly(101, 102);
    assertThat(tokenizer.ids(" ".repeat(100_000), 96)).containsExactly(101, 102);
  }

  @Test
  void anyTextHasIds() {
    Random random = new Random(7);
    for (int run = 0; run < 2000; run++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
      }
      long[] ids = tokenizer.ids(text.toString(), 32);
      assertThat(ids.length).isBetween(2, 32);
      assertThat(ids[ids.length - 1]).isEqualTo(102);
      assertThat(Arrays.stream(ids).allMatch(id -> id >= 0 && id < 30_522)).isTrue();
    }
  }

  private long[] ids(String text) {
    return tokenizer.ids(text, 96);
  }
}
