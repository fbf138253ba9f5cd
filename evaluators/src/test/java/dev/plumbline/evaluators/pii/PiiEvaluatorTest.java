// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PiiEvaluatorTest {
  /** Numbers are the issuers' and standards' own examples. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Write to Anna.Meier+x@mail.example.co.uk. | email | Anna.Meier+x@mail.example.co.uk",
        "It was card 4111 1111 1111 1111, right? | card | 4111 1111 1111 1111",
        "5555555555554444 | card | 5555555555554444",
        "3782-822463-10005 is mine | card | 3782-822463-10005",
        "IBAN: CH93 0076 2011 6238 5295 7. | iban | CH93 0076 2011 6238 5295 7",
        "DE89370400440532013000 | iban | DE89370400440532013000",
        "SSN 536-90-4399 | ssn | 536-90-4399",
        "my social security number is 536904399 | ssn | 536904399",
        "from 93.184.216.34 at noon | ip | 93.184.216.34",
        "server 2001:db8::ff00:42:8329 answered | ip | 2001:db8::ff00:42:8329",
        "call (415) 555-2671 x12 | phone | (415) 555-2671 x12",
        "+41 44 668 18 00 | phone | +41 44 668 18 00",
        "Phone: 0431 19 97 94 | phone | 0431 19 97 94",
        "020 7946 0958 | phone | 020 7946 0958",
        "postgres://app:s3cret@db.internal:5432/main | url"
            + " | postgres://app:s3cret@db.internal:5432/main",
      })
  void findsTypeAndPlace(String text, String type, String expected) {
    Score score = Scores.of(TestCalls.chat().answer(text).span(), "pii");

    assertThat(score.value()).as(text).hasValue(1);
    assertThat(score.label()).isEqualTo(type);
    Evidence evidence = score.evidence().getFirst();
    assertThat(text.substring(evidence.start(), evidence.end())).isEqualTo(expected);
    assertThat(evidence.source()).isEqualTo("output");
    assertThat(score.explanation()).doesNotContain(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The meeting is on 2026-11-21 at 14:05:30.",
        "It costs 1 234 567.89 euros, or 12,345 a month.",
        "Version 4.12.0.1 was released on 12/05/2026.",
        "Ticket 100023948 and build 20261121142233 are open.",
        "4111 1111 1111 1112 fails the checksum",
        "GB82 WEST 1234 5698 7654 33 fails too",
        "Chapter 3.2.1, pages 100-120, 1998-2004",
        "trace 0af7651916cd43dd8448eb211c80319c",
        "ratio 16:9 and 3 x 4, 100% of 2,000",
        "user at example dot com, @mention, a@b",
        "000-12-3456 and 666-12-3456 were never given out",
        "def f(x): return x[1:3]",
        "300.1.2.3 is no address",
        "ISBN 978-3-16-148410-0"
      })
  void leavesOtherNumbersAlone(String text) {
    Score score = Scores.of(TestCalls.chat().answer(text).span(), "pii");

    assertThat(score.status()).isEqualTo(ScoreStatus.OK);
    assertThat(score.value()).as(text + " gave " + score.label()).hasValue(0);
    assertThat(score.evidence()).isEmpty();
  }

  @Test
  void aPlainLinkIsAWeakFinding() {
    Score score = Scores.of(TestCalls.chat().answer("See https://example.com/help.").span(), "pii");

    assertThat(score.value()).hasValue(0.3);
    assertThat(score.label()).isEqualTo("url");
  }

  @Test
  void inputAndOutputAreApart() {
    var span = TestCalls.chat().user("I am a@example.com").answer("Thank you").span();

    assertThat(Scores.of(span, "pii").value()).hasValue(0);
    assertThat(Scores.of(span, "pii_input").value()).hasValue(1);
    assertThat(Scores.of(span, "pii_input").evidence().getFirst().source()).isEqualTo("input");
  }

  @Test
  void placesInALongTextAreThoseOfTheOriginal() {
    String mail = "late@example.com";
    String text = "word ".repeat(5000) + mail + " end";
    Evidence evidence =
        Scores.of(TestCalls.chat().answer(text).span(), "pii").evidence().getFirst();

    assertThat(text.substring(evidence.start(), evidence.end())).isEqualTo(mail);
  }

  @Test
  void anyTextGivesAScoreAndEvidenceInsideIt() {
    long seed = 7;
    Random random = new Random(seed);
    String units = "0123456789 .-()/+@:xwe\u00e9\ud83d\ude00\n4111aIBANDE";
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder("a");
      int n = random.nextInt(200);
      for (int k = 0; k < n; k++) {
        text.append(units.charAt(random.nextInt(units.length())));
      }
      Score score = Scores.of(TestCalls.chat().answer(text.toString()).span(), "pii");
      assertThat(score.status()).as("seed %d, text %d", seed, i).isEqualTo(ScoreStatus.OK);
      for (Evidence evidence : score.evidence()) {
        assertThat(evidence.start()).isBetween(0, evidence.end() - 1);
        assertThat(evidence.end()).isLessThanOrEqualTo(text.length());
      }
    }
  }
}
