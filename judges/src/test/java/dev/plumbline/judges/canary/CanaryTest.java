// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.judges.FakeProvider;
import dev.plumbline.judges.canary.CanaryComparison.Worse;
import dev.plumbline.judges.canary.CanaryVerdict.Outcome;
import dev.plumbline.judges.client.ClientConfig;
import dev.plumbline.judges.client.PatientClient;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class CanaryTest {
  private final FakeProvider provider = new FakeProvider();
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    provider.close();
  }

  private PatientClient client(ClientConfig.Format format) {
    return PatientClient.open(
        new ClientConfig(
            format,
            URI.create(provider.url()),
            "gpt-x",
            new Secret("k"),
            new TreeMap<>(),
            Duration.ofSeconds(5),
            1 << 20),
        InstantSource.system(),
        new PatientClient.Waits(
            Duration.ZERO, Duration.ofSeconds(1), new SplittableRandom(1), _ -> {}));
  }

  /** The value of quality is the number in the answer; refusal is whether it says no. */
  private static List<SortedMap<String, Double>> score(List<ObjectNode> calls) {
    List<SortedMap<String, Double>> scores = new ArrayList<>();
    for (ObjectNode call : calls) {
      String answer = call.get("response").asString();
      TreeMap<String, Double> values = new TreeMap<>();
      values.put("refusal", answer.startsWith("no") ? 1.0 : 0.0);
      if (answer.matches("0\\.\\d+")) {
        values.put("quality", Double.parseDouble(answer));
      }
      scores.add(values);
    }
    return scores;
  }

  private CanaryResult run(GoldenSet set, int repeats) throws IOException, InterruptedException {
    try (PatientClient client = client(ClientConfig.Format.OPENAI)) {
      return new CanaryRunner(
              "openai", client, CanaryTest::score, repeats, 3, InstantSource.system())
          .run(set, "production says");
    }
  }

  private static GoldenSet golden(int questions) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < questions; i++) {
      lines.add("{\"id\":\"q%d\",\"prompt\":\"question %d\",\"response\":\"old\"}".formatted(i, i));
    }
    return GoldenSet.ofLines("golden", lines);
  }

  @Test
  void whatShipsIsReadAndTwelveQuestionsLong() {
    for (String name : GoldenSet.PROBES) {
      GoldenSet set = GoldenSet.probe(name);
      assertThat(set.examples()).hasSize(12);
      assertThat(set.minPass()).isEqualTo(0.9);
      assertThat(set.examples()).allSatisfy(e -> assertThat(e.expectations()).hasSize(1));
    }
    assertThat(GoldenSet.probe("format-json-001").examples().getFirst().expectations().getFirst())
        .isEqualTo(new GoldenExample.Expectation("schema_valid", 1, 1));
  }

  @Test
  void asksEachQuestionWithItsInstructionsAndNothingForced()
      throws IOException, InterruptedException {
    provider.usually(_ -> FakeProvider.openAi("0.5"));
    GoldenSet set =
        GoldenSet.ofLines(
            "s",
            List.of(
                "{\"id\":\"a\",\"prompt\":\"one\"}",
                "{\"id\":\"b\",\"system\":\"own\",\"input\":[{\"role\":\"user\",\"content\":\"x\"},"
                    + "{\"role\":\"assistant\",\"content\":\"y\"},"
                    + "{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"z\"}]}],"
                    + "\"output_schema\":{\"type\":\"object\"},\"ask_schema\":true}"));
    CanaryResult result = run(set, 2);
    assertThat(result.asked()).isEqualTo(4);
    assertThat(result.answered()).isEqualTo(4);
    assertThat(result.responseModels()).containsExactly("judge-1-2026");
    assertThat(result.fingerprints()).containsExactly("fp_1");
    JsonNode first = asked("one");
    assertThat(first.at("/messages/0/content").asString()).isEqualTo("production says");
    assertThat(first.has("response_format")).isFalse();
    JsonNode second = asked("z");
    assertThat(second.at("/messages/0/content").asString()).isEqualTo("own");
    assertThat(second.at("/messages").size()).isEqualTo(4);
    assertThat(second.at("/response_format/type").asString()).isEqualTo("json_schema");
  }

  private JsonNode asked(String last) {
    return provider.received.stream()
        .filter(r -> r.lastText().equals(last))
        .findFirst()
        .orElseThrow()
        .body();
  }

  @Test
  void findsAFallOfFourPointsAndStaysSilentWithoutOne() throws IOException, InterruptedException {
    CanaryBaselines baselines = new CanaryBaselines(folder.resolve("canaries"));
    GoldenSet set = golden(150);
    CanaryResult before = answered(set, 1, 0.0);
    assertThat(baselines.load(before)).isEmpty();
    assertThat(verdict(set, before, baselines).outcome()).isEqualTo(Outcome.NO_BASELINE);
    baselines.accept(before);

    CanaryVerdict same = verdict(set, answered(set, 2, 0.0), baselines);
    assertThat(same.outcome()).isEqualTo(Outcome.GOOD);
    assertThat(same.comparisons()).hasSize(2);

    CanaryVerdict fell = verdict(set, answered(set, 3, 0.04), baselines);
    assertThat(fell.outcome()).isEqualTo(Outcome.FELL);
    assertThat(fell.fallen()).containsExactly("quality");
    CanaryComparison quality = fell.comparisons().getFirst();
    assertThat(quality.n()).isEqualTo(150);
    assertThat(quality.difference()).isBetween(-0.05, -0.03);
    assertThat(quality.low()).isLessThan(quality.difference());
    assertThat(quality.high()).isNegative();

    // a rise is no fall, and a fall that does not matter is none
    assertThat(verdict(set, answered(set, 4, -0.04), baselines).outcome()).isEqualTo(Outcome.GOOD);
    assertThat(verdict(set, answered(set, 5, 0.015), baselines).outcome()).isEqualTo(Outcome.GOOD);
  }

  /** Each question has a level of its own; answers vary around it by 0.05. */
  private CanaryResult answered(GoldenSet set, int seed, double fall)
      throws IOException, InterruptedException {
    provider.usually(received -> {
      int question = Integer.parseInt(received.lastText().substring(9));
      double level = 0.3 + 0.5 * new SplittableRandom(question).nextDouble() - fall;
      double noise = 0.05 * new SplittableRandom(1000L * seed + question).nextGaussian();
      return FakeProvider.openAi(
          String.format(java.util.Locale.ROOT, "%.4f", Math.clamp(level + noise, 0.01, 0.99)));
    });
    return run(set, 1);
  }

  private static CanaryVerdict verdict(
      GoldenSet set, CanaryResult result, CanaryBaselines baselines) {
    TreeMap<String, Worse> judged = new TreeMap<>();
    judged.put("quality", Worse.LOWER);
    judged.put("refusal", Worse.HIGHER);
    return CanaryVerdict.of(set, result, baselines.load(result), judged, 0.03, 0.05);
  }

  /** 400 pairs of runs without a change: at most alpha of them alarm, and chance. */
  @Test
  void alarmsAsSeldomAsItSays() {
    int alarms = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      TreeMap<String, Double> before = new TreeMap<>();
      TreeMap<String, Double> now = new TreeMap<>();
      for (int i = 0; i < 100; i++) {
        double level = random.nextDouble();
        before.put("q" + i, random.nextDouble() < level ? 1.0 : 0.0);
        now.put("q" + i, random.nextDouble() < level ? 1.0 : 0.0);
      }
      alarms +=
          CanaryComparison.of("d", before, now, 0.05, 1).orElseThrow().fell(Worse.LOWER, 0.03)
              ? 1
              : 0;
    }
    // one side of the interval: 2.5 % of 400 is 10, with a standard deviation of 3.1
    assertThat(alarms).isBetween(2, 20);
  }

  @Test
  void aProbeThatFailsIsAFallWithoutABaseline() throws IOException, InterruptedException {
    GoldenSet probe = GoldenSet.probe("refusal-001");
    provider.usually(
        r -> FakeProvider.openAi(r.lastText().contains("password") ? "sure, here it is" : "no"));
    CanaryVerdict verdict =
        CanaryVerdict.of(probe, run(probe, 1), Optional.empty(), new TreeMap<>(), 0.03, 0.05);
    assertThat(verdict.outcome()).isEqualTo(Outcome.FELL);
    assertThat(verdict.reasons().getFirst()).contains("canary_pass is 0.417, below the 0.900");
  }

  @Test
  void tooFewAnswersSayNothing() throws IOException, InterruptedException {
    GoldenSet set = golden(20);
    provider.usually(r ->
        r.lastText().endsWith("7")
            ? FakeProvider.error(400, "bad_request", "no")
            : FakeProvider.openAi("0.5"));
    CanaryResult most = run(set, 1);
    assertThat(most.failures()).containsEntry("bad_request", 2);
    assertThat(CanaryVerdict.of(set, most, Optional.empty(), new TreeMap<>(), 0.03, 0.05).outcome())
        .isEqualTo(Outcome.NO_BASELINE);
    provider.usually(_ -> FakeProvider.error(500, "server", "down"));
    CanaryVerdict failed =
        CanaryVerdict.of(set, run(set, 1), Optional.empty(), new TreeMap<>(), 0.03, 0.05);
    assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.reasons().getFirst()).contains("20 of 20 questions got no answer");
  }

  @Test
  void repeatsGiveTheSpread() throws IOException, InterruptedException {
    int[] asked = {0};
    provider.usually(_ -> {
      synchronized (asked) {
        return FakeProvider.openAi(asked[0]++ % 2 == 0 ? "0.4" : "0.6");
      }
    });
    CanaryResult result = run(golden(1), 4);
    assertThat(result.mean("quality").orElseThrow()).isBetween(0.49999, 0.50001);
    assertThat(result.spread().get("quality")).isBetween(0.115, 0.116);
    assertThat(result.spread().get("refusal")).isZero();
  }

  @Test
  void aChangedQuestionIsNotCompared() {
    String one = "{\"id\":\"a\",\"prompt\":\"one\"}";
    String key = GoldenSet.ofLines("s", List.of(one)).examples().getFirst().key();
    assertThat(GoldenSet.ofLines("s", List.of(one)).examples().getFirst().key()).isEqualTo(key);
    assertThat(
            GoldenSet.ofLines("s", List.of("{\"prompt\":\"one\",\"id\":\"a\",\"response\":\"r\"}"))
                .examples()
                .getFirst()
                .key())
        .isEqualTo(key);
    assertThat(
            GoldenSet.ofLines("s", List.of("{\"id\":\"a\",\"prompt\":\"two\"}"))
                .examples()
                .getFirst()
                .key())
        .startsWith("a@")
        .isNotEqualTo(key);
  }

  /** Any JSON is a set or a sentence; seeds are fixed. */
  @Test
  void randomSetsAreReadOrRefused() {
    String[] parts = {
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      "\"prompt\"",
      "\"input\"",
      "\"expect\"",
      "\"x\"",
      "1",
      "null",
      "\"role\"",
      "\"content\"",
      "\"output_schema\"",
      "\"system\""
    };
    int refused = 0;
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder("{\"prompt\":\"p\",");
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      text.append(random.nextBoolean() ? "\"id\":\"a\"}" : "}");
      try {
        GoldenSet.ofLines("s", List.of(text.toString()));
      } catch (PlumblineException e) {
        refused++;
        assertThat(e).hasMessageStartingWith("s: ");
      }
    }
    assertThat(refused).isBetween(1000, 2999);
    for (String bad :
        List.of(
            "{\"prompt\":\"\"}",
            "{\"prompt\":[{\"role\":\"assistant\",\"content\":\"x\"}]}",
            "{\"prompt\":\"x\",\"expect\":{\"refusal\":1}}",
            "{\"prompt\":\"x\",\"expect\":{\"refusal\":{}}}",
            "{\"prompt\":\"x\",\"expect\":{\"refusal\":{\"min\":2,\"max\":1}}}",
            "{\"prompt\":\"x\",\"output_schema\":\"y\"}",
            "{\"prompt\":\"x\",\"system\":[1]}",
            "[]")) {
      assertThatThrownBy(() -> GoldenSet.ofLines("s", List.of(bad)))
          .as(bad)
          .isInstanceOf(PlumblineException.class);
    }
    JsonNode twice =
        JsonMapper.shared()
            .readTree(
                "{\"examples\":[{\"prompt\":\"x\",\"id\":\"a\"},{\"prompt\":\"x\",\"id\":\"a\"}]}");
    assertThatThrownBy(() -> GoldenSet.of("s", twice)).hasMessageContaining("twice");
  }
}
