// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.EvalData;
import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.evaluators.agreement.Agreement;
import dev.plumbline.evaluators.json.Schemas;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ToolCallGroundingEvaluatorTest {
  private static final String SCHEMA =
      """
      {"type":"object","properties":{
        "city":{"type":"string","description":"The city, for example 'Lisbon'."},
        "country":{"type":"string"},
        "date":{"type":"string","description":"Day in the format YYYY-MM-DD."},
        "time":{"type":"string"},
        "guests":{"type":"integer"},
        "amount":{"type":"number"},
        "minutes":{"type":"integer"},
        "class":{"type":"string","enum":["economy","business"]},
        "currency":{"type":"string","description":"Currency code, USD by default."},
        "retries":{"type":"integer","description":"How often to try; defaults to 3."},
        "kind_id":{"type":"integer","description":"1 for cleaning, 2 for ironing, 3 for cooking."},
        "tags":{"type":"array","items":{"type":"string"}},
        "verbose":{"type":"boolean"},
        "page":{"type":"integer"},
        "from":{"type":"string"},"to":{"type":"string"},
        "name":{"type":"string"},
        "radius":{"type":"number"},"height":{"type":"number"},
        "note":{"type":"string"}}}\
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "A hotel in Bern please | {\"city\":\"Bern\"}",
        "A hotel in Bern please | {\"city\":\"Bern, Switzerland\"}",
        "somewhere in NYC | {\"city\":\"New York, NY\"}",
        "flights to LA | {\"city\":\"Los Angeles, CA\"}",
        "weather in london | {\"city\":\"London\",\"country\":\"GB\"}",
        "weather in Zürich | {\"city\":\"Zurich\"}",
        "a hotel in Sacremento | {\"city\":\"Sacramento\"}",
        "on March 3rd, 2026 | {\"date\":\"2026-03-03\"}",
        "on 3/4/2026 | {\"date\":\"2026-04-03\"}",
        "on the 15th of April | {\"date\":\"2026-04-15\"}",
        "Today is 2026-05-01. Book for tomorrow | {\"date\":\"2026-05-02\"}",
        "Arrive 2026-05-01 and stay 3 nights | {\"date\":\"2026-05-04\"}",
        "next friday | {\"date\":\"2026-11-27\"}",
        "at half past, 7:30 pm | {\"time\":\"19:30\"}",
        "at noon | {\"time\":\"12:00\"}",
        "for two people | {\"guests\":2}",
        "for twenty-five of us | {\"guests\":25}",
        "for my wife and me, a table | {\"verbose\":true}",
        "it costs $1,250.50 | {\"amount\":1250.5}",
        "about 3.5 million | {\"amount\":3500000}",
        "a rate of 5% | {\"amount\":0.05}",
        "for 2 hours | {\"minutes\":120}",
        "in business | {\"class\":\"business\"}",
        "transfer it | {\"currency\":\"USD\",\"retries\":3}",
        "someone who does ironing | {\"kind_id\":2}",
        "tag it red and large | {\"tags\":[\"red\",\"large\"]}",
        "show my orders | {\"page\":1}",
        "from Rome to Oslo | {\"from\":\"Rome\",\"to\":\"Oslo\"}",
        "a cylinder with radius of 5 and height = 7 | {\"radius\":5,\"height\":7}",
        "where is order 00-4711-X | {\"name\":\"00-4711-X\"}",
      })
  void takesWhatTheConversationSays(String user, String arguments) {
    Score score = score(user, arguments);

    assertThat(score.value().orElseThrow()).as(score.explanation()).isGreaterThanOrEqualTo(0.5);
    assertThat(score.label()).isEqualTo("grounded");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "A hotel in Bern please | {\"city\":\"Geneva\"} | ungrounded_string",
        "A hotel in Bern please | {\"city\":\"Basel, Switzerland\"} | ungrounded_string",
        "on March 3rd, 2026 | {\"date\":\"2026-03-04\"} | ungrounded_date",
        "on March 3rd, 2026 | {\"date\":\"2025-03-03\"} | ungrounded_date",
        "Today is 2026-05-01. Book for tomorrow | {\"date\":\"2026-05-09\"} | ungrounded_date",
        "next friday | {\"date\":\"2026-11-26\"} | ungrounded_date",
        "at 7:30 pm | {\"time\":\"19:45\"} | ungrounded_time",
        "for two people | {\"guests\":3} | ungrounded_number",
        "it costs $1,250.50 | {\"amount\":1251.5} | ungrounded_number",
        "for 2 hours | {\"minutes\":121} | ungrounded_number",
        "transfer it | {\"retries\":4} | ungrounded_number",
        "someone who does ironing | {\"kind_id\":3} | ungrounded_number",
        "tag it red and large | {\"tags\":[\"red\",\"cheap\"]} | ungrounded_string",
        "hello | {\"name\":\"Marguerite Oduya\"} | ungrounded_string",
        "from Rome to Oslo | {\"from\":\"Oslo\",\"to\":\"Rome\"} | exchanged_values",
        "radius of 5 and height = 7 | {\"radius\":7,\"height\":5} | misplaced_number",
        "call Ann in Texas | {\"name\":\"Texas\",\"city\":\"Ann\"} | exchanged_values",
      })
  void flagsWhatNobodySaid(String user, String arguments, String label) {
    Score score = score(user, arguments);

    assertThat(score.value().orElseThrow()).as(score.toString()).isLessThan(0.5);
    assertThat(score.label()).isEqualTo(label);
  }

  @Test
  void namesTheArgumentAndItsPlaceButNotItsValue() {
    Score score = score("A hotel in Bern please", "{\"city\":\"Geneva\"}");

    assertThat(score.explanation()).contains("city").doesNotContain("Geneva");
    assertThat(score.evidence()).hasSize(1);
    assertThat(
            "{\"city\":\"Geneva\"}"
                .substring(score.evidence().getFirst().start(), score.evidence().getFirst().end()))
        .isEqualTo("Geneva");
  }

  @Test
  void readsEarlierToolResultsSystemTextAndDocuments() {
    TestCalls call =
        TestCalls.chat()
            .system("The customer is Ada Lovelace.")
            .user("Cancel my order")
            .document("d", "Orders are handled by the depot in Graz.")
            .input(
                new Message("tool", List.of(new Part.ToolResult("1", "{\"order\":\"A-991\"}")), ""))
            .toolCall(
                "cancel", "{\"order\":\"A-991\",\"name\":\"Ada Lovelace\",\"depot\":\"Graz\"}");

    assertThat(score(call).value()).hasValue(1);
  }

  @Test
  void doesNotCountWhatTheAnswerItselfSays() {
    TestCalls call =
        TestCalls.chat()
            .user("Book something")
            .answer("I will book Geneva")
            .toolCall("book", "{\"city\":\"Geneva\"}");

    assertThat(score(call).value().orElseThrow()).isLessThan(0.5);
  }

  @Test
  void saysNothingWithoutCallsOrConversation() {
    assertThat(score(TestCalls.chat().user("Hi").answer("Hello")).status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    assertThat(score(TestCalls.chat().toolCall("t", "{\"a\":1}")).status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }

  @Test
  void abstainsWhenTheConversationIsLongerThanWhatIsRead() {
    String filler = "lorem ipsum dolor ".repeat(4000);

    assertThat(score(TestCalls.chat().user(filler).toolCall("t", "{\"a\":\"Geneva\"}")).status())
        .isEqualTo(ScoreStatus.ABSTAIN);
    assertThat(
            score(
                    TestCalls.chat()
                        .user(filler + "Geneva " + filler)
                        .toolCall("t", "{\"a\":\"Geneva\"}"))
                .value())
        .hasValue(0.9);
  }

  /** Structure and grounding together, on faults put into correct calls. */
  @Test
  void tellsFaultyCallsFromCorrectOnes() {
    ToolCallEvaluator structure = new ToolCallEvaluator(new Schemas());
    ToolCallGroundingEvaluator grounding = new ToolCallGroundingEvaluator();
    Agreement.Counts counts = new Agreement.Counts();
    Map<String, int[]> recall = new TreeMap<>();
    for (JsonNode row : EvalData.rows("tool_calls/bfcl.dev.jsonl").orElse(List.of())) {
      for (JsonNode call : row.path("calls")) {
        String fault = call.path("fault").asString();
        TestCalls chat =
            chat(row).toolCall(call.path("name").asString(), call.path("arguments").toString());
        boolean flagged =
            Scores.of(structure, chat.span(), "tool_call_valid").value().orElse(1) < 0.5
                || Scores.of(grounding, chat.span(), "tool_call_grounded").value().orElse(1) < 0.5;
        int[] found = recall.computeIfAbsent(fault, _ -> new int[2]);
        found[0]++;
        found[1] += flagged ? 1 : 0;
        if (!fault.contains("exchanged")) {
          counts.add(call.path("label").asInt() == 1, !flagged);
        }
      }
    }
    if (counts.n() > 0) {
      System.err.println("tool calls, all faults but exchanged values, dev: " + counts);
      recall.forEach((fault, n) -> System.err.println("  " + fault + ": " + n[1] + " of " + n[0]));
      assertThat(counts.mcc()).isGreaterThan(0.93);
    }
  }

  private static TestCalls chat(JsonNode row) {
    TestCalls chat = TestCalls.chat();
    if (row.has("messages")) {
      for (JsonNode message : row.path("messages")) {
        String role = message.path("role").asString();
        String text = message.path("content").asString("");
        if (role.equals("system")) {
          chat.system(text);
        } else {
          chat.input(Message.text(role, text));
        }
      }
    } else {
      chat.user(row.path("prompt").asString());
    }
    for (JsonNode tool : row.path("tools")) {
      chat.tool(
          tool.path("name").asString(),
          tool.path("description").asString(""),
          tool.path("parameters").toString());
    }
    return chat;
  }

  private static Score score(String user, String arguments) {
    return score(TestCalls.chat().user(user).tool("act", SCHEMA).toolCall("act", arguments));
  }

  private static Score score(TestCalls call) {
    return Scores.of(call.span(), "tool_call_grounded");
  }
}
