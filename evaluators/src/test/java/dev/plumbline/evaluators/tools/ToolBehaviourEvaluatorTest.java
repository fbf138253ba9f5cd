// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolBehaviourEvaluatorTest {
  @Test
  void theSameCallAgainIsARepeatWhateverTheOrderOfItsArguments() {
    TestCalls call = called("find", "{\"a\":1,\"b\":2}").toolCall("find", "{\"b\":2,\"a\":1}");

    assertThat(score(call, "tool_call_repeat").value()).hasValue(1);
    assertThat(
            score(called("find", "{\"a\":1}").toolCall("find", "{\"a\":2}"), "tool_call_repeat")
                .value())
        .hasValue(0);
    assertThat(
            score(called("find", "{\"a\":1}").toolCall("get", "{\"a\":1}"), "tool_call_repeat")
                .value())
        .hasValue(0);
  }

  @Test
  void twoEqualCallsInOneAnswerAreARepeat() {
    assertThat(
            score(
                    TestCalls.chat().user("x").toolCall("find", "{}").toolCall("find", ""),
                    "tool_call_repeat")
                .value())
        .hasValue(1);
  }

  @Test
  void aRepeatAfterAnErrorSaysSo() {
    TestCalls call = called("find", "{}").input(result("Error: timeout")).toolCall("find", "{}");

    assertThat(score(call, "tool_call_repeat").label()).isEqualTo("repeat_after_error");
  }

  @Test
  void circlesOfOneOrMoreCallsAreLoops() {
    TestCalls one = called("find", "{}");
    one.input(calling("find", "{}")).toolCall("find", "{}");
    TestCalls two = called("find", "{}");
    two.input(calling("open", "{}")).input(calling("find", "{}")).toolCall("open", "{}");
    TestCalls none = called("find", "{}");
    none.input(calling("open", "{}")).toolCall("read", "{}");

    assertThat(score(one, "tool_loop").value()).hasValue(1);
    assertThat(score(two, "tool_loop").label()).isEqualTo("loop");
    assertThat(score(none, "tool_loop").value()).hasValue(0);
  }

  @Test
  void aNewQuestionEndsALoop() {
    TestCalls call = called("find", "{}").input(calling("find", "{}")).user("And again?");

    assertThat(score(call.toolCall("find", "{}"), "tool_loop").value()).hasValue(0);
    assertThat(score(call, "tool_call_repeat").value()).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Error: no such file",
        "{\"error\":\"not found\"}",
        "{\"error\":{\"code\":4}}",
        "{\"success\":false}",
        "{\"status\":\"error\",\"detail\":\"x\"}",
        "{\"status\":404}",
        "{\"isError\":true}",
        "Traceback (most recent call last):\n  File",
        "[ERROR] disk full",
        "404 Not Found",
      })
  void knowsErrorsThatWereFedBack(String text) {
    TestCalls call = called("find", "{}").input(result(text)).answer("Let me try again.");

    assertThat(score(call, "tool_error_fed_back").value()).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":null,\"rows\":3}",
        "{\"error\":\"\",\"rows\":3}",
        "{\"success\":true}",
        "{\"status\":\"ok\"}",
        "The margin of error is 3 %",
        "{\"errors\":[]}",
        "17 degrees",
      })
  void ordinaryResultsAreNoErrors(String text) {
    TestCalls call = called("find", "{}").input(result(text)).answer("Done.");

    assertThat(score(call, "tool_error_fed_back").value()).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "create_order, 1",
    "orders.cancel, 1",
    "sendEmail, 1",
    "get_orders, 0",
    "list_updates, 0",
    "read-address, 0"
  })
  void countsCallsThatChangeSomething(String tool, int writes) {
    TestCalls call = TestCalls.chat().user("x").toolCall(tool, "{}");

    assertThat(score(call, "tool_writes").value()).hasValue(writes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"temp\":17.36} | It is 17.4 degrees. | 1",
        "{\"temp\":17.36} | It is warm and sunny. | 0",
        "{\"name\":\"Ada Lovelace\",\"role\":\"engineer\"} | She is Ada Lovelace. | 1",
        "{\"id\":99321} | Your order 99321 was found. | 1",
        "{\"id\":99321} | I could not find anything. | 0",
      })
  void seesWhetherAResultWasUsed(String text, String answer, double used) {
    TestCalls call = called("find", "{}").input(result(text)).answer(answer);

    assertThat(score(call, "tool_result_used").value()).hasValue(used);
  }

  @Test
  void aResultThatServesTheNextCallIsUsed() {
    TestCalls call =
        called("find", "{}").input(result("{\"id\":99321}")).toolCall("open", "{\"id\":99321}");

    assertThat(score(call, "tool_result_used").value()).hasValue(1);
  }

  @Test
  void saysNothingWithoutTools() {
    TestCalls call = TestCalls.chat().user("Hi").answer("Hello");

    for (String dimension :
        List.of(
            "tool_call_repeat",
            "tool_loop",
            "tool_error_fed_back",
            "tool_writes",
            "tool_result_used")) {
      assertThat(score(call, dimension).status()).isEqualTo(ScoreStatus.NOT_APPLICABLE);
    }
  }

  private static TestCalls called(String name, String arguments) {
    return TestCalls.chat().user("Please look").input(calling(name, arguments));
  }

  private static Message calling(String name, String arguments) {
    return new Message("assistant", List.of(new Part.ToolCall("c", name, arguments)), "");
  }

  private static Message result(String text) {
    return new Message("tool", List.of(new Part.ToolResult("c", text)), "");
  }

  private static Score score(TestCalls call, String dimension) {
    return Scores.of(call.span(), dimension);
  }
}
