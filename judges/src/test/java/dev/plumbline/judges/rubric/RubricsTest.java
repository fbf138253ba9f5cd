// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.score.Polarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RubricsTest {
  private static final String GOOD =
      """
      {"id":"brand_voice","version":"3","group":"behaviour","description":"How far it sounds like us.",
       "polarity":"higher_is_better","question":"Does it sound like us?","scale":{"min":0,"max":1},
       "anchors":{"0":{"means":"No."},"1":{"means":"Yes.","example":"Hi there!"}},
       "instructions":["We say you, never one."],"needs":["reply_text"],"shows":["reply"],"evidence_from":["reply"]}
      """;

  @TempDir private Path folder;

  @Test
  void theBuiltInOnesAreThere() {
    Rubrics rubrics = Rubrics.builtIn();
    assertThat(rubrics.ids())
        .contains(
            "default",
            "correctness",
            "completeness",
            "tone",
            "faithfulness",
            "hallucination",
            "helpfulness",
            "coherence",
            "relevance",
            "refusal_correctness",
            "bias",
            "tool_choice",
            "reasoning_chain");
    Rubric correctness = rubrics.find("correctness").orElseThrow();
    assertThat(correctness.min()).isEqualTo(1);
    assertThat(correctness.max()).isEqualTo(5);
    assertThat(correctness.anchors()).hasSize(5);
    assertThat(correctness.value(1)).isZero();
    assertThat(correctness.value(3)).isEqualTo(0.5);
    assertThat(correctness.value(5)).isEqualTo(1);
    assertThat(rubrics.find("hallucination").orElseThrow().polarity())
        .isEqualTo(Polarity.HIGHER_IS_WORSE);
    assertThat(rubrics.panel(List.of("default")).rubrics())
        .containsExactly("correctness", "completeness", "tone");
  }

  @Test
  void aCallIsFlaggedForALowMeanOrForBeingWrong() {
    Panel.Flag flag = Rubrics.builtIn().panel(List.of("default")).flag().orElseThrow();
    record Case(int correctness, int completeness, int tone, int reasons) {}
    for (Case c :
        List.of(
            new Case(5, 5, 5, 0),
            new Case(3, 3, 2, 0), // 2.67 rounds to 3
            new Case(3, 2, 2, 1), // 2.33 rounds to 2
            new Case(2, 5, 5, 1),
            new Case(1, 1, 1, 2))) {
      TreeMap<String, Integer> grades =
          new TreeMap<>(
              Map.of(
                  "correctness", c.correctness(),
                  "completeness", c.completeness(),
                  "tone", c.tone()));
      assertThat(flag.reasons(grades, 3).orElseThrow()).as("%s", c).hasSize(c.reasons());
    }
    assertThat(flag.reasons(new TreeMap<>(Map.of("correctness", 1)), 3).orElseThrow())
        .containsExactly("correctness 1 is at most 2");
    assertThat(flag.reasons(new TreeMap<>(Map.of("tone", 1)), 3))
        .as("cannot be said without the others")
        .isEmpty();
  }

  @Test
  void usersBringTheirOwnAndMayReplaceBuiltInOnes() throws IOException {
    Files.writeString(folder.resolve("voice.json"), GOOD);
    Files.writeString(folder.resolve("tone.json"), GOOD.replace("brand_voice", "tone"));
    Files.writeString(
        folder.resolve("mine.json"),
        "{\"id\":\"mine\",\"version\":\"1\",\"rubrics\":[\"brand_voice\",\"tone\"]}");
    Files.writeString(folder.resolve("README.md"), "not a rubric");
    Rubrics rubrics = Rubrics.with(folder);

    Rubric voice = rubrics.find("brand_voice").orElseThrow();
    assertThat(voice.identity()).matches("brand_voice@3#[0-9a-f]{12}");
    assertThat(voice.anchors()).containsEntry(1, new Rubric.Anchor("Yes.", "Hi there!"));
    assertThat(rubrics.find("tone").orElseThrow().max()).isEqualTo(1);
    assertThat(rubrics.panel(List.of("mine", "bias")).rubrics())
        .containsExactly("brand_voice", "tone", "bias");
    assertThatThrownBy(() -> rubrics.panel(List.of("nonsense")))
        .hasMessageContaining("there is no rubric nonsense; known are ");
  }

  @Test
  void aChangedTextIsAnotherHash() {
    Rubric one = parse(GOOD);
    Rubric other = parse(GOOD.replace("never one", "never we"));
    Rubric spaced = parse(GOOD.replace("\n", "\n   "));
    assertThat(other.hash()).isNotEqualTo(one.hash());
    assertThat(spaced.hash()).isEqualTo(one.hash());
    assertThat(new Prompt(other).hash()).isNotEqualTo(new Prompt(one).hash());
  }

  private static Rubric parse(String text) {
    return RubricFile.open("x", text.getBytes(java.nio.charset.StandardCharsets.UTF_8)).rubric();
  }

  @Test
  void everyProblemOfAFileIsTold() {
    String bad =
        GOOD.replace("\"min\":0", "\"min\":3")
            .replace("brand_voice", "Brand Voice")
            .replace("\"reply_text\"", "\"answer\"")
            .replace("\"evidence_from\":[\"reply\"]", "\"evidence_from\":[\"user\"],\"notes\":1");
    assertThatThrownBy(() -> parse(bad))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("rubric file x: ")
        .hasMessageContaining("id must be lower_snake_case")
        .hasMessageContaining("scale must go up")
        .hasMessageContaining("needs: \"answer\" must be one of user_text")
        .hasMessageContaining("evidence_from must name only what shows names")
        .hasMessageContaining("unknown key \"notes\"");
    assertThatThrownBy(() -> parse("{\"id\":1,\n\"id\":2}"))
        .hasMessageContaining("no valid JSON, line 2");
  }

  /** Any file is a rubric or a clear error; seeds are fixed. */
  @Test
  void brokenFilesAreRefusedWithASentence() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder(GOOD);
      for (int i = 0; i <= random.nextInt(4); i++) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, "{}[]\",:0a ".charAt(random.nextInt(10)));
      }
      try {
        parse(text.toString());
      } catch (PlumblineException e) {
        assertThat(e).as("seed %s", seed).hasMessageContaining("rubric file x");
      }
    }
  }
}
