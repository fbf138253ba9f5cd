// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoherenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "repeated_sentence | The sea is wide and blue. The sea is wide and blue. The sea is wide and"
            + " blue. The sea is wide and blue.",
        "loop | we go on and on and then we stop and then we go on and on and then we stop and then"
            + " we go on and on and then we stop and then we go on and on and then we stop",
        "contradiction | The item can be returned within 30 days. Shipping is free. The item cannot"
            + " be returned within 30 days.",
        "contradiction | Yes, that is right. No, that would be wrong for your plan.",
        "unfinished | A client sends a request with a method and a path. Then the server will answer"
            + " it with the status and",
        "template_leftover | Dear [customer name], your order is on its way.",
        "template_leftover | The answer is 42. [/INST] Thank you",
        "garbled_characters | It costs 20 â‚¬ and youâ€™ll get it tomorrow.",
        "mixed_scripts | The ответwas fine but the резultat is not.",
        "open_code_block | Run this. Then wait.\\n```\\nls -l",
      })
  void marksWhatIsBroken(String rule, String text) {
    List<Coherence.Mark> marks = Coherence.of(text.replace("\\n", "\n"), false);
    assertThat(marks).extracting(Coherence.Mark::rule).contains(rule);
    assertThat(Coherence.value(marks)).isLessThan(0.7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Paris.",
        "Sure",
        "To reset it, hold the button for ten seconds. Then wait two minutes and connect again.",
        "# Plan\n\n- Buy milk and bread for the weekend\n- Call the office before noon\n- Rest",
        "Here is a loop:\n\n```python\nfor i in range(3):\n    print(i)\n```\n\nIt prints numbers.",
        "The trial is free. The annual plan is not free. It costs 20 dollars.",
        "Will it rain? It will not rain today. Tomorrow it will rain in the north.",
        "Yes, you can. No extra cost is charged for it.",
        "Das ist ein Satz. Und hier ist noch einer, der etwas länger ist.",
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | 2 |",
        "The price is $5 per month for each user, billed yearly\n\nBest regards,\nThe team",
      })
  void leavesSoundTextAlone(String text) {
    assertThat(Coherence.value(Coherence.of(text, false))).as(text).isGreaterThan(0.9);
  }

  @Test
  void aModelThatStoppedAtItsLimitWasCutShort() {
    assertThat(Coherence.of("It goes on and", true))
        .extracting(Coherence.Mark::rule)
        .containsExactly("cut_short");
  }

  @Test
  void anyTextHasAValueAndPlacesInside() {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder();
      int n = random.nextInt(400);
      for (int k = 0; k < n; k++) {
        text.appendCodePoint(
            random.nextInt(20) == 0 ? random.nextInt(0xD000) : 32 + random.nextInt(90));
      }
      List<Coherence.Mark> marks = Coherence.of(text.toString(), random.nextBoolean());
      assertThat(Coherence.value(marks)).isBetween(0.0, 1.0);
      assertThat(marks).allMatch(m -> m.start() >= 0 && m.end() <= text.length());
    }
  }
}
