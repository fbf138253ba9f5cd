// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.text.Sentences.Sentence;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SentencesTest {
  @Test
  void cutsProse() {
    assertThat(cut("Dear Mr. Smith, it costs 3.50 now. \"Really?\" she said. It works! Ok"))
        .containsExactly(
            "Dear Mr. Smith, it costs 3.50 now.", "Really?", "she said.", "It works!", "Ok");
  }

  @Test
  void joinsWrappedLinesAndPartsOthers() {
    assertThat(
            cut(
                "Thank you for your order, which we are going to send on the\n"
                    + "next working day.\nBest regards\nAnna\n\n- first item\n2. second item"))
        .containsExactly(
            "Thank you for your order, which we are going to send on the\nnext working day.",
            "Best regards",
            "Anna",
            "first item",
            "second item");
  }

  @Test
  void cutsTablesRecordsAndMarkup() {
    assertThat(cut("| Name | Note |\n|---|---|\n| Bo | Call him back. |"))
        .containsExactly("Name", "Note", "Bo", "Call him back.");
    assertThat(cut("{\"id\": 7, \"note\": \"Do this now, please\", \"city\":\"Bonn\"}"))
        .contains("Do this now, please", "Bonn");
    assertThat(cut("1,\"Bo\",\"Send it back\"\n2,\"Al\",\"none\"")).contains("Send it back", "Al");
    assertThat(cut("<p>One here</p><!-- hidden words --><td>Two here</td>"))
        .containsExactly("One here", "hidden words", "Two here");
    assertThat(cut("int a = 1;\n// a comment here\nreturn a;"))
        .containsExactly("int a = 1;", "a comment here", "return a;");
  }

  @Test
  void givesBoundedPiecesInOrderForAnyText() {
    Random random = new Random(11);
    String alphabet = "ab A.!?\"'\n\t|<>-,:{}1\u2019\ud83d\ude00p/";
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      int n = random.nextInt(1200);
      for (int i = 0; i < n; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      int last = 0;
      for (Sentence sentence : Sentences.of(text, 50)) {
        assertThat(sentence.start()).isGreaterThanOrEqualTo(last);
        assertThat(sentence.end() - sentence.start()).isBetween(2, Sentences.MAX_LENGTH);
        last = sentence.end();
      }
      assertThat(Sentences.of(text, 3)).hasSizeLessThanOrEqualTo(3);
    }
  }

  private static List<String> cut(String text) {
    return Sentences.of(text, 100).stream().map(sentence -> sentence.in(text)).toList();
  }
}
