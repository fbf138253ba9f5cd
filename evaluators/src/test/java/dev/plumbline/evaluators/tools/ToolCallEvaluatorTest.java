// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.EvalData;
import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.evaluators.agreement.Agreement;
import dev.plumbline.evaluators.json.Schemas;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ToolCallEvaluatorTest {
  private static final String WEATHER =
      """
      {"type":"object","properties":{"city":{"type":"string"},
       "unit":{"type":"string","enum":["C","F"]},"days":{"type":"integer","minimum":1}},
       "required":["city"]}\
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "weather | {\"city\":\"Bern\"} | 1 | valid",
        "weather | {\"city\":\"Bern\",\"unit\":\"C\",\"days\":2} | 1 | valid",
        "weather | {\"days\":2} | 0 | required",
        "weather | {\"city\":4} | 0 | type",
        "weather | {\"city\":\"Bern\",\"unit\":\"K\"} | 0 | enum",
        "weather | {\"city\":\"Bern\",\"days\":0} | 0 | minimum",
        "weather | {\"city\":\"Bern\",\"extra\":1} | 0 | additionalProperties",
        "weather | {\"city\":\"Bern\" | 0 | invalid_json",
        "weather | [\"Bern\"] | 0 | invalid_json",
        "whether | {\"city\":\"Bern\"} | 0 | unknown_tool",
        "ping | '' | 1 | valid",
        "weather | \"{\\\"city\\\":\\\"Bern\\\"}\" | 1 | valid",
        "open | {\"anything\":1} | 1 | valid",
      })
  void judgesACallByTheOfferedTools(String name, String arguments, double value, String label) {
    Score score =
        score(
            TestCalls.chat()
                .tool("weather", WEATHER)
                .tool("ping", "{\"type\":\"object\",\"properties\":{}}")
                .tool(
                    "open", "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":true}")
                .toolCall(name, arguments));

    assertThat(score.status()).isEqualTo(ScoreStatus.OK);
    assertThat(score.value()).hasValue(value);
    assertThat(score.label()).isEqualTo(label);
  }

  @Test
  void saysNothingWithoutACallOrWithoutTools() {
    assertThat(score(TestCalls.chat().tool("weather", WEATHER).answer("Hello")).status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    assertThat(score(TestCalls.chat().toolCall("weather", "{}")).status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    assertThat(score(TestCalls.chat().tool("weather", "").toolCall("weather", "{}")).status())
        .isEqualTo(ScoreStatus.ABSTAIN);
  }

  @Test
  void oneBadCallOfSeveralDecides() {
    assertThat(
            score(
                    TestCalls.chat()
                        .tool("weather", WEATHER)
                        .toolCall("weather", "{\"city\":\"Bern\"}")
                        .toolCall("weather", "{}"))
                .value())
        .hasValue(0);
  }

  @Test
  void tellsStructuralFaultsFromCorrectCalls() {
    ToolCallEvaluator evaluator = new ToolCallEvaluator(new Schemas());
    Agreement.Counts counts = new Agreement.Counts();
    for (JsonNode row : EvalData.rows("tool_calls/bfcl.dev.jsonl").orElse(List.of())) {
      for (JsonNode call : row.path("calls")) {
        boolean correct = call.path("label").asInt() == 1;
        if (!correct && !call.path("structural").asBoolean(false)) {
          continue;
        }
        TestCalls chat = TestCalls.chat();
        for (JsonNode tool : row.path("tools")) {
          chat.tool(tool.path("name").asString(), tool.path("parameters").toString());
        }
        chat.toolCall(call.path("name").asString(), call.path("arguments").toString());
        Score score = Scores.of(evaluator, chat.span(), "tool_call_valid");
        counts.add(correct, score.value().orElse(Double.NaN) >= 0.5);
      }
    }
    if (counts.n() > 0) {
      System.err.println("tool_call_valid, structural faults, dev: " + counts);
      assertThat(counts.mcc()).isGreaterThan(0.99);
    }
  }

  private static Score score(TestCalls call) {
    return Scores.of(call.span(), "tool_call_valid");
  }
}
