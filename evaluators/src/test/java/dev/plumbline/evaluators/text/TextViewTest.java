// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.evaluators.text.TextView.Hits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextViewTest {
  private static final PhraseGroup GROUP =
      new PhraseGroup("test", List.of("i can't", "i", "can't help with", "help", "cafe au lait"));

  private final Vocabulary vocabulary = Vocabulary.of(List.of(GROUP));

  @Test
  void findsEveryPhraseWhateverItsCaseMarksAndApostrophes() {
    TextView view =
        new TextView("I can\u2019t HELP with it.\u00a0Caf\u00e9  au\nLait!", vocabulary);

    assertThat(found(view))
        .containsExactly("i can't", "i", "can't help with", "help", "cafe au lait");
  }

  @Test
  void readsATextAloneWhenItsGroupWasNotDeclared() {
    TextView view = new TextView("no help", Vocabulary.of(List.of()));

    assertThat(found(view)).containsExactly("help");
  }

  @Test
  void wordsStandWhereTheyStoodInTheOriginal() {
    String text = "a".repeat(TextView.HEAD) + "x".repeat(50_000) + " the end";
    TextView view = new TextView(text, vocabulary);
    int last = view.wordCount() - 1;

    assertThat(view.length()).isEqualTo(TextView.HEAD + TextView.TAIL + 1);
    assertThat(
            text.substring(
                view.offset(view.wordStart(last)), view.offset(view.wordEnd(last) - 1) + 1))
        .isEqualTo("end");
  }

  @Test
  void ideographsAreWordsOfTheirOwn() {
    assertThat(new TextView("\u4f60\u597d hello", vocabulary).wordCount()).isEqualTo(3);
  }

  @Test
  void anyTextCanBeReadAndFoldingKeepsItsLength() {
    long seed = 1;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      int n = random.nextInt(100);
      for (int k = 0; k < n; k++) {
        text.append((char) random.nextInt(0x10000));
      }
      TextView view = new TextView(text.toString(), vocabulary);
      assertThat(view.length()).as("seed %d, text %d", seed, i).isEqualTo(text.length());
      assertThat(Folding.fold(Folding.fold(text))).isEqualTo(Folding.fold(text));
    }
  }

  @Test
  void refusesPhrasesThatNoTextCanHold() {
    for (String phrase : List.of("", "Upper", "two  spaces", "a b c d e f g h i j k")) {
      assertThatThrownBy(() -> Vocabulary.of(List.of(new PhraseGroup("bad", List.of(phrase)))))
          .as(phrase)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static List<String> found(TextView view) {
    Hits hits = view.hits(GROUP);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < hits.count(); i++) {
      found.add(GROUP.phrases().get(hits.phrase(i)));
    }
    found.sort(java.util.Comparator.comparingInt(GROUP.phrases()::indexOf));
    return found;
  }
}
