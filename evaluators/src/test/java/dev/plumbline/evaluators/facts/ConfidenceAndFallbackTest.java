// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfidenceAndFallbackTest {
  private static final String RESPONSE =
      """
      {"choices":[{"logprobs":{"content":[
        {"token":"Yes","logprob":-0.1,"top_logprobs":[{"token":"No","logprob":-9.0}]},
        {"token":".","logprob":-0.3,"top_logprobs":[]}]}}]}
      """;

  @Test
  void readsTheProvidersLogProbabilitiesWithoutTheAlternatives() {
    double value =
        Scores.value(
            TestCalls.chat().answer("Yes.").attribute("output.value", RESPONSE).span(),
            "answer_confidence");
    assertThat(value).isEqualTo(Math.exp(-0.2), within(1e-12));
  }

  @Test
  void anyBytesGiveAValueOrNone() {
    Random random = new Random(6);
    for (int round = 0; round < 500; round++) {
      StringBuilder broken = new StringBuilder(RESPONSE);
      for (int i = random.nextInt(6); i >= 0; i--) {
        broken.setCharAt(random.nextInt(broken.length()), (char) random.nextInt(128));
      }
      Score score =
          Scores.of(
              TestCalls.chat().answer("Yes.").attribute("output.value", broken.toString()).span(),
              "answer_confidence");
      assertThat(score.status()).isIn(ScoreStatus.OK, ScoreStatus.NOT_APPLICABLE);
    }
  }

  @Test
  void withoutLogProbabilitiesThereIsNoConfidence() {
    assertThat(Scores.of(TestCalls.chat().answer("Yes.").span(), "answer_confidence").status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, gpt-4o-2024-08-06, 0",
    "openai/gpt-4o-mini, gpt-4o-mini, 0",
    "claude-sonnet-4-5, us.anthropic.claude-sonnet-4-5-20250929-v1:0, 0",
    "gpt-4o, gpt-4o-mini-2024-07-18, 1",
    "claude-opus-4-1, claude-sonnet-4-5-20250929, 1",
    "anthropic/claude-sonnet-4-5, gpt-4.1, 1",
  })
  void tellsAnotherModelFromAnotherName(String asked, String answered, double value) {
    assertThat(Scores.value(TestCalls.chat().model("x", asked, answered).span(), "fallback_model"))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "our-chat-deployment, gpt-4o",
    "openrouter/auto, gpt-4o",
    "gemini-flash-latest, gemini-2.5-flash"
  })
  void namesThatAreNoModelsAreNotCompared(String asked, String answered) {
    assertThat(
            Scores.of(TestCalls.chat().model("x", asked, answered).span(), "fallback_model")
                .status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }

  @Test
  void rateLimitsAreTheirOwnDimension() {
    assertThat(Scores.value(TestCalls.chat().error(CallError.RATE_LIMIT).span(), "rate_limited"))
        .isEqualTo(1);
    assertThat(Scores.value(TestCalls.chat().error(CallError.TIMEOUT).span(), "rate_limited"))
        .isZero();
  }
}
