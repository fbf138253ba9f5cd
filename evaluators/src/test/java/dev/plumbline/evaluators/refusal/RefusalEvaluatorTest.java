// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.genai.ContentState;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalEvaluatorTest {
  /** Answers and refusals of a support desk and of an assistant, written for this test. */
  @ParameterizedTest
  @MethodSource("ownSentences")
  void tellsRefusalsFromAnswers(String line) {
    String[] parts = line.split("\t");
    double value = Scores.value(TestCalls.chat().answer(parts[1]).span(), "refusal");

    assertThat(value >= 0.5).as(parts[1] + " has " + value).isEqualTo(parts[0].equals("refused"));
  }

  @Test
  void trustsTheProvider() {
    Score byPart = Scores.of(TestCalls.chat().answer(new Part.Refusal("No.")).span(), "refusal");
    Score byReason =
        Scores.of(TestCalls.chat().finish(FinishReason.REFUSAL).answer("ok").span(), "refusal");
    Score filtered =
        Scores.of(
            TestCalls.chat().finish(FinishReason.CONTENT_FILTER).answer("").span(), "refusal");

    assertThat(byPart.value()).hasValue(1);
    assertThat(byReason.value()).hasValue(1);
    assertThat(filtered.label()).isEqualTo("content_filter");
  }

  @Test
  void pointsAtTheWordsThatDecided() {
    String text = "Hi. I cannot provide the names of other customers.";
    Score score = Scores.of(TestCalls.chat().answer(text).span(), "refusal");

    assertThat(score.evidence()).hasSize(1);
    assertThat(
            text.substring(score.evidence().getFirst().start(), score.evidence().getFirst().end()))
        .startsWith("I cannot");
  }

  @Test
  void doesNotApplyWithoutAnAnswer() {
    assertNone(TestCalls.chat().toolCall("f", "{}"));
    assertNone(TestCalls.chat().content(ContentState.NONE));
    assertNone(TestCalls.chat().operation("embeddings").answer("x"));
  }

  static String[] ownSentences() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(
            RefusalEvaluatorTest.class.getResourceAsStream("/refusal/own.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split("\n");
    }
  }

  private static void assertNone(TestCalls call) {
    assertThat(Scores.of(call.span(), "refusal").status()).isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }
}
