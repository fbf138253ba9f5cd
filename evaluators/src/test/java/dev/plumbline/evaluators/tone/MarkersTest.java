// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.Vocabulary;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MarkersTest {
  private static final Markers MARKERS = new Markers();
  private static final Vocabulary VOCABULARY = Vocabulary.of(MARKERS.phraseGroups());

  private static double of(String name, String text) {
    double[] all = new double[MARKERS.names().size()];
    MARKERS.read(new TextView(text, VOCABULARY), all, 0);
    int at = MARKERS.names().indexOf(name);
    assertThat(at).as(name).isNotNegative();
    return all[at];
  }

  @Test
  void eachNumberHasANameOfItsOwn() {
    assertThat(new HashSet<>(MARKERS.names())).hasSameSizeAs(MARKERS.names());
    assertThat(MARKERS.names()).allMatch(name -> name.matches("[a-z][a-z0-9_]*"));
  }

  @Test
  void onePhraseInAShortTextIsTwoThirds() {
    assertThat(of("thanks", "Thank you for the patch.")).isEqualTo(1 / 1.5);
    assertThat(of("thanks", "Thanks! I really appreciate it.")).isEqualTo(2 / 2.5);
    assertThat(of("thanks", "The patch is in.")).isZero();
  }

  @Test
  void phrasesThatOverlapCountOnce() {
    assertThat(of("apology", "So very sorry.")).isEqualTo(1 / 1.5);
    assertThat(of("emotional_reaction", "I'm so sorry to hear that.")).isEqualTo(1 / 1.5);
  }

  @Test
  void theSamePhraseWeighsLessInALongText() {
    String filler = "The report lists each store and its sales of the last quarter. ".repeat(20);
    assertThat(of("thanks", "Thanks. " + filler)).isBetween(0.01, 0.5);
  }

  @Test
  void aNegationTurnsWhatFollowsInTheClause() {
    assertThat(of("friendly", "I am kind to people.")).isPositive();
    assertThat(of("friendly", "I am not very kind to people.")).isNegative();
    assertThat(of("friendly", "It was not cheap. Kind people helped.")).isPositive();
    assertThat(of("worry", "I never panic.")).isNegative();
    assertThat(of("valence", "This is not good.")).isNegative();
    assertThat(of("valence", "This is good.")).isPositive();
    assertThat(of("valence", "It is not fast but good.")).isPositive();
  }

  @Test
  void tellsQuestionsFromClosingOffers() {
    assertThat(of("question", "How did that make you feel?")).isPositive();
    assertThat(of("question_to_you", "How did that make you feel?")).isPositive();
    assertThat(of("question", "Is there anything else I can help you with?")).isZero();
    assertThat(of("question_closing", "Is there anything else I can help you with?")).isPositive();
    assertThat(of("question", "Done. Right?")).isZero();
    assertThat(of("question_to_you", "Why is the sky blue?")).isZero();
  }

  @Test
  void readsTheShape() {
    assertThat(of("exclamation", "Stop!!!")).isEqualTo(3 / 3.5);
    assertThat(of("capitals", "This is REALLY bad")).isEqualTo(1 / 1.5);
    assertThat(of("list_item", "- one\n- two\n3. three")).isEqualTo(3 / 3.5);
    assertThat(of("contraction", "I can't and won't go there")).isPositive();
    assertThat(of("emoticon", "Well done :) \uD83D\uDE00")).isEqualTo(2 / 2.5);
    assertThat(of("starts_with_please", "Please open it.")).isEqualTo(1);
    assertThat(of("lower_case_start", "please open it.")).isEqualTo(1);
    assertThat(of("sentence_length", "One two. One two.")).isEqualTo(0.1);
  }

  @Test
  void easyTextsReadEasierThanHardOnes() {
    double easy = of("flesch", "The cat sat on the mat. It was a nice day. We went out to play.");
    double hard =
        of(
            "flesch",
            "Notwithstanding considerable organisational heterogeneity, interdisciplinary"
                + " collaboration necessitates institutional accommodation of methodological"
                + " differentiation.");
    assertThat(easy).isGreaterThan(0.9);
    assertThat(hard).isLessThan(0.1);
  }

  @Test
  void everyNumberIsFiniteAndOfTheOrderOfOneForAnyText() {
    Random random = new Random(4);
    String[] pieces = {
      "not ",
      "sorry ",
      "?",
      "!",
      "\n",
      "- ",
      "you ",
      "...",
      "\uD83D",
      "\uDE00",
      "I'M ",
      "é",
      "漢",
      "",
      "0",
      "1. ",
      ":",
      ")",
      "'",
      "<3",
      "\u0000",
      "thank you ",
      "WHY ",
      "anything else"
    };
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      double[] all = new double[MARKERS.names().size() + 2];
      MARKERS.read(new TextView(text.toString(), VOCABULARY), all, 1);
      for (double one : all) {
        assertThat(one).as(text.toString()).isBetween(-1.0, 5.0);
      }
      assertThat(all[0]).isZero();
      assertThat(all[all.length - 1]).isZero();
    }
  }

  @Test
  void theLocaleOfTheMachineDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      double here = of("indirect", "IF IT IS POSSIBLE, I WOULD LIKE THAT.");
      Locale.setDefault(Locale.of("tr", "TR"));
      assertThat(of("indirect", "IF IT IS POSSIBLE, I WOULD LIKE THAT.")).isEqualTo(here);
    } finally {
      Locale.setDefault(before);
    }
  }
}
