// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.PooledScorer;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.evaluators.agreement.Ranks;
import dev.plumbline.evaluators.embedding.CachedEmbedder;
import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.embedding.Embedder;
import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.evaluators.embedding.OnnxEmbedder;
import dev.plumbline.evaluators.heads.FeatureSets;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Faults are put in by {@link Corruptions}; no human labels were at hand. */
class SupportHeadEvaluatorTest {
  private static final Embedder EMBEDDER = new CachedEmbedder(OnnxEmbedder.load(), 20_000);
  private static final GroundedMeaning MEANING = new GroundedMeaning();
  private static final PooledScorer SCORER =
      new PooledScorer(
          SupportHeadEvaluator.all(), FeatureSets.builtIn(), () -> EMBEDDER, Meters.none());

  @AfterAll
  static void close() {
    SCORER.close();
  }

  /** The faults of this seed are not those that the weights were fitted on; the texts are. */
  @Test
  void tellsFaultsBetterThanTheRuleAlone() throws Exception {
    List<Corruptions.Text> texts = Corruptions.texts();
    List<Source> sources = texts.stream().map(t -> Source.of(List.of(t.source()))).toList();
    for (String kind : List.of("news", "dialogue")) {
      List<Double> good = new ArrayList<>();
      List<Double> bad = new ArrayList<>();
      List<Double> goodByRule = new ArrayList<>();
      List<Double> badByRule = new ArrayList<>();
      for (Corruptions.Case one : Corruptions.cases(texts, 77_000)) {
        String text = one.sentence();
        Source source = sources.get(one.text());
        SentenceSupport rule =
            SentenceSupport.read(
                text, new Sentences.Range(0, text.length()), source, new TextFacts(""));
        if (texts.get(one.text()).kind().equals(kind) && rule.claims()) {
          SentenceMeaning meaning =
              SentenceMeaning.read(text, source, SupportHeadEvaluatorTest::vector);
          (one.faithful() ? good : bad).add(MEANING.degree(rule, meaning, source));
          (one.faithful() ? goodByRule : badByRule).add(rule.degree());
        }
      }
      double area = area(good, bad);
      double byRule = area(goodByRule, badByRule);
      System.err.printf(
          "faithfulness, made faults, %s: n %d, area under the curve %.3f, by rule %.3f%n",
          kind, good.size() + bad.size(), area, byRule);
      assertThat(area).as(kind).isGreaterThan(byRule + 0.005).isGreaterThan(0.75);
    }
  }

  /** Answers that tell known parts of their source, some with the rest padded or repeated. */
  @Test
  void completenessFollowsWhatIsToldAndNotOnlyTheLength() throws Exception {
    List<Double> told = new ArrayList<>();
    List<Double> found = new ArrayList<>();
    List<Double> lengths = new ArrayList<>();
    List<Corruptions.Text> texts = Corruptions.texts();
    for (int i = 0; i < texts.size(); i++) {
      Corruptions.Text text = texts.get(i);
      Corruptions.Text other = texts.get((i + 1) % texts.size());
      Source source = Source.of(List.of(text.source()));
      Random random = new Random(i);
      for (int k = 0; k < 8; k++) {
        List<String> parts = new ArrayList<>(text.summary());
        Collections.shuffle(parts, random);
        int size = 1 + random.nextInt(parts.size());
        List<String> said = new ArrayList<>(parts.subList(0, size));
        for (int more = random.nextInt(4); more > 0; more--) {
          said.add(k % 2 == 0 ? said.getFirst() : other.summary().get(more));
        }
        String answer = String.join(" ", said);
        told.add((double) size / parts.size());
        found.add(MEANING.completeness(answer, source, "", SupportHeadEvaluatorTest::vector));
        lengths.add((double) answer.length() / text.source().length());
      }
    }
    double rho = Ranks.spearman(array(found), array(told));
    double partial = Ranks.partialSpearman(array(found), array(told), array(lengths));
    System.err.printf("completeness, made answers: rho %.3f, given length %.3f%n", rho, partial);
    assertThat(rho).isGreaterThan(0.75);
    assertThat(partial).isGreaterThan(0.5);
  }

  @Test
  void namesTheOppositeAndShowsItsPlace() {
    String answer = "The council met on Monday. The bridge was closed to all traffic in March.";
    Score score =
        score(
            TestCalls.chat()
                .document(
                    "d",
                    "The council met on Monday. The bridge was opened to all traffic in March.")
                .answer(answer),
            "faithfulness");
    assertThat(score.value().orElseThrow()).isLessThan(0.6);
    assertThat(score.evidence())
        .singleElement()
        .satisfies(e -> {
          assertThat(e.rule()).isEqualTo("opposite_of_source");
          assertThat(answer.substring(e.start(), e.end())).startsWith("The bridge");
        });
  }

  @Test
  void aSingleCopiedSentenceIsSupported() {
    TestCalls call =
        TestCalls.chat()
            .document("d", "The shop opens at nine. It is closed on Sundays and public holidays.")
            .answer("It is closed on Sundays and public holidays.");
    assertThat(score(call, "faithfulness").value().orElseThrow()).isGreaterThan(0.8);
    assertThat(score(call, "completeness").status()).isEqualTo(ScoreStatus.OK);
  }

  @Test
  void abstainsFromOtherLanguages() {
    TestCalls call =
        TestCalls.chat()
            .document("d", "The shop opens at nine and closes at five every day of the week.")
            .answer(
                "Der Laden macht um neun Uhr auf und schließt jeden Tag um fünf Uhr wieder zu.");
    assertThat(score(call, "faithfulness").status()).isEqualTo(ScoreStatus.ABSTAIN);
    assertThat(score(call, "completeness").status()).isEqualTo(ScoreStatus.ABSTAIN);
  }

  @Test
  void needsSources() {
    TestCalls call = TestCalls.chat().answer("The shop opens at nine.");
    assertThat(score(call, "faithfulness").status()).isEqualTo(ScoreStatus.NOT_APPLICABLE);
    assertThat(score(call, "completeness").status()).isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }

  /** However long answer and documents are, a bounded number of texts is embedded. */
  @Test
  void longTextsCostABoundedNumberOfEmbeddings() {
    StringBuilder document = new StringBuilder();
    StringBuilder answer = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      document.append("Clerk number ").append(i).append(" keeps the keys of room ").append(i);
      document.append(".\n");
      answer.append("Clerk ").append(i).append(" keeps keys of another room.\n");
    }
    CachedEmbedder counting = new CachedEmbedder(new Zero(), 100_000);
    Source source = Source.of(List.of(document.toString()));
    SupportFeatures rules = SupportFeatures.read(answer.toString(), source, "");
    Function<String, float[]> vectors = text -> counting.embed(text, Depth.FULL).last();
    assertThat(MEANING.support(answer.toString(), rules, source, vectors).degree())
        .isBetween(0.0, 1.0);
    assertThat(MEANING.completeness(answer.toString(), source, "", vectors)).isBetween(0.0, 1.0);
    assertThat(counting.runs()).isLessThanOrEqualTo(16 * 5 + 32);
  }

  private static final class Zero implements Embedder {
    @Override
    public Embedding embed(String text, Depth depth) {
      return new Embedding(new float[384], new float[384]);
    }

    @Override
    public String version() {
      return "zero:1";
    }

    @Override
    public void close() {}
  }

  private static float[] vector(String text) {
    return EMBEDDER.embed(text, Depth.FULL).last();
  }

  private static double area(List<Double> good, List<Double> bad) {
    double wins = 0;
    for (double one : good) {
      for (double other : bad) {
        wins += one > other ? 1 : one == other ? 0.5 : 0;
      }
    }
    return wins / good.size() / bad.size();
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Score score(TestCalls call, String dimension) {
    return SCORER.score(call.span()).stream()
        .filter(score -> score.dimension().equals(dimension))
        .findFirst()
        .orElseThrow();
  }
}
