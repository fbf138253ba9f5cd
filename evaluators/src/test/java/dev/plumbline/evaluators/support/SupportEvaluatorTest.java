// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.evaluators.agreement.Agreement;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupportEvaluatorTest {
  /** A source with sentences about it, written for these tests. */
  private record Block(String kind, String source, List<String> good, List<String> bad) {}

  @Test
  void tellsSupportedSentencesFromCorruptedOnes() throws Exception {
    for (String kind : List.of("news", "dialogue")) {
      Agreement.Counts counts = new Agreement.Counts();
      for (Block block : blocks()) {
        if (block.kind().equals(kind)) {
          block.good().forEach(text -> counts.add(true, degree(block.source(), text) >= 0.5));
          block.bad().forEach(text -> counts.add(false, degree(block.source(), text) >= 0.5));
        }
      }
      System.err.println("faithfulness, own sentences, " + kind + ": " + counts);
      assertThat(counts.mcc()).as(kind).isGreaterThan(0.7);
    }
  }

  @Test
  void goodSentencesRankAboveCorruptedOnes() throws Exception {
    int pairs = 0;
    int right = 0;
    for (Block block : blocks()) {
      for (String good : block.good()) {
        for (String bad : block.bad()) {
          pairs++;
          right += degree(block.source(), good) > degree(block.source(), bad) ? 1 : 0;
        }
      }
    }
    assertThat((double) right / pairs).isGreaterThan(0.9);
  }

  @Test
  void moreOfTheSourceIsMoreComplete() throws Exception {
    for (Block block : blocks()) {
      String one = block.good().getFirst();
      String all = String.join(" ", block.good());
      assertThat(completeness(block.source(), all))
          .isGreaterThan(completeness(block.source(), one));
    }
  }

  @Test
  void ofTwoAnswersOfOneLengthTheOneFromTheSourceIsMoreComplete() throws Exception {
    for (Block block : blocks()) {
      String good = block.good().getFirst();
      int words = good.split(" ").length;
      String filler =
          String.join(
                  " ",
                  Arrays.asList("yellow tractors sing beneath wide lakes".split(" ")).subList(0, 5))
              .concat(" ")
              .repeat(words / 5 + 1);
      String same = String.join(" ", Arrays.asList(filler.split(" ")).subList(0, words));
      assertThat(completeness(block.source(), good))
          .isGreaterThan(completeness(block.source(), same) + 0.1);
    }
  }

  @Test
  void sayingTheSameAgainIsNotAsGoodAsSayingMore() throws Exception {
    for (Block block : blocks()) {
      String twice = block.good().getFirst() + " " + block.good().getFirst();
      String two = block.good().getFirst() + " " + block.good().get(2);
      assertThat(completeness(block.source(), two))
          .isGreaterThan(completeness(block.source(), twice) - 0.02);
    }
  }

  @Test
  void pointsAtTheLeastSupportedSentence() {
    String answer = "The shop opens at nine. It was founded by Maria Keller.";
    Score score =
        score(
            TestCalls.chat()
                .document("d", "The shop opens at nine and closes at five.")
                .answer(answer));

    assertThat(score.label()).isEqualTo("name_not_in_source");
    assertThat(score.evidence()).hasSize(1);
    assertThat(
            answer.substring(
                score.evidence().getFirst().start(), score.evidence().getFirst().end()))
        .isEqualTo("It was founded by Maria Keller.");
    assertThat(score.explanation()).doesNotContain("Keller");
  }

  @Test
  void readsToolResultsToo() {
    TestCalls call =
        TestCalls.chat()
            .user("How warm is it in Oslo?")
            .input(
                new Message(
                    "tool",
                    List.of(new Part.ToolResult("1", "{\"city\":\"Oslo\",\"temperature\":17.5}")),
                    ""));

    assertThat(score(call.answer("The temperature in Oslo is 17.5 degrees.")).value().orElseThrow())
        .isGreaterThan(0.5);
    assertThat(Scores.of(call.span(), "completeness").status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }

  @ParameterizedTest
  @CsvSource({"Hello!", "'The documents do not mention the price.'", "Yes."})
  void saysNothingOfAnAnswerThatClaimsNothing(String answer) {
    assertThat(score(TestCalls.chat().document("d", "The shop opens at nine.").answer(answer)))
        .extracting(Score::status)
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }

  @Test
  void needsASourceAndAnAnswer() {
    assertThat(score(TestCalls.chat().answer("The shop opens at nine.")).status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    assertThat(score(TestCalls.chat().document("d", "Text of a document.")).status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }

  @Test
  void featuresHaveTheirNamesAndAreFinite() throws Exception {
    Block block = blocks().getFirst();
    Source source = Source.of(List.of(block.source()));
    SupportFeatures support = SupportFeatures.read(String.join(" ", block.bad()), source, "");
    CompletenessFeatures complete =
        CompletenessFeatures.read(String.join(" ", block.bad()), source, "");

    assertThat(support.values()).hasSize(SupportFeatures.NAMES.size());
    assertThat(complete.values()).hasSize(CompletenessFeatures.NAMES.size());
    assertThat(SupportFeatures.NAMES).doesNotHaveDuplicates();
    for (double[] values : List.of(support.values(), complete.values())) {
      for (double value : values) {
        assertThat(value).isFinite().isBetween(0.0, 2.0);
      }
    }
  }

  private static double degree(String source, String text) {
    return SupportFeatures.read(text, Source.of(List.of(source)), "").degree();
  }

  private static double completeness(String source, String text) {
    return CompletenessFeatures.read(text, Source.of(List.of(source)), "").degree();
  }

  private static Score score(TestCalls call) {
    return Scores.of(call.span(), "faithfulness");
  }

  private static List<Block> blocks() throws Exception {
    try (InputStream in = SupportEvaluatorTest.class.getResourceAsStream("/support/pairs.txt")) {
      assertThat(in).isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Block> out = new ArrayList<>();
      for (String block : text.substring(text.indexOf("\n= ") + 3).split("\n= ")) {
        int line = block.indexOf('\n');
        int cut = block.indexOf("\n--\n");
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (String sentence : block.substring(cut + 4).split("\n")) {
          if (sentence.startsWith("+ ")) {
            good.add(sentence.substring(2));
          } else {
            bad.add(sentence.substring(sentence.indexOf(' ', 2) + 1));
          }
        }
        out.add(new Block(block.substring(0, line), block.substring(line + 1, cut), good, bad));
      }
      return out;
    }
  }

  /** Results of tools are data: an answer puts them in words of its own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | It is 14 °C and rainy in Paris right now, so take an umbrella.",
        "true | Paris has 14 degrees and rain at the moment.",
        "false | It is 24 °C and rainy in Paris right now.",
        "false | It is 14 °C and rainy in London right now.",
        "false | Your parcel was cancelled by the seller yesterday.",
      })
  void dataIsPutInOtherWords(boolean supported, String answer) {
    String result = "{\"city\":\"Paris\",\"temperature_c\":14,\"conditions\":\"rain\"}";
    TestCalls call =
        TestCalls.chat()
            .user("How is the weather?")
            .input(new Message("tool", List.of(new Part.ToolResult("c1", result)), ""))
            .answer(answer);
    assertThat(Scores.value(call.span(), "faithfulness") >= 0.5).isEqualTo(supported);
  }
}
