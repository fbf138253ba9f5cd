// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HallucinationEvaluatorTest {
  private static final HallucinationEvaluator EVALUATOR = new HallucinationEvaluator();
  private static final String PLAN =
      "The Pro plan costs $29 a month and includes 10 seats. See https://example.com/plans for more.";

  private static Score score(String answer) {
    return Scores.of(
        EVALUATOR,
        TestCalls.chat()
            .user("What does the Pro plan cost for team 7?")
            .document("d1", PLAN)
            .answer(answer)
            .span(),
        "hallucination");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "number | The Pro plan costs $49 a month.",
        "name | The Pro plan was made by Maria Keller.",
        "link | The Pro plan costs $29 a month, see https://example.com/pricing-2.",
        "citation | The Pro plan costs $29 a month [3].",
      })
  void namesWhatHasNoSource(String rule, String answer) {
    Score score = score(answer);
    assertThat(score.value().orElseThrow()).as(answer).isGreaterThanOrEqualTo(0.5);
    assertThat(score.evidence()).extracting(Evidence::rule).contains(rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The Pro plan costs $29 a month and includes 10 seats [1].",
        "For team 7 the monthly price of Pro is $29.",
        "It is 29 dollars; details stand at https://example.com/plans.",
      })
  void whatHasASourceIsNotInvented(String answer) {
    assertThat(score(answer).value().orElseThrow()).as(answer).isLessThan(0.5);
  }

  @Test
  void resultsOfToolsAreSources() {
    TestCalls call =
        TestCalls.chat()
            .user("What is the weather in Paris?")
            .input(
                new Message(
                    "tool",
                    List.of(new Part.ToolResult("c1", "{\"city\":\"Paris\",\"temperature_c\":14}")),
                    ""));
    assertThat(
            Scores.of(
                    EVALUATOR,
                    call.answer("It is 14 degrees in Paris now.").span(),
                    "hallucination")
                .value()
                .orElseThrow())
        .isLessThan(0.5);
  }

  @Test
  void withoutSourcesNothingCanBeSaid() {
    assertThat(
            Scores.of(EVALUATOR, TestCalls.chat().answer("It costs $5.").span(), "hallucination")
                .status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }
}
