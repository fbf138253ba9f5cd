// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.phrases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PhrasesEvaluatorTest {
  private static Score of(PhrasesConfig config, String answer, String dimension) {
    return Scores.of(
        new PhrasesEvaluator(config), TestCalls.chat().answer(answer).span(), dimension);
  }

  private static PhrasesConfig banned(String... phrases) {
    return new PhrasesConfig(List.of(phrases), List.of(), 0, 0, "");
  }

  @Test
  void findsBannedPhrasesBetweenWordBoundariesWhateverTheCase() {
    PhrasesConfig config = banned("as an AI", "cheap");
    Score found = of(config, "Well, As An AI I know.", "banned_phrases");
    assertThat(found.value()).hasValue(1);
    assertThat(found.label()).isEqualTo("1");
    assertThat(found.evidence().getFirst().start()).isEqualTo(6);
    assertThat(found.evidence().getFirst().end()).isEqualTo(14);
    assertThat(of(config, "A cheaper one, CHEAP.", "banned_phrases").label()).isEqualTo("2");
    assertThat(of(config, "A cheaper one.", "banned_phrases").value()).hasValue(0);
  }

  @Test
  void patternsStandBetweenSlashes() {
    PhrasesConfig config = banned("/refund of \\d+ %/");
    assertThat(of(config, "You get a refund of 100 %.", "banned_phrases").value()).hasValue(1);
    assertThat(of(config, "You get a refund.", "banned_phrases").value()).hasValue(0);
  }

  @Test
  void requiredPhrasesCountInPart() {
    PhrasesConfig config =
        new PhrasesConfig(List.of(), List.of("not legal advice", "/contact|call/"), 0, 0, "");
    Score half = of(config, "Please call us.", "required_phrases");
    assertThat(half.value()).hasValue(0.5);
    assertThat(half.label()).isEqualTo("1");
    assertThat(of(config, "This is not legal advice. Contact us.", "required_phrases").value())
        .hasValue(1);
  }

  @Test
  void boundsOfLengthCountCharacters() {
    PhrasesConfig config = new PhrasesConfig(List.of(), List.of(), 3, 5, "");
    assertThat(of(config, "\uD83D\uDE00\uD83D\uDE00", "length_in_bounds").label())
        .isEqualTo("too_short");
    assertThat(of(config, "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", "length_in_bounds").value())
        .hasValue(1);
    assertThat(of(config, "abcdef", "length_in_bounds").label()).isEqualTo("too_long");
  }

  @Test
  void theAnswerMustBeInTheConfiguredLanguage() {
    PhrasesConfig config = new PhrasesConfig(List.of(), List.of(), 0, 0, "de");
    assertThat(
            of(config, "It was sent on Monday and should be there by now.", "response_language")
                .value())
        .hasValue(0);
    assertThat(of(config, "Nein", "response_language").status()).isEqualTo(ScoreStatus.ABSTAIN);
  }

  @Test
  void givesOnlyWhatIsConfigured() {
    assertThat(new PhrasesEvaluator(PhrasesConfig.none()).descriptor().dimensions()).isEmpty();
    assertThat(new PhrasesEvaluator(banned("x")).descriptor().dimensions())
        .extracting(Dimension::name)
        .containsExactly("banned_phrases");
  }

  @Test
  void aChangeOfTheConfigurationIsAnotherVersion() {
    assertThat(new PhrasesEvaluator(banned("x")).descriptor().artifactHash())
        .isNotEqualTo(new PhrasesEvaluator(banned("y")).descriptor().artifactHash());
  }

  @Test
  void configurationSaysAllThatIsWrong() {
    Settings settings =
        new Settings(
            "test",
            Map.of(
                "evaluators.phrases.banned", List.of("/(/", " "),
                "evaluators.phrases.min_chars", "9",
                "evaluators.phrases.max_chars", "5",
                "evaluators.phrases.language", "german"));
    PhrasesConfig.read(settings);
    assertThatThrownBy(settings::throwIfInvalid)
        .hasMessageContaining("must be an RE2 pattern")
        .hasMessageContaining("must be 1 to 500 characters")
        .hasMessageContaining("must not exceed max_chars")
        .hasMessageContaining("must be a code such as en or de");
  }
}
