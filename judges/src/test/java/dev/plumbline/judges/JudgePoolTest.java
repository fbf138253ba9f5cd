// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.judges.FakeProvider.Received;
import dev.plumbline.judges.client.PatientClient;
import dev.plumbline.judges.sampling.Sampler;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.store.LateScore;
import dev.plumbline.model.store.ScoreStore;
import dev.plumbline.model.store.StoredSpan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JudgePoolTest {
  private static final String GOOD =
      "{\"evidence\":[\"%s\"],\"reasoning\":\"Fine.\",\"score\":%d,"
          + "\"confidence\":0.8,\"cannot_judge\":false}";

  private final FakeProvider provider = new FakeProvider();
  private final CountingMeters meters = new CountingMeters();
  private final FakeStore store = new FakeStore();

  @AfterEach
  void stop() {
    provider.close();
  }

  /** Takes scores; knows all calls unless told otherwise. */
  private static final class FakeStore implements ScoreStore {
    final List<LateScore> written = new CopyOnWriteArrayList<>();
    final AtomicInteger downFor = new AtomicInteger();
    final AtomicInteger unknownFor = new AtomicInteger();

    @Override
    public List<LateScore> write(List<LateScore> scores) {
      if (downFor.getAndDecrement() > 0) {
        throw new PlumblineException(ErrorKind.UNAVAILABLE, "down");
      }
      if (unknownFor.getAndDecrement() > 0) {
        return scores;
      }
      written.addAll(scores);
      return List.of();
    }
  }

  private JudgesConfig config(Object... namesAndValues) {
    TreeMap<String, Object> values = new TreeMap<>();
    values.put("evaluators.judges.main.url", provider.url());
    values.put("evaluators.judges.main.model", "claude-judge");
    values.put("evaluators.judges.main.sampling", "1");
    values.put("evaluators.judges.main.settle", "50ms");
    values.put("evaluators.judges.main.budget.calls_per_hour", "100000");
    values.put("evaluators.judges.main.price.input", "1");
    values.put("evaluators.judges.main.price.output", "10");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put("evaluators.judges." + namesAndValues[i], namesAndValues[i + 1]);
    }
    Settings settings = new Settings("test", values);
    JudgesConfig config = JudgesConfig.read(settings);
    settings.throwIfInvalid();
    return config;
  }

  private JudgePool pool(Object... namesAndValues) {
    JudgePool pool =
        JudgePool.create(
            config(namesAndValues),
            store,
            Tariff.unknown(),
            new PatientClient.Waits(
                Duration.ZERO, Duration.ofSeconds(30), new SplittableRandom(1), _ -> {}),
            Duration.ofMillis(20),
            meters,
            InstantSource.system());
    pool.start();
    return pool;
  }

  private void answers(int correctness, int others) {
    provider.usually(question -> {
      boolean first = system(question).contains("How far is what the reply says true");
      return FakeProvider.openAi(GOOD.formatted("reply", first ? correctness : others));
    });
  }

  private static String system(Received question) {
    return question.body().path("messages").path(0).path("content").asString("");
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private Map<String, Score> scoresOf(int call) {
    Map<String, Score> found = new TreeMap<>();
    for (LateScore late : store.written) {
      if (late.call().equals(Calls.key(call))) {
        found.put(late.score().dimension(), late.score());
      }
    }
    return found;
  }

  @Test
  void aCallIsJudgedInThreeDimensionsAndFlagged() throws InterruptedException {
    answers(2, 5);
    try (JudgePool pool = pool()) {
      pool.stored(List.of(Calls.call(1, "why?", "my reply is wrong", Map.of())));
      until(() -> store.written.size() == 4);

      Map<String, Score> scores = scoresOf(1);
      assertThat(scores).containsOnlyKeys("correctness", "completeness", "tone", "flagged");
      Score correctness = Objects.requireNonNull(scores.get("correctness"));
      assertThat(correctness.value()).hasValue(0.25);
      assertThat(correctness.label()).isEqualTo("2");
      assertThat(correctness.explanation()).isEqualTo("2 of 5: Fine.");
      assertThat(correctness.evaluator()).isEqualTo("judge_main");
      assertThat(correctness.evidence()).hasSize(1);
      Score flagged = Objects.requireNonNull(scores.get("flagged"));
      assertThat(flagged.value()).hasValue(1);
      assertThat(flagged.explanation()).isEqualTo("correctness 2 is at most 2");

      LateScore late = store.written.getFirst();
      assertThat(late.samplingProbability()).isEqualTo(1);
      assertThat(late.startEpochNanos()).hasValue(2_000_000_000L);
      assertThat(late.versions().parts())
          .containsEntry("app_version", "1.0")
          .containsEntry("judge_model", "claude-judge")
          .containsEntry("judge_response_model", "judge-1-2026")
          .containsEntry("judge_family", "other")
          .containsKeys("judge_prompt", "judge_parameters", "rubric");
      assertThat(late.versions().parts().get("evaluators")).startsWith("judge_main/");
      assertThat(pool.dimensions()).extracting(Dimension::name).contains("correctness", "flagged");
    }
    assertThat(meters.total("plumbline_judge_runs_total", "main", "ok")).isEqualTo(4);
    assertThat(meters.total("plumbline_judge_flagged_total", "main")).isEqualTo(1);
    // three answers of 1000 tokens in at 1 USD and 100 out at 10 USD a million
    assertThat(meters.total("plumbline_judge_cost_usd_total", "main")).isEqualTo(0.006);
    assertThat(meters.total("plumbline_judge_scores_total", "main", "written")).isEqualTo(4);
  }

  @Test
  void rubbishIsInvalidAndHasNoValue() throws InterruptedException {
    provider.usually(_ -> FakeProvider.openAi("I give it a 3."));
    try (JudgePool pool = pool()) {
      pool.stored(List.of(Calls.call(1, "why?", "my reply", Map.of())));
      until(() -> store.written.size() == 3);
    }
    assertThat(store.written)
        .allMatch(late -> late.score().status() == ScoreStatus.INVALID)
        .allMatch(late -> late.score().value().isEmpty());
    assertThat(meters.total("plumbline_judge_runs_total", "main", "invalid")).isEqualTo(3);
  }

  @Test
  void theNewestVersionOfACallIsJudgedOnce() throws InterruptedException {
    answers(5, 5);
    try (JudgePool pool = pool("main.rubrics", "tone", "main.settle", "300ms")) {
      pool.stored(List.of(Calls.call(1, "why?", "old reply", Map.of())));
      pool.stored(List.of(Calls.call(1, "why?", "new reply", Map.of())));
      until(() -> !store.written.isEmpty());
      pool.stored(List.of(Calls.call(1, "why?", "late reply", Map.of())));
      Thread.sleep(400);
    }
    assertThat(provider.received).hasSize(1);
    assertThat(provider.received.getFirst().lastText()).contains("new reply");
  }

  @Test
  void onlyCallsThatPassedTheFormatChecksAreJudgedUnlessToldOtherwise()
      throws InterruptedException {
    answers(5, 5);
    List<StoredSpan> calls =
        List.of(
            Calls.call(1, "q", "reply", Map.of("json_valid", 0.0)),
            Calls.call(2, "q", "reply", Map.of("schema_valid", 0.0)),
            Calls.call(3, "q", "reply", Map.of("tool_call_valid", 0.0)),
            Calls.call(4, "q", "reply", Map.of("json_valid", 1.0)),
            Calls.call(5, "q", "", Map.of()),
            Calls.stored(6, Content.NONE, Map.of(), "", Map.of()));
    try (JudgePool pool = pool("main.rubrics", "tone")) {
      pool.stored(calls);
      until(() -> store.written.size() == 1);
      Thread.sleep(100);
      assertThat(store.written).extracting(LateScore::call).containsExactly(Calls.key(4));
    }
    store.written.clear();
    try (JudgePool pool = pool("main.rubrics", "tone", "main.format_gate", "false")) {
      pool.stored(calls);
      until(() -> store.written.size() == 4);
    }
  }

  @Test
  void oddCallsAreJudgedMoreOftenAndSaySo() throws InterruptedException {
    answers(5, 5);
    Set<Integer> odd = new HashSet<>();
    try (JudgePool pool =
        pool(
            "main.rubrics", "tone",
            "main.sampling", "0.1",
            "main.floor", "0.02",
            "main.concurrency", "50",
            "main.budget.usd_per_hour", "10000")) {
      for (int i = 0; i < 1500; i++) {
        boolean wrong = i % 10 == 0;
        if (wrong) {
          odd.add(i);
        }
        pool.stored(
            List.of(
                Calls.call(i, "q", "reply", wrong ? Map.of("user_correction", 0.9) : Map.of())));
      }
      until(() -> store.written.size() > 50);
      Thread.sleep(500);
    }
    double estimate = 0;
    int oddJudged = 0;
    for (LateScore late : store.written) {
      estimate += 1 / late.samplingProbability();
      int call = Integer.parseInt(late.call().spanId(), 16) - 1;
      oddJudged += odd.contains(call) ? 1 : 0;
      assertThat(Sampler.uniform(late.call().traceId(), "main", "plumbline"))
          .isLessThan(late.samplingProbability());
    }
    assertThat(oddJudged).isGreaterThan(store.written.size() / 2);
    // Horvitz-Thompson count of all calls; standard error about 250
    assertThat(estimate).isBetween(800.0, 2300.0);
  }

  @Test
  void overloadIsCountedAsSkippedAndNeverWaitedFor() throws InterruptedException {
    provider.usually(_ -> FakeProvider.Response.broken(FakeProvider.Misbehaviour.SLOW));
    long start = System.nanoTime();
    try (JudgePool pool = pool("main.queue", "10", "main.concurrency", "1", "main.timeout", "1s")) {
      for (int i = 0; i < 500; i++) {
        pool.stored(List.of(Calls.call(i, "q", "reply", Map.of())));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
    double skipped = meters.total("plumbline_judge_runs_total", "main", "skipped");
    assertThat(skipped).isBetween(497.0, 500.0);
    assertThat(meters.total("plumbline_judge_skipped_total", "main", "queue")).isGreaterThan(480);
  }

  @Test
  void theBudgetHolds() throws InterruptedException {
    answers(5, 5);
    try (JudgePool pool = pool("main.rubrics", "tone", "main.budget.calls_per_hour", "60")) {
      for (int i = 0; i < 200; i++) {
        pool.stored(List.of(Calls.call(i, "q", "reply", Map.of("refusal", 1.0))));
      }
      until(() -> pool.statuses().getFirst().waiting() == 0);
    }
    assertThat(provider.received.size()).isBetween(5, 11);
    assertThat(meters.total("plumbline_judge_skipped_total", "main", "budget")).isPositive();
  }

  @Test
  void scoresWaitForAStoreThatIsDownAndForCallsThatAreNotThereYet() throws InterruptedException {
    answers(5, 5);
    store.downFor.set(3);
    store.unknownFor.set(3);
    try (JudgePool pool = pool("main.rubrics", "tone")) {
      pool.stored(List.of(Calls.call(1, "q", "reply", Map.of())));
      until(() -> store.written.size() == 1);
    }
    assertThat(meters.total("plumbline_judge_scores_total", "main", "written")).isEqualTo(1);
  }

  @Test
  void scoresOfCallsThatNeverComeAreCounted() throws InterruptedException {
    answers(5, 5);
    store.unknownFor.set(Integer.MAX_VALUE);
    try (JudgePool pool = pool("main.rubrics", "tone")) {
      pool.stored(List.of(Calls.call(1, "q", "reply", Map.of())));
      until(() -> meters.total("plumbline_judge_scores_total", "main", "orphaned") == 1);
    }
  }

  @Test
  void whenTheProviderIsDownCallsAreSkippedUntilItIsBack() throws InterruptedException {
    provider.usually(_ -> FakeProvider.error(401, "authentication_error", "wrong key"));
    try (JudgePool pool = pool("main.rubrics", "tone", "main.concurrency", "1")) {
      for (int i = 0; i < 20; i++) {
        pool.stored(List.of(Calls.call(i, "q", "reply", Map.of())));
      }
      until(() -> meters.total("plumbline_judge_skipped_total", "main", "breaker") == 19);
      assertThat(pool.statuses().getFirst().resting()).isTrue();
    }
    assertThat(provider.received).hasSize(1);
  }

  @Test
  void aJudgeThatIsNotEnabledAsksNothingAndHasAPlan() throws InterruptedException {
    try (JudgePool pool = pool("main.enabled", "false", "main.sampling", "0.1")) {
      List<StoredSpan> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        calls.add(Calls.call(i, "q", "reply", i % 4 == 0 ? Map.of("refusal", 1.0) : Map.of()));
      }
      pool.stored(calls);
      var plan = pool.plan("main", OptionalDouble.of(1000), OptionalDouble.empty()).orElseThrow();
      assertThat(plan.levels())
          .extracting(level -> level.sampling())
          .containsExactly(0.005, 0.05, 0.1, 0.2);
      assertThat(plan.usdPerCall()).isPresent();
      assertThat(plan.requestsPerCall()).isEqualTo(3);
      assertThat(plan.anomalyShare()).isGreaterThanOrEqualTo(0.25);
      assertThat(pool.plan("other", OptionalDouble.empty(), OptionalDouble.empty())).isEmpty();
      assertThat(pool.dimensions()).isEmpty();
      assertThat(pool.statuses().getFirst().enabled()).isFalse();
    }
    assertThat(provider.received).isEmpty();
  }

  @Test
  void threeVotesDecideNearTheMiddle() throws InterruptedException {
    int[] grades = {3, 4, 4};
    int[] next = {0};
    provider.usually(_ -> FakeProvider.openAi(GOOD.formatted("reply", grades[next[0]++])));
    try (JudgePool pool = pool("main.rubrics", "tone", "main.votes", "3")) {
      pool.stored(List.of(Calls.call(1, "q", "reply", Map.of())));
      until(() -> !store.written.isEmpty());
    }
    assertThat(store.written.getFirst().score().label()).isEqualTo("4");
    assertThat(provider.received)
        .extracting(one -> one.body().path("seed").asInt())
        .containsExactly(1, 2, 3);
  }

  @Test
  void dimensionsOfOthersAreNotTakenFromThem() {
    Settings settings = new Settings("t", Map.of("evaluators.judges.main.model", "m"));
    try (JudgePool pool =
        JudgePool.create(
            JudgesConfig.read(settings),
            store,
            Tariff.unknown(),
            Set.of("completeness"),
            meters,
            InstantSource.system())) {
      assertThat(pool.dimensions())
          .extracting(Dimension::name)
          .containsExactly("correctness", "completeness_judged", "tone", "flagged");
    }
  }

  @Test
  void filesAreJudgedWithoutSampling() {
    answers(4, 4);
    try (OfflineJudge judge =
        OfflineJudge.create(
            config("main.sampling", "0.001", "main.rubrics", "tone,faithfulness"),
            Set.of(),
            InstantSource.system())) {
      StoredSpan call = Calls.call(1, "q", "reply", Map.of());
      List<Score> scores = judge.scores(call.span(), call.scored());
      assertThat(scores).hasSize(2);
      assertThat(scores.get(0).value()).hasValue(0.75);
      assertThat(scores.get(1).status()).isEqualTo(ScoreStatus.NOT_APPLICABLE);
    }
  }

  /** Calibration asks about one dimension of a stored call, and pays for no other. */
  @Test
  void oneDimensionIsJudgedAlone() throws InterruptedException {
    answers(4, 4);
    try (OfflineJudge judge =
        OfflineJudge.create(
            config("main.rubrics", "tone,correctness"), Set.of(), InstantSource.system())) {
      StoredSpan call = Calls.call(1, "q", "reply", Map.of());
      Score score = judge.score("tone", call.span()).orElseThrow();
      assertThat(score.value()).hasValue(0.75);
      assertThat(judge.running().get("tone"))
          .isEqualTo(score.evaluator() + "@" + score.evaluatorVersion())
          .endsWith(":claude-judge");
      assertThat(judge.score("helpfulness", call.span())).isEmpty();
      assertThat(provider.received).hasSize(1);
    }
  }
}
