// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.evaluators.EvaluatorHealth;
import dev.plumbline.evaluators.EvaluatorsConfig;
import dev.plumbline.evaluators.ReloadableScorer;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Scored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Evaluators as files: what they score, and how they come and go. */
class PackFolderTest {
  private static final String HEAD =
      "id: one\nversion: '1'\ndimension: thing\nowner: me\ndescription: A thing.\n";

  @TempDir Path folder;

  private ReloadableScorer scorer() {
    Settings settings = new Settings("test", Map.of("evaluators.packs", folder.toString()));
    EvaluatorsConfig config = EvaluatorsConfig.read(settings);
    settings.throwIfInvalid();
    return ReloadableScorer.create(
        config, Set.of(), Meters.none(), new EvaluatorHealth(InstantSource.system()));
  }

  private void copy(String name) throws IOException {
    try (var in = PackFolderTest.class.getResourceAsStream("/packs/" + name)) {
      Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static Score score(ReloadableScorer scorer, GenAiSpan span, String dimension) {
    return scorer.score(span).scores().stream()
        .filter(score -> score.dimension().equals(dimension))
        .findFirst()
        .orElseThrow(() -> new AssertionError(dimension + " was not given"));
  }

  private static List<String> names(ReloadableScorer scorer) {
    return scorer.dimensions().stream().map(Dimension::name).toList();
  }

  @Test
  void givesTheSameScoresAsTheGoldenFile() throws IOException {
    copy("brand.yaml");
    copy("apology.json");
    ReloadableScorer scorer = scorer();
    assertThat(scorer.problems()).isEmpty();
    JsonMapper mapper = new JsonMapper();
    try (var in = PackFolderTest.class.getResourceAsStream("/packs/expected.jsonl")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        JsonNode expected = mapper.readTree(line);
        GenAiSpan span = TestCalls.chat().user("?").answer(expected.path("text").asString()).span();
        for (String dimension : List.of("competitor_mention", "apology")) {
          assertThat(score(scorer, span, dimension).value().orElse(-1))
              .as(dimension + " of " + line)
              .isEqualTo(expected.path(dimension).asDouble(), within(1e-12));
        }
      }
    }
  }

  @Test
  void saysWhereAndWhatItFound() throws IOException {
    copy("brand.yaml");
    Score score =
        score(
            scorer(),
            TestCalls.chat().user("?").answer("x".repeat(20_000) + " acme").span(),
            "competitor_mention");
    assertThat(score.label()).isEqualTo("found");
    assertThat(score.explanation()).isEqualTo("1 of 2 patterns found");
    assertThat(score.evidence().getFirst().start()).isEqualTo(20_001);
    assertThat(score.evidence().getFirst().rule()).isEqualTo("acme");
    assertThat(score.evaluator()).isEqualTo("competitor_mentions");
    assertThat(score.evaluatorVersion()).isEqualTo("3");
  }

  @Test
  void judgesTheTextItIsMeantForOrSaysWhyNot() throws IOException {
    write("q.yaml", HEAD + "scope: question\npatterns: [{pattern: 'please'}]\n");
    write(
        "s.yaml",
        HEAD.replace("one", "two").replace("thing", "second")
            + "scope: system\nphrases: ['be brief']\n");
    ReloadableScorer scorer = scorer();
    assertThat(scorer.problems()).isEmpty();
    GenAiSpan asked = TestCalls.chat().user("Please!").answer("no please here").span();
    assertThat(score(scorer, asked, "thing").value()).hasValue(1);
    assertThat(score(scorer, TestCalls.chat().answer("please").span(), "thing").status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    assertThat(score(scorer, asked, "second").explanation()).isEqualTo("there is no system");
    GenAiSpan told = TestCalls.chat().system("Always be  brief.").user("x").answer("y").span();
    assertThat(score(scorer, told, "second").label()).isEqualTo("found");
  }

  @Test
  void holdsAnswersOfAFeatureToASchema() throws IOException {
    write(
        "i.yaml",
        HEAD
            + "when: {model: [gpt-invoice, gpt-bill]}\n"
            + "schema: {type: object, required: [total], properties: {total: {type: number}}}\n");
    ReloadableScorer scorer = scorer();
    TestCalls other = TestCalls.chat().model("openai", "m", "m").user("?").answer("{}");
    assertThat(score(scorer, other.span(), "thing").explanation())
        .isEqualTo("not meant for this model");
    assertThat(invoice(scorer, "{\"total\": 3}").value()).hasValue(1);
    assertThat(invoice(scorer, "{\"total\": \"3\"}").label()).isEqualTo("type");
    assertThat(invoice(scorer, "{}").label()).isEqualTo("required");
    assertThat(invoice(scorer, "Sure! {}").label()).isEqualTo("invalid_json");
    assertThat(scorer.gate().stateOf("thing")).isEqualTo(GateState.ALERTING); // a fact
  }

  private static Score invoice(ReloadableScorer scorer, String answer) {
    return score(
        scorer,
        TestCalls.chat().model("openai", "gpt-bill", "gpt-bill").user("?").answer(answer).span(),
        "thing");
  }

  @Test
  void aChangedFileIsANewVersionInTheTuple() throws IOException {
    write("a.yaml", HEAD + "patterns: [{pattern: 'foo'}]\n");
    ReloadableScorer scorer = scorer();
    GenAiSpan span = TestCalls.chat().user("?").answer("bar").span();
    Scored before = scorer.score(span);
    assertThat(score(scorer, span, "thing").value()).hasValue(0);
    assertThat(scorer.gate().stateOf("thing")).isEqualTo(GateState.ADVISORY);
    scorer.step();
    assertThat(scorer.score(span).versions()).isEqualTo(before.versions());
    write("a.yaml", HEAD + "patterns: [{pattern: 'bar'}]\n");
    scorer.step();
    assertThat(score(scorer, span, "thing").value()).hasValue(1);
    assertThat(scorer.score(span).versions().hash()).isNotEqualTo(before.versions().hash());
    Files.delete(folder.resolve("a.yaml"));
    scorer.step();
    assertThat(names(scorer)).doesNotContain("thing");
  }

  @Test
  void aBadFileKeepsTheVersionBeforeAndIsTold() throws IOException {
    write("a.yaml", HEAD + "patterns: [{pattern: 'foo'}]\n");
    ReloadableScorer scorer = scorer();
    write("a.yaml", HEAD + "threshold: 2\npatterns: [{pattern: 'bar'}]\n");
    scorer.step();
    assertThat(scorer.problems())
        .containsExactly("a.yaml: threshold must be a number between 0.0 and 1.0, but was \"2\"");
    GenAiSpan span = TestCalls.chat().user("?").answer("foo").span();
    assertThat(score(scorer, span, "thing").value()).hasValue(1);
    write("a.yaml", HEAD + "patterns: [{pattern: 'foo'}]\n");
    scorer.step();
    assertThat(scorer.problems()).isEmpty();
    Files.delete(folder.resolve("a.yaml"));
    Files.delete(folder);
    scorer.step();
    assertThat(scorer.problems()).singleElement().asString().contains("cannot be read");
    assertThat(score(scorer, span, "thing").value()).hasValue(1);
  }

  @Test
  void aShadowScoresBesideTheRealOne() throws IOException {
    write("a.yaml", HEAD + "patterns: [{pattern: 'foo'}]\n");
    write("b.yaml", HEAD.replace("'1'", "'2'") + "shadow: true\npatterns: [{pattern: 'bar'}]\n");
    write(
        "c.yaml",
        HEAD.replace("one", "my_refusal").replace("thing", "refusal")
            + "shadow: true\nphrases: [never]\n");
    ReloadableScorer scorer = scorer();
    assertThat(scorer.problems()).isEmpty();
    GenAiSpan span = TestCalls.chat().user("?").answer("bar").span();
    assertThat(score(scorer, span, "thing").value()).hasValue(0);
    Score shadow = score(scorer, span, "thing_shadow");
    assertThat(shadow.value()).hasValue(1);
    assertThat(shadow.evaluatorVersion()).isEqualTo("2");
    assertThat(names(scorer)).contains("refusal", "refusal_shadow");
    assertThat(scorer.gate().stateOf("thing_shadow")).isEqualTo(GateState.ADVISORY);
    Files.delete(folder.resolve("a.yaml"));
    write("b.yaml", HEAD.replace("'1'", "'2'") + "patterns: [{pattern: 'bar'}]\n"); // promoted
    scorer.step();
    assertThat(score(scorer, span, "thing").value()).hasValue(1);
    assertThat(names(scorer)).doesNotContain("thing_shadow");
  }

  @Test
  void nobodyTakesTheNameOfAnother() throws IOException {
    write("a.yaml", HEAD.replace("thing", "refusal") + "phrases: [no]\n");
    write("b.yaml", HEAD.replace("one", "pii") + "phrases: [no]\n");
    write("c.yaml", HEAD + "phrases: [no]\n");
    write("d.yaml", HEAD.replace("one", "two") + "phrases: [no]\n");
    assertThat(scorer().problems())
        .containsExactly(
            "a.yaml: dimension must not be given by an evaluator of Plumbline's (shadow: true tries"
                + " it beside), but was \"refusal\"",
            "b.yaml: id must not be that of an evaluator of Plumbline's, but was \"pii\"",
            "d.yaml: dimension must not be given by c.yaml (shadow: true tries it beside), but was"
                + " \"thing\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "patterns: [{pattern: '(?=x)y'}]|patterns[0].pattern must be a pattern of RE2 (no look-around, no back references), but was \"(?=x)y\"",
        "patterns: [{pattern: 'a*'}]|patterns[0].pattern must not match the empty text, but was \"a*\"",
        "patterns: [{pattern: '((a{99}){99}){99}'}]|patterns[0].pattern must not repeat so often, but was \"((a{99}){99}){99}\"",
        "patterns: [{pattern: a, caps: 2}]|field of patterns[0] must be one of cap, id, near, pattern, weight, but was \"caps\"",
        "patterns: []|patterns must hold 1 to 50 items, but was \"0 items\"",
        "phrases: ['a-b']|phrases[0] must be words of letters and digits with spaces between them, but was \"a-b\"",
        "phrases: [a, A]|phrases[1] must be unique, but was \"a\"",
        "phrases: [{phrase: a, weight: x}]|phrases[0].weight must be a number between -100.0 and 100.0, but was \"\"x\"\"",
        "schema: {$ref: 'http://example.org/x'}|schema must be usable: ",
        "schema: {}\\npatterns: [{pattern: a}]|file must hold one of patterns, phrases and schema, but was \"2 of them\"",
        "phrases: [a]\\nscope: anser|scope must be one of answer, question, system, but was \"anser\"",
        "phrases: [a]\\nid: two|file must be YAML",
        "phrases: [a]\\nthreshhold: 1|field must be one of",
        "phrases: [a]\\nwhen: {feature: []}|when.feature must hold 1 to 100 items"
      })
  void tellsWhatIsWrong(String text, String problem) throws IOException {
    write("a.yaml", HEAD + text.replace("\\n", "\n") + "\n");
    ReloadableScorer scorer = scorer();
    assertThat(scorer.problems()).hasSize(1);
    assertThat(scorer.problems().getFirst()).startsWith("a.yaml: " + problem);
    assertThat(names(scorer)).doesNotContain("thing");
  }

  @Test
  @Timeout(60)
  void anyFileIsReadOrRefused() throws IOException {
    String good = HEAD + "patterns: [{pattern: 'a+b', near: [a]}]\nwhen: {feature: x}\n";
    Random random = new Random(3);
    PackFolder packs = new PackFolder(folder, List.of(), Set.of());
    for (int i = 0; i < 1500; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, "{}[]:,'&*!|>%@` \n\t\u0000a9-".charAt(random.nextInt(22)));
      }
      write("a.yaml", text.toString());
      packs.refresh();
      assertThat(packs.evaluators().size() + packs.problems().size()).isPositive();
    }
    byte[] noise = new byte[3000];
    random.nextBytes(noise);
    Files.write(folder.resolve("a.json"), noise);
    write("b.yaml", "a: &a [x]\nb: [" + "*a,".repeat(5000) + "*a]\n");
    write("c.yaml", "[".repeat(100_000));
    write("d.yaml", "# " + "x".repeat(1 << 20));
    packs.refresh();
    assertThat(packs.problems()).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void hostileTextsTakeLinearTime() throws IOException {
    write("a.yaml", HEAD + "patterns: [{pattern: '(a+)+$b'}, {pattern: '(x|x)*y'}]\n");
    ReloadableScorer scorer = scorer();
    GenAiSpan span = TestCalls.chat().user("?").answer("a".repeat(100_000)).span();
    scorer.score(span);
    long start = System.nanoTime();
    scorer.score(span);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }
}
