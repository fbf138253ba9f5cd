// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.EvalData;
import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.evaluators.agreement.Agreement;
import dev.plumbline.evaluators.agreement.Agreement.Example;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ToneEvaluatorTest {
  private static final ToneEvaluator TONE = new ToneEvaluator();

  private static Score of(String dimension, String answer) {
    return Scores.of(TONE, TestCalls.chat().answer(answer).span(), dimension);
  }

  private static double value(String dimension, String answer) {
    return of(dimension, answer).value().orElseThrow();
  }

  private static List<String> lines(String resource) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(ToneEvaluatorTest.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  static List<String> pairs() throws Exception {
    return lines("/tone/pairs.tsv");
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theAnswerWithMoreOfItScoresHigher(String line) {
    String[] parts = line.split("\t");

    assertThat(value(parts[0], parts[1])).as(line).isGreaterThan(value(parts[0], parts[2]) + 0.15);
  }

  /**
   * Replies to people in distress, written for this test with labels by the definitions of
   * explorations, emotional reactions and interpretations (A. Sharma et al., EMNLP 2020).
   */
  @ParameterizedTest
  @CsvSource({"curiosity,0,0.9", "warmth,1,0.9", "understanding,2,0.9"})
  void tellsKindsOfSupportApart(String dimension, int column, double atLeast) throws Exception {
    List<Example> rows = new ArrayList<>();
    for (String line : lines("/tone/support.tsv")) {
      String[] parts = line.split("\t");
      double said = value(dimension, parts[3].replace("\\n", "\n"));
      rows.add(new Example(line, Double.parseDouble(parts[column]), said));
    }

    assertThat(rows).hasSizeGreaterThan(120);
    assertThat(Agreement.mcc(rows)).isGreaterThan(atLeast);
  }

  @Test
  void saysWhichMarkerWeighsMost() {
    assertThat(of("warmth", "I'm so sorry to hear that.").explanation())
        .isEqualTo("Raised most by: emotional reaction.");
    assertThat(of("formality", "lol gonna do it").explanation())
        .isEqualTo("Lowered most by: slang.");
  }

  @Test
  void anOfferAtTheEndIsNoCuriosity() {
    assertThat(value("curiosity", "Done. Is there anything else I can help you with today?"))
        .isLessThan(0.5);
  }

  @Test
  void doesNotApplyWithoutAnAnswer() {
    assertThat(Scores.of(TONE, TestCalls.chat().toolCall("f", "{}").span(), "warmth").status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }

  @Test
  void agreesWithReadersOfRequests() {
    List<Example> rows =
        EvalData.rows("politeness/stanford-wiki.dev.jsonl").orElse(List.of()).stream()
            .map(row ->
                new Example(
                    row.get("group").asString(),
                    row.get("label").asDouble(),
                    value("politeness", row.get("text").asString())))
            .toList();

    if (!rows.isEmpty()) {
      assertThat(Agreement.spearman(rows)).isGreaterThan(0.6);
    }
  }
}
