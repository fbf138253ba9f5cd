// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "17 × 23 = 391.",
        "That makes 12 * 7.50 = $90.",
        "2 + 3 * 4 = 14, as products come first.",
        "2^10 = 1024",
        "1,200 + 350 = 1,550",
        "10 / 3 = 3.33",
        "100 / 7 is about 14",
        "15% of 80 is 12.",
        "The square root of 144 is 12.",
        "√2 ≈ 1.41",
        "7 - 9 = -2",
        "The day is Tuesday, March 3, 2026.",
        "March 3rd, 2026 falls on a Tuesday",
        "The word \"strawberry\" has three r's.",
        "Here are three ways to do it:\n\n1. One.\n2. Two.\n3. Three.",
      })
  void whatHolds(String text) {
    assertThat(Statements.of(text))
        .singleElement()
        .satisfies(s -> assertThat(s.holds()).as(text).isTrue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "17 × 23 = 381. | arithmetic",
        "2 + 3 * 4 = 20 | arithmetic",
        "10 / 4 = 2 | arithmetic",
        "20% of 90 is 20. | arithmetic",
        "The square root of 150 is 13. | arithmetic",
        "It opens on Monday, March 3, 2026. | weekday",
        "February 30, 2026 is a Monday. | weekday",
        "\"strawberry\" contains 2 r's | letters",
        "Here are five tips for you:\\n1. One.\\n2. Two. | list_length",
      })
  void whatDoesNot(String text, String kind) {
    assertThat(Statements.of(text.replace("\\n", "\n")))
        .singleElement()
        .satisfies(s -> {
          assertThat(s.holds()).as(text).isFalse();
          assertThat(s.kind()).isEqualTo(kind);
        });
  }

  /** Numbers that state nothing about each other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2x + 3 = 7",
        "x - 3 + 2 = 5 gives x = 6",
        "The score was 3-1 is all he said.",
        "Open 9-5 is fine, or call 555-1234.",
        "f(3 + 4) = 12",
        "Version 1.2 is 3 years old",
        "```\n2 + 2 = 5\n```",
        "Use 24/7 is common.",
        "The book has many characters.",
        "Here are some tips:\n1. One.",
      })
  void whatCannotBeChecked(String text) {
    assertThat(Statements.of(text)).as(text).isEmpty();
  }

  @Test
  void aPartOfALongerSumIsNotAStatement() {
    assertThat(Statements.of("12 × 5 = 60 + 4 = 64")).isEmpty();
    assertThat(Statements.of("(3 + 4 = 8)")).isEmpty();
  }

  @Test
  @Timeout(20)
  void timeGrowsWithTheTextAndNothingIsThrown() {
    Random random = new Random(7);
    String signs = "0123456789+-*/^=.,%$ xis\n\"[]1. hereaf";
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = 0; k < 4000; k++) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      List<Statements.Checked> found = Statements.of(text.toString());
      assertThat(found).allMatch(s -> 0 <= s.start() && s.start() < s.end());
    }
    assertThat(Statements.of("1+".repeat(200_000))).isEmpty();
    assertThat(Statements.of("here are one ".repeat(20_000))).isEmpty();
    assertThat(Statements.of("9".repeat(200_000))).isEmpty();
  }
}
