// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.Vocabulary;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is remembered of words never changes what a text says. */
class RememberedWordsTest {
  private static final String[] PIECES = {
    "don't",
    "can\u2019t",
    "don`t",
    "NOT",
    "good",
    "awful",
    "terrible",
    "you",
    "idiots",
    "sh1t",
    "s h u t",
    "a",
    "b",
    "f.u",
    "foo_bar",
    "d@mn",
    "$$$",
    "it's",
    "It\u2019s",
    "\u4f60\u597d",
    "caf\u00e9",
    "\u0130stanbul",
    "cooool",
    "2024",
    "3)",
    "table",
    "e",
    "!!",
    "...",
    "?",
    "\n",
    "\u200b",
    "\uff27\uff4f\uff4f\uff44",
    "x'",
    "'y",
    "rock'n'roll",
    "unbelievably-bad",
    "\ud83d\ude00",
  };

  private final FeatureSets sets = FeatureSets.builtIn();
  private final List<TextFeatures> all =
      sets.named(List.of("tone_markers", "sentiment_words", "toxicity"));
  private final Vocabulary forgetful = Vocabulary.of(sets.phraseGroups());

  @Test
  void featuresAreTheSameWithAndWithoutTheMemory() {
    compare();
  }

  private void compare() {
    Random random = new Random(11);
    for (int round = 0; round < 2000; round++) {
      String text = text(random);
      for (TextFeatures features : all) {
        assertThat(read(features, new TextView(text, sets.vocabulary())))
            .as(text)
            .isEqualTo(read(features, new TextView(text, forgetful)));
      }
    }
  }

  @Test
  void moreWordsThanAreRememberedDoNoHarm() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      many.append("word").append(Integer.toString(i, 26)).append(i % 900 == 899 ? "\n\n" : " ");
    }
    for (String part : many.toString().split("\n\n")) {
      new TextView(part, sets.vocabulary());
    }
    compare();
  }

  private static double[] read(TextFeatures features, TextView text) {
    double[] read = new double[features.names().size()];
    features.read(text, read, 0);
    return read;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int n = random.nextInt(60);
    for (int i = 0; i < n; i++) {
      String piece = PIECES[random.nextInt(PIECES.length)];
      text.append(random.nextInt(8) == 0 ? piece.toUpperCase(java.util.Locale.ROOT) : piece)
          .append(random.nextInt(5) == 0 ? "" : " ");
    }
    return text.toString();
  }
}
