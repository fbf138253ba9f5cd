// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.Vocabulary;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SentimentFeaturesTest {
  private static final SentimentFeatures FEATURES = new SentimentFeatures();
  private static final Vocabulary VOCABULARY = Vocabulary.of(FEATURES.phraseGroups());

  private static double of(String name, String text) {
    double[] all = new double[FEATURES.names().size()];
    FEATURES.read(new TextView(text, VOCABULARY), all, 0);
    return all[FEATURES.names().indexOf(name)];
  }

  @Test
  void aNegationTurnsTheOpinionOfItsClauseOnly() {
    assertThat(of("valence", "a gripping film")).isPositive();
    assertThat(of("valence", "never a gripping film")).isNegative();
    assertThat(of("valence", "not long, gripping to the end")).isPositive();
    assertThat(of("valence", "not bad")).isPositive().isLessThan(of("valence", "good"));
  }

  @Test
  void whatStandsBehindButWeighsMore() {
    assertThat(of("valence", "The cast is good, but the script is bad."))
        .isLessThan(of("valence", "The script is bad, but the cast is good."));
    assertThat(of("contrast", "Good, but slow.")).isEqualTo(1);
    assertThat(of("contrast", "But it is good.")).isZero();
  }

  @Test
  void knowsWordsOfOpinionThatTheLexiconLacks() {
    assertThat(of("opinion", "a riveting, well made story")).isPositive();
    assertThat(of("opinion", "bland and formulaic")).isNegative();
    assertThat(of("vader", "riveting")).isZero();
  }

  @Test
  void saysNothingOfATextWithoutMood() {
    assertThat(of("vader", "The train leaves at nine.")).isZero();
    assertThat(of("valence", "The train leaves at nine.")).isZero();
    assertThat(of("opinion", "The train leaves at nine.")).isZero();
  }

  @Test
  void everyNumberLiesBetweenMinusOneAndOneForAnyText() {
    Random random = new Random(5);
    String[] pieces = {
      "not ", "good ", "bad ", "but ", "!", "?", ",", "\n", "thanks ", "\uD83D", "\uDE00", "'",
      "GREAT "
    };
    for (int round = 0; round < 1000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(900); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      double[] all = new double[FEATURES.names().size() + 2];
      FEATURES.read(new TextView(text.toString(), VOCABULARY), all, 1);
      for (double one : all) {
        assertThat(one).isBetween(-1.0, 1.0);
      }
      assertThat(all[0]).isZero();
      assertThat(all[all.length - 1]).isZero();
    }
  }
}
