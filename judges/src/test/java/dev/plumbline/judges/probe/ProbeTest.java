// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.judges.FakeProvider;
import dev.plumbline.judges.FakeProvider.Received;
import dev.plumbline.judges.client.ClientConfig;
import dev.plumbline.judges.client.PatientClient;
import dev.plumbline.judges.probe.CanaryCheck.Purse;
import dev.plumbline.judges.rubric.Rubric;
import dev.plumbline.judges.rubric.RubricJudge;
import dev.plumbline.judges.rubric.Rubrics;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.genai.Usage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProbeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final List<CanaryPair> PAIRS = CanaryPair.builtIn();

  private final FakeProvider provider = new FakeProvider();
  private final PatientClient client =
      PatientClient.open(
          new ClientConfig(
              ClientConfig.Format.OPENAI,
              URI.create(provider.url()),
              "judge-1",
              new Secret(""),
              new TreeMap<>(),
              Duration.ofSeconds(5),
              1 << 20),
          () -> NOW,
          new PatientClient.Waits(
              Duration.ZERO, Duration.ofSeconds(30), new SplittableRandom(1), _ -> {}));
  private final Rubric rubric = Rubrics.builtIn().find("correctness").orElseThrow();

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    client.close();
    provider.close();
  }

  private static FakeProvider.Response grade(int grade) {
    return FakeProvider.openAi(
        "{\"evidence\":[],\"reasoning\":\"x\",\"score\":"
            + grade
            + ",\"confidence\":1,\"cannot_judge\":false}");
  }

  private static boolean good(Received question) {
    return PAIRS.stream()
        .anyMatch(pair -> question.lastText().contains(" reply>>>\n" + pair.good() + "\n<<<"));
  }

  private CanaryRun run(int pairs, Function<Received, FakeProvider.Response> judge)
      throws InterruptedException {
    provider.usually(judge);
    return check(pairs).run(purse(Integer.MAX_VALUE)).orElseThrow();
  }

  private CanaryCheck check(int pairs) {
    return new CanaryCheck(
        "main",
        Map.of("correctness", new RubricJudge(rubric, client)),
        CanaryPair.choose(PAIRS, List.of("correctness"), pairs),
        () -> NOW);
  }

  private static Purse purse(int requests) {
    AtomicInteger left = new AtomicInteger(requests);
    return new Purse() {
      @Override
      public boolean allows() {
        return left.getAndDecrement() > 0;
      }

      @Override
      public void spent(List<Usage> usage) {}
    };
  }

  @Test
  void thereAreEnoughCanariesAndTheWrongOnesAreFluent() {
    assertThat(PAIRS).hasSizeBetween(100, 200);
    Set<String> ids = new HashSet<>();
    for (CanaryPair pair : PAIRS) {
      assertThat(ids.add(pair.id())).isTrue();
      assertThat(pair.good()).isNotEqualTo(pair.bad());
      if (pair.rubric().equals("correctness")) {
        assertThat(pair.bad().length()).isGreaterThan(pair.good().length());
      }
    }
    List<CanaryPair> chosen =
        CanaryPair.choose(PAIRS, List.of("correctness", "completeness", "tone"), 100);
    assertThat(chosen).hasSize(100);
    assertThat(
            chosen.stream()
                .collect(Collectors.groupingBy(CanaryPair::rubric, Collectors.counting())))
        .allSatisfy((_, n) -> assertThat(n).isGreaterThanOrEqualTo(30));
    assertThat(CanaryPair.choose(PAIRS, List.of("bias"), 100)).isEmpty();
  }

  @Test
  void aSoundJudgeIsSteadyAndHasLittleNoise() throws InterruptedException {
    CanaryRun first = run(25, question -> grade(good(question) ? 5 : 1));
    CanaryRun second = run(25, question -> grade(good(question) ? 5 : 1));
    assertThat(provider.received).hasSize(2 * CanaryCheck.requests(25));
    assertThat(first.accuracy()).hasValue(1);
    assertThat(first.noise()).hasValue(0);
    assertThat(first.complete()).isTrue();
    assertThat(second.since(first).get("correctness")).isNotNull();
    assertThat(second.since(first).values()).noneMatch(CanaryRun.Drift::drifted);
  }

  @Test
  void aJudgeThatBecameMilderOrBlindIsFound() throws InterruptedException {
    CanaryRun before = run(30, question -> grade(good(question) ? 4 : 1));
    CanaryRun milder = run(30, question -> grade(good(question) ? 5 : 2));
    assertThat(milder.since(before).values())
        .allMatch(drift -> drift.level().drifted() && !drift.separation().drifted());
    CanaryRun blind = run(30, _ -> grade(3));
    assertThat(blind.accuracy()).hasValue(0.5);
    assertThat(blind.since(before).values()).allMatch(drift -> drift.separation().drifted());
  }

  @Test
  void noiseIsTheSpreadOfRepeats() throws InterruptedException {
    AtomicInteger n = new AtomicInteger();
    CanaryRun run = run(30, _ -> grade(2 + 2 * (n.getAndIncrement() % 2)));
    // the first bad answers all get 4; their repeats 2, 4, 2, 4: variance of {4,2,4,2,4} / 16
    assertThat(run.noise().orElseThrow()).isCloseTo(Math.sqrt(1.2 / 16), within(1e-12));
  }

  @Test
  void aRunGoesOnWhereTheBudgetStoppedIt() throws InterruptedException {
    provider.usually(_ -> grade(3));
    CanaryCheck check = check(10);
    assertThat(check.run(purse(7))).isEmpty();
    assertThat(provider.received).hasSize(7);
    Optional<CanaryRun> run = check.run(purse(1000));
    assertThat(run).isPresent();
    assertThat(provider.received).hasSize(CanaryCheck.requests(10));
  }

  @Test
  void rubbishMakesARunIncomplete() throws InterruptedException {
    CanaryRun run = run(10, _ -> FakeProvider.openAi("no"));
    assertThat(run.complete()).isFalse();
    assertThat(run.accuracy()).isEmpty();
    assertThat(run.noise()).isEmpty();
  }

  @Test
  void runsSurviveARestartAndHalfALine() throws IOException {
    CanaryRun run =
        new CanaryRun(
            NOW,
            "main",
            "m",
            new TreeMap<>(Map.of("tone", "tone@1#x")),
            new TreeMap<>(Map.of("p1", new CanaryRun.Pair("tone", 1, 0.25))),
            1,
            OptionalDouble.of(0.1));
    new FileCanaryStore(folder).save(run);
    Files.writeString(
        folder.resolve("canaries-main.jsonl"), "{\"at\":\"2026", StandardOpenOption.APPEND);
    new FileCanaryStore(folder).save(run);
    assertThat(new FileCanaryStore(folder).runs("main")).containsExactly(run, run);
    assertThat(new FileCanaryStore(folder).runs("other")).isEmpty();
  }

  @Test
  void theIntervalOfTheDifferenceHoldsTheTruthAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(11);
    int held = 0;
    int alarms = 0;
    for (int run = 0; run < 200; run++) {
      double[] before = new double[60];
      double[] after = new double[60];
      for (int i = 0; i < 60; i++) {
        before[i] = random.nextDouble();
        after[i] = before[i] + (random.nextDouble() - 0.5) * 0.4;
      }
      PairedDrift drift = PairedDrift.of(before, after);
      held += drift.low() <= 0 && 0 <= drift.high() ? 1 : 0;
      alarms += drift.drifted() ? 1 : 0;
    }
    // 95 % with a binomial standard error of 1.6 %
    assertThat(held).isBetween(178, 199);
    assertThat(alarms).as("noise is no alarm").isLessThanOrEqualTo(4);
    PairedDrift fall = PairedDrift.of(new double[] {1, 1, 0.5, 0.75}, new double[] {0, 0, 0, 0});
    assertThat(fall.drifted()).isTrue();
    assertThat(fall.difference()).isCloseTo(-0.8125, within(1e-12));
  }

  @Test
  void paddingMustNotPay() throws InterruptedException {
    List<dev.plumbline.judges.rubric.JudgeInput> inputs = new ArrayList<>();
    PAIRS.subList(0, 12).forEach(pair -> inputs.add(pair.badInput()));
    RubricJudge judge = new RubricJudge(rubric, client);
    provider.usually(_ -> grade(2));
    PaddingProbe fair = PaddingProbe.run(judge, inputs);
    assertThat(fair.passed()).isTrue();
    assertThat(fair.judged()).isEqualTo(12);
    provider.usually(question ->
        grade(
            question.lastText().contains("wider picture")
                    || question.lastText().contains("worth taking a moment")
                ? 4
                : 2));
    PaddingProbe vain = PaddingProbe.run(judge, inputs);
    assertThat(vain.passed()).isFalse();
    assertThat(vain.rose()).isEqualTo(1);
    assertThat(PaddingProbe.pad("abcdefghij").length()).isGreaterThanOrEqualTo(15);
  }

  @Test
  void onlyAgreementInBothOrdersCounts() throws InterruptedException {
    PairwiseJudge judge = new PairwiseJudge(rubric, client);
    List<CanaryPair> pairs = PAIRS.subList(0, 10);
    provider.usually(_ -> winner("first"));
    SwapProbe vain = SwapProbe.run(judge, pairs);
    assertThat(vain.agreed()).isZero();
    assertThat(vain.first()).isEqualTo(1);
    assertThat(vain.right()).isZero();

    provider.usually(question -> {
      String text = question.lastText();
      boolean goodFirst =
          pairs.stream()
              .anyMatch(pair -> text.contains(" first reply>>>\n" + pair.good() + "\n<<<"));
      return winner(goodFirst ? "first" : "second");
    });
    SwapProbe sound = SwapProbe.run(judge, pairs);
    assertThat(sound.agreed()).isEqualTo(1);
    assertThat(sound.right()).isEqualTo(1);
    assertThat(sound.compared()).isEqualTo(10);

    provider.usually(_ -> FakeProvider.openAi("the first one"));
    assertThat(SwapProbe.run(judge, pairs).compared()).isZero();
  }

  private static FakeProvider.Response winner(String winner) {
    return FakeProvider.openAi(
        "{\"evidence\":[],\"reasoning\":\"x\",\"winner\":\""
            + winner
            + "\",\"confidence\":1,\"cannot_judge\":false}");
  }
}
