// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.EvalData;
import dev.plumbline.evaluators.PooledScorer;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.embedding.Embedder;
import dev.plumbline.evaluators.embedding.OnnxEmbedder;
import dev.plumbline.evaluators.heads.FeatureSets;
import dev.plumbline.evaluators.heads.WordEmbedder;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class LearnedEvaluatorsTest {
  @TempDir Path folder;

  private PooledScorer scorer() {
    LearnedState state = new LearnedState(Optional.of(folder), () -> "words:1");
    List<Evaluator> all =
        List.of(
            new IntentClusterEvaluator(state),
            new InputDistributionEvaluator(state),
            new IntentVerbosityEvaluator(state));
    return new PooledScorer(all, FeatureSets.builtIn(), WordEmbedder::new, Meters.none());
  }

  private static final List<List<String>> TOPICS =
      List.of(
          List.of("refund", "order", "money", "return"),
          List.of("password", "login", "account", "reset"),
          List.of("parcel", "delivery", "courier", "late"));

  private static String message(Random random, int topic) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      words.add(TOPICS.get(topic).get(random.nextInt(4)));
    }
    words.add("customer" + random.nextInt(10_000));
    return String.join(" ", words);
  }

  private static Score score(PooledScorer scorer, TestCalls call, String dimension) {
    return scorer.score(call.span()).stream()
        .filter(score -> score.dimension().equals(dimension))
        .findFirst()
        .orElseThrow();
  }

  private static TestCalls call(String message, int words) {
    return TestCalls.chat().user(message).answer("word ".repeat(words).strip());
  }

  @Test
  void learnsIntentsAndKeepsTheirNamesThroughARestart() {
    Random random = new Random(1);
    String label;
    try (PooledScorer scorer = scorer()) {
      Score first = score(scorer, call(message(random, 0), 10), "intent");
      assertThat(first.status()).isEqualTo(ScoreStatus.NOT_APPLICABLE);
      for (int i = 0; i < 300; i++) {
        scorer.score(call(message(random, i % 3), 10).span());
      }
      Score found = score(scorer, call(message(random, 1), 10), "intent");
      assertThat(found.status()).isEqualTo(ScoreStatus.OK);
      label = found.label();
      assertThat(label).containsAnyOf("password", "login", "account", "reset");
      assertThat(score(scorer, call("volcano dawn erupted", 10), "intent").label())
          .isEqualTo("other");
    }
    try (PooledScorer restarted = scorer()) {
      assertThat(score(restarted, call(message(random, 1), 10), "intent").label()).isEqualTo(label);
    }
  }

  @Test
  void tellsWhereInputsHaveShifted() {
    Random random = new Random(2);
    try (PooledScorer scorer = scorer()) {
      for (int i = 0; i < InputDistributionEvaluator.REFERENCE; i++) {
        Score score = score(scorer, call(message(random, i % 2), 5), "input_distance");
        assertThat(score.status()).isEqualTo(ScoreStatus.NOT_APPLICABLE);
      }
      List<Score> same = windows(scorer, random, 300, 2);
      assertThat(same).hasSize(2).allMatch(score -> score.label().equals("usual"));
    }
    try (PooledScorer restarted = scorer()) {
      double near =
          score(restarted, call(message(random, 0), 5), "input_distance").value().orElseThrow();
      Score far = score(restarted, call(message(random, 2), 5), "input_distance");
      assertThat(far.value().orElseThrow()).isGreaterThan(near + 0.2);
      assertThat(far.label()).isEqualTo("far");
      assertThat(windows(restarted, random, 300, 3))
          .isNotEmpty()
          .allMatch(score -> score.label().equals("shifted"));
    }
  }

  private static List<Score> windows(PooledScorer scorer, Random random, int n, int topics) {
    List<Score> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Score score = score(scorer, call(message(random, i % topics), 5), "input_mmd");
      if (score.status() == ScoreStatus.OK) {
        out.add(score);
      }
    }
    return out;
  }

  @Test
  void comparesLengthsWithThoseOfTheIntent() {
    Random random = new Random(3);
    try (PooledScorer scorer = scorer()) {
      for (int i = 0; i < 600; i++) {
        scorer.score(call(message(random, i % 3), i % 3 == 0 ? 40 : 10).span());
      }
      Score usual = score(scorer, call(message(random, 0), 40), "verbosity_for_intent");
      assertThat(usual.value()).hasValue(0.5);
      assertThat(usual.label()).isEqualTo("intent");
      assertThat(usual.explanation()).contains("median of intent").contains(" is 40.0 (");
      Score wordy = score(scorer, call(message(random, 1), 40), "verbosity_for_intent");
      assertThat(wordy.value()).hasValue(0.8);
      Score unknown = score(scorer, call("volcano dawn erupted", 10), "verbosity_for_intent");
      assertThat(unknown.label()).isEqualTo("service");
      assertThat(unknown.value()).hasValue(0.5);
    }
    try (PooledScorer restarted = scorer()) {
      Score kept = score(restarted, call(message(random, 1), 40), "verbosity_for_intent");
      assertThat(kept.value()).hasValue(0.8);
    }
  }

  @Test
  void learnsNothingFromACallThatIsScoredAgain() {
    try (PooledScorer scorer = scorer()) {
      for (int i = 0; i < 100; i++) {
        assertThat(scorer.scoreAgain(call("one two", 3).span())).isEmpty();
      }
      assertThat(score(scorer, call("one two", 3), "verbosity_for_intent").status())
          .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    }
  }

  @Test
  void abstainsFromOtherLanguagesAndSkipsToolSteps() {
    try (PooledScorer scorer = scorer()) {
      TestCalls german =
          call("Ich habe die falsche Ware bekommen und möchte sie nicht behalten, was nun?", 3);
      assertThat(score(scorer, german, "intent").status()).isEqualTo(ScoreStatus.ABSTAIN);
      assertThat(score(scorer, german, "input_distance").status()).isEqualTo(ScoreStatus.ABSTAIN);
      assertThat(score(scorer, TestCalls.chat().answer("Yes."), "intent").status())
          .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    }
  }

  @Test
  void brokenStateMeansLearningAnew() throws Exception {
    for (String name : List.of("intents", "inputs", "verbosity")) {
      Files.writeString(folder.resolve(name + ".json"), "{\"embedder\":\"words:1\",\"slices\":7");
    }
    try (PooledScorer scorer = scorer()) {
      assertThat(score(scorer, call("one two", 3), "intent").status())
          .isEqualTo(ScoreStatus.NOT_APPLICABLE);
      assertThat(score(scorer, call("one two", 3), "verbosity_for_intent").status())
          .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    }
  }

  /** Purity and coverage on messages whose intents people named; the names are not used. */
  @Test
  void clustersOfBankCustomersFollowTheirIntents() {
    Optional<List<JsonNode>> rows = EvalData.rows("intent/banking77.dev.jsonl");
    if (rows.isEmpty()) {
      return;
    }
    List<String> intents =
        new ArrayList<>(
            new TreeSet<>(rows.get().stream().map(r -> r.path("label").asString()).toList()));
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < intents.size(); i += 5) {
      chosen.add(intents.get(i)); // 16 of 77
    }
    List<IntentClusters.Sample> samples = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    try (Embedder embedder = OnnxEmbedder.load()) {
      for (JsonNode row : rows.get()) {
        if (chosen.contains(row.path("label").asString())) {
          String text = row.path("prompt").asString();
          samples.add(
              new IntentClusters.Sample(
                  samples.size(),
                  embedder.embed(text, Depth.FULL).last(),
                  ClusterNames.words(text)));
          labels.add(row.path("label").asString());
        }
      }
    }
    IntentClusters found = IntentClusters.NONE.refit(samples);
    Map<Integer, Map<String, Integer>> table = new HashMap<>();
    int covered = 0;
    for (int i = 0; i < samples.size(); i++) {
      IntentClusters.Found best = found.best(samples.get(i).vector());
      if (best.cluster().isPresent()) {
        covered++;
        table
            .computeIfAbsent(best.cluster().getAsInt(), _ -> new HashMap<>())
            .merge(labels.get(i), 1, Integer::sum);
      }
    }
    int pure = 0;
    for (Map<String, Integer> one : table.values()) {
      pure += one.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
    double purity = (double) pure / covered;
    double coverage = (double) covered / samples.size();
    System.err.printf(
        "intents without examples, Banking77 dev, 16 intents: n %d, clusters %d, purity %.2f,"
            + " covered %.2f; %s%n",
        samples.size(),
        found.clusters().size(),
        purity,
        coverage,
        found.clusters().stream().map(IntentClusters.Cluster::name).toList());
    assertThat(purity).isGreaterThan(0.65);
    assertThat(coverage).isGreaterThan(0.75);
  }
}
