// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.EvaluatorReport;
import dev.plumbline.model.score.EvaluatorReport.Health;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluatorHealthTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final EvaluatorDescriptor ONE =
      new EvaluatorDescriptor(
          "one",
          "1",
          "",
          Tier.POOLED,
          EvaluationScope.CALL,
          Set.of(Need.RETRIEVED, Need.REPLY_TEXT),
          List.of(
              Dimension.degree(
                  "one", "quality", Scale.BINARY, Polarity.NEUTRAL, false, "One thing.")),
          Duration.ofMillis(1));

  private final EvaluatorHealth health = new EvaluatorHealth(InstantSource.fixed(NOW));

  private void run(int times, ScoreStatus status) {
    for (int i = 0; i < times; i++) {
      health.call();
      health.ran("one", status, 20_000);
    }
  }

  private EvaluatorReport report() {
    return health.report(List.of(ONE), _ -> GateState.ADVISORY).getFirst();
  }

  @Test
  void countsAndTimesRuns() {
    run(98, ScoreStatus.OK);
    health.ran("one", ScoreStatus.ABSTAIN, 20_000);
    health.ran("one", ScoreStatus.OK, 2_000_000);
    health.skipped("one");
    EvaluatorReport report = report();
    assertThat(report.runs())
        .containsEntry(ScoreStatus.OK, 99L)
        .containsEntry(ScoreStatus.ABSTAIN, 1L)
        .containsEntry(ScoreStatus.SKIPPED, 1L)
        .containsEntry(ScoreStatus.INVALID, 0L);
    assertThat(report.meanMicros()).hasValueCloseTo((99 * 20 + 2000) / 100.0, within(1e-9));
    assertThat(report.p99Micros().orElse(0)).isBetween(20.0, 25.0);
    assertThat(report.lastRun()).contains(NOW);
    assertThat(report.lastOk()).contains(NOW);
    assertThat(report.health()).isEqualTo(Health.OK);
  }

  @Test
  void seesWhatNeverRuns() {
    assertThat(report().health()).isEqualTo(Health.OK);
    for (int i = 0; i < 100; i++) {
      health.call();
    }
    assertThat(report().health()).isEqualTo(Health.NEVER_RAN);
    assertThat(report().reason()).isEqualTo("it has not run in 100 calls");
    assertThat(report().lastRun()).isEmpty();
    for (int i = 0; i < 200; i++) {
      health.skipped("one");
    }
    assertThat(report().health()).isEqualTo(Health.NEVER_RAN);
    assertThat(report().reason()).isEqualTo("skipped in each of 200 calls: no time was left");
  }

  @Test
  void seesWhatFindsNothingToJudge() {
    run(150, ScoreStatus.NOT_APPLICABLE);
    assertThat(report().health()).isEqualTo(Health.IDLE);
    assertThat(report().reason())
        .isEqualTo("not applicable to any of 150 calls; it needs reply text, retrieved");
    run(1, ScoreStatus.OK);
    assertThat(report().health()).isEqualTo(Health.OK);
  }

  @Test
  void seesWhatAppliesAndSaysNothing() {
    run(1000, ScoreStatus.NOT_APPLICABLE);
    run(99, ScoreStatus.ABSTAIN);
    assertThat(report().health()).isEqualTo(Health.OK);
    run(1, ScoreStatus.ABSTAIN);
    assertThat(report().health()).isEqualTo(Health.STUCK);
    assertThat(report().reason()).isEqualTo("no value in 100 calls where it applied");
  }

  @Test
  void seesWhatBreaksAndForgetsItOnceItWorksAgain() {
    run(190, ScoreStatus.OK);
    run(10, ScoreStatus.INVALID);
    assertThat(report().health()).isEqualTo(Health.OK); // five of a hundred are borne
    run(1, ScoreStatus.INVALID);
    assertThat(report().health()).isEqualTo(Health.FAILING);
    assertThat(report().reason()).isEqualTo("broke in 5.5 % of 201 runs");
    run(5000, ScoreStatus.OK);
    assertThat(report().health()).isEqualTo(Health.OK);
    run(2600, ScoreStatus.INVALID); // long good times do not hide it
    assertThat(report().health()).isEqualTo(Health.FAILING);
  }

  @Test
  void reportsOnEveryInlineEvaluatorWithItsProof() {
    InlineScorer scorer = InlineScorer.create(EvaluatorsConfig.defaults(), Meters.none());
    scorer.score(TestCalls.chat().user("Hi").answer("Hello!").span());
    List<EvaluatorReport> reports = scorer.reports();
    assertThat(reports).extracting(r -> r.descriptor().id()).contains("refusal", "pii");
    assertThat(reports).allSatisfy(r -> assertThat(r.lastRun()).isPresent());
    assertThat(reports)
        .flatExtracting(EvaluatorReport::proofs)
        .filteredOn(proof -> proof.dimension().equals("refusal"))
        .singleElement()
        .satisfies(proof -> assertThat(proof.agreements()).isNotEmpty());
  }
}
