// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuredOutputEvaluatorTest {
  private static final String SCHEMA =
      """
      {"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},
       "required":["city"],"additionalProperties":false}\
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"city\":\"Bern\"} | 1 | valid | 1 | valid",
        "{\"city\":3} | 1 | valid | 0 | type",
        "{\"days\":3} | 1 | valid | 0 | required",
        "{\"city\":\"Bern\",\"x\":1} | 1 | valid | 0 | additionalProperties",
        "{\"city\":\"Bern\" | 0 | invalid_json | 0 | invalid_json",
        "Sure! {\"city\":\"Bern\"} | 0 | invalid_json | 0 | invalid_json",
        "{\"city\":\"Bern\"} and more | 0 | invalid_json | 0 | invalid_json",
        "```json {\"city\":\"Bern\"}``` | 0 | fenced | 0 | fenced",
        "{'city':'Bern'} | 0 | invalid_json | 0 | invalid_json",
        "NaN | 0 | invalid_json | 0 | invalid_json",
        "3 | 1 | valid | 0 | type",
      })
  void judgesAnswersThatShouldFollowASchema(
      String answer, double json, String jsonLabel, double schema, String schemaLabel) {
    var span = TestCalls.chat().schema(SCHEMA).answer(answer).span();

    assertScore(Scores.of(span, "json_valid"), json, jsonLabel);
    assertScore(Scores.of(span, "schema_valid"), schema, schemaLabel);
  }

  @Test
  void aCutAnswerIsLabelledSo() {
    var span = TestCalls.chat().json().finish(FinishReason.LENGTH).answer("{\"city\":\"Be").span();

    assertScore(Scores.of(span, "json_valid"), 0, "truncated");
  }

  @Test
  void doesNotApplyWhereNothingWasAskedForOrAnswered() {
    assertNone(TestCalls.chat().answer("{}"), "json_valid");
    assertNone(TestCalls.chat().json().answer("{}"), "schema_valid");
    assertNone(TestCalls.chat().schema(SCHEMA).toolCall("f", "{}"), "json_valid");
    assertNone(
        TestCalls.chat().schema(SCHEMA).answer(new Part.Refusal("I can't.")), "schema_valid");
  }

  @Test
  void abstainsWhereTheSchemaCannotBeJudged() {
    for (String schema :
        new String[] {
          "nonsense",
          "[1]",
          "{\"$ref\":\"https://example.com/other.json\"}",
          "{\"$ref\":\"file:///etc/passwd\"}",
          "{\"$ref\":\"#/missing\"}",
          "{\"type\":\"string\",\"pattern\":\"((\"}"
        }) {
      Score score =
          Scores.of(TestCalls.chat().schema(schema).answer("\"text\"").span(), "schema_valid");
      assertThat(score.status()).as(schema).isEqualTo(ScoreStatus.ABSTAIN);
    }
  }

  @Test
  void takesTheProvidersWrapperOff() {
    String wrapped =
        "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"trip\",\"schema\":" + SCHEMA + "}}";

    assertScore(
        Scores.of(TestCalls.chat().schema(wrapped).answer("{\"days\":3}").span(), "schema_valid"),
        0,
        "required");
  }

  /** A pattern that takes a backtracking engine 2^n steps. */
  @Test
  void aHostilePatternTakesLinearTime() {
    String schema = "{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}";
    String lookAhead = "{\"type\":\"string\",\"pattern\":\"^(?=b)?(a+)+$\"}";
    String text = "\"" + "a".repeat(5000) + "!\"";

    assertScore(
        Scores.of(TestCalls.chat().schema(schema).answer(text).span(), "schema_valid"),
        0,
        "pattern");
    assertThat(
            Scores.of(TestCalls.chat().schema(lookAhead).answer(text).span(), "schema_valid")
                .status())
        .isEqualTo(ScoreStatus.ABSTAIN);
  }

  @Test
  void deepAndRecursiveInputEndsWell() {
    String recursive = "{\"$ref\":\"#\"}";
    String deep = "[".repeat(5000) + "]".repeat(5000);

    assertThat(
            Scores.of(TestCalls.chat().schema(recursive).answer("1").span(), "schema_valid")
                .status())
        .isEqualTo(ScoreStatus.ABSTAIN);
    assertScore(
        Scores.of(TestCalls.chat().json().answer(deep).span(), "json_valid"), 0, "invalid_json");
  }

  @ParameterizedTest
  @CsvSource({
    "https://json-schema.org/draft/2020-12/schema, prefixItems",
    "https://json-schema.org/draft/2019-09/schema, items",
    "http://json-schema.org/draft-07/schema#, items"
  })
  void readsEachDraftByItsOwnRules(String draft, String keyword) {
    String schema = "{\"$schema\":\"" + draft + "\",\"" + keyword + "\":[{\"type\":\"string\"}]}";

    assertThat(
            Scores.of(TestCalls.chat().schema(schema).answer("[1]").span(), "schema_valid").value())
        .hasValue(0);
    assertThat(
            Scores.of(TestCalls.chat().schema(schema).answer("[\"a\"]").span(), "schema_valid")
                .value())
        .hasValue(1);
  }

  private static void assertScore(Score score, double value, String label) {
    assertThat(score.status()).isEqualTo(ScoreStatus.OK);
    assertThat(score.value()).hasValue(value);
    assertThat(score.label()).isEqualTo(label);
  }

  private static void assertNone(TestCalls call, String dimension) {
    assertThat(Scores.of(call.span(), dimension).status()).isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }
}
