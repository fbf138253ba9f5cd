// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pooled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.evaluators.EvaluatorsConfig;
import dev.plumbline.evaluators.PooledConfig;
import dev.plumbline.evaluators.PooledScorer;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.heads.CallEmbeddings;
import dev.plumbline.evaluators.heads.FeatureSets;
import dev.plumbline.evaluators.heads.HeadText;
import dev.plumbline.evaluators.heads.WordEmbedder;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Scored;
import dev.plumbline.model.score.Tier;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.LateScore;
import dev.plumbline.model.store.ScoreStore;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScorePoolTest {
  private final List<LateScore> written = new CopyOnWriteArrayList<>();
  private final AtomicInteger failuresLeft = new AtomicInteger();
  private final ScoreStore store =
      scores -> {
        if (failuresLeft.getAndDecrement() > 0) {
          throw new PlumblineException(ErrorKind.UNAVAILABLE, "the store is down");
        }
        written.addAll(scores);
        return List.of();
      };

  @Test
  void scoresEachCallOnceWithItsVersions() {
    try (ScorePool pool = pool(1000, Duration.ZERO)) {
      pool.start();
      pool.stored(List.of(call(1, "one two", 0)));
      until(1);
      pool.stored(List.of(call(1, "one two", 0), call(2, "three", 0)));
      until(2);
    }
    assertThat(written).hasSize(2);
    LateScore first = written.getFirst();
    assertThat(first.score().value()).hasValue(1);
    assertThat(first.samplingProbability()).isEqualTo(1);
    assertThat(first.versions().parts())
        .containsEntry("embedder", "words:1")
        .containsEntry("app_version", "7")
        .containsKey("evaluators");
  }

  /** Content of logs comes seconds after its span. */
  @Test
  void theNewestReadingCountsWhileACallSettles() {
    try (ScorePool pool = pool(1000, Duration.ofMinutes(5))) {
      pool.start();
      pool.stored(List.of(call(1, "", 0)));
      pool.stored(List.of(call(1, "now with text", 0)));
    } // closing does not wait for what may still come
    assertThat(written).singleElement().satisfies(s -> assertThat(s.score().value()).hasValue(1));
  }

  /** Means stay right under overload: each score carries the probability of being there. */
  @Test
  void takesAPartOfTooManyCallsAndSaysWhich() {
    int n = 4000;
    try (ScorePool pool = pool(400, Duration.ofMinutes(5))) {
      pool.start();
      for (int i = 1; i <= n; i++) {
        pool.stored(List.of(call(i, "text", i % 100 == 0 ? 0.9 : 0.1)));
      }
    }
    List<LateScore> bad = written.stream().filter(s -> number(s) % 100 == 0).toList();
    List<LateScore> usual = written.stream().filter(s -> number(s) % 100 != 0).toList();
    assertThat(bad).hasSize(n / 100).allMatch(s -> s.samplingProbability() == 1);
    assertThat(usual).hasSizeLessThan(400).allMatch(s -> s.samplingProbability() < 0.2);
    double estimate = usual.stream().mapToDouble(s -> 1 / s.samplingProbability()).sum();
    assertThat(estimate).isCloseTo(n * 0.99, within(n * 0.25)); // about 3.5 standard errors
  }

  @Test
  void waitsForAStoreThatIsDown() {
    failuresLeft.set(1);
    try (ScorePool pool = pool(1000, Duration.ZERO)) {
      pool.start();
      pool.stored(List.of(call(1, "text", 0)));
      until(1);
    }
    assertThat(written).hasSize(1);
  }

  private ScorePool pool(int queue, Duration settle) {
    PooledScorer scorer =
        new PooledScorer(
            List.of(new HasWords()), new FeatureSets(List.of()), WordEmbedder::new, Meters.none());
    PooledConfig config =
        new PooledConfig(true, Set.of(), Optional.empty(), Optional.empty(), queue, 1, settle);
    assertThat(EvaluatorsConfig.defaults().pooled().leaveInline())
        .containsExactlyInAnyOrder("refusal", "faithfulness", "completeness");
    return new ScorePool(scorer, store, config, Meters.none());
  }

  private void until(int count) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (written.size() < count && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(written).hasSizeGreaterThanOrEqualTo(count);
  }

  private static long number(LateScore score) {
    return Long.parseLong(score.call().spanId(), 16);
  }

  private static StoredSpan call(int number, String answer, double refusal) {
    GenAiSpan made = TestCalls.chat().answer(answer).span();
    Span span = made.span();
    Span numbered =
        new Span(
            new SpanKey("%032x".formatted(number * 7919L), "%016x".formatted(number)),
            span.parentSpanId(),
            span.traceState(),
            span.name(),
            span.kind(),
            span.startEpochNanos(),
            span.endEpochNanos(),
            span.attributes(),
            span.events(),
            span.links(),
            span.statusCode(),
            span.statusMessage(),
            span.resource(),
            span.scope());
    GenAiSpan whole =
        new GenAiSpan(
            numbered,
            made.dialect(),
            made.kind(),
            made.call(),
            made.duplicateOf(),
            made.tool(),
            made.retrieved(),
            made.conversationId(),
            made.userId(),
            made.agentName(),
            made.environment(),
            made.appVersion(),
            made.segments(),
            made.historyHash());
    Score score =
        new Score(
            "refusal",
            OptionalDouble.of(refusal),
            "",
            ScoreStatus.OK,
            "",
            1,
            List.of(),
            "refusal",
            "1");
    return new StoredSpan(
        whole,
        new Scored(
            List.of(score),
            OptionalDouble.empty(),
            VersionTuple.of(new TreeMap<>(Map.of("app_version", "7")))),
        number);
  }

  /** 1 when the answer has words: asks for the embedding as heads do. */
  private static final class HasWords implements Evaluator {
    private static final EvaluatorDescriptor DESCRIPTOR =
        new EvaluatorDescriptor(
            "has_words",
            "1",
            "",
            Tier.POOLED,
            EvaluationScope.CALL,
            Set.of(Need.REPLY_TEXT, Need.EMBEDDING),
            new ArrayList<>(
                List.of(
                    Dimension.degree(
                        "words", "custom", Scale.BINARY, Polarity.NEUTRAL, false, "Has words."))),
            Duration.ofSeconds(1));

    @Override
    public EvaluatorDescriptor descriptor() {
      return DESCRIPTOR;
    }

    @Override
    public void evaluate(EvalContext in, ScoreSink out) {
      boolean words = !in.call().content().outputText().isBlank();
      CallEmbeddings.of(in).of(HeadText.ANSWER, Depth.MIDDLE);
      out.ok("words", words ? 1 : 0, "", "");
    }
  }
}
