// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.labels.CalibrationRecord;
import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.labels.Candidates;
import dev.plumbline.model.labels.Candidates.Stratum;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.model.labels.DimensionAgreement;
import dev.plumbline.model.labels.GateDecision;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.LabelQuery;
import dev.plumbline.model.labels.OwnerTask;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibratorTest {
  private final Desk desk = Desk.open();

  /** Four sets of 80 labels, by people's yes (of them missed) and no (of them flagged). */
  @ParameterizedTest
  @CsvSource({
    "36, 5, 44, 6, 0.72",
    "40, 5, 40, 8, 0.68",
    "34, 6, 46, 4, 0.74",
    "40, 5, 40, 11, 0.61"
  })
  void eightyLabelsOpenTheGateOfABinaryDimension(
      int yes, int missed, int no, int flagged, double agreement) throws InterruptedException {
    desk.judged("1", "", yes, missed, no, flagged);

    CalibrationRecord record = desk.calibrate();

    assertThat(record.n()).isEqualTo(80);
    assertThat(record.agreement().value()).isEqualTo(agreement, within(0.005));
    assertThat(record.before()).isEqualTo(GateState.ADVISORY);
    assertThat(record.after()).as(record.reason()).isEqualTo(GateState.ALERTING);
    assertThat(desk.calibrator.tenantGate().stateOf("helpfulness")).isEqualTo(GateState.ALERTING);
  }

  /** The same agreements as rank correlations: 0.7 is needed. */
  @ParameterizedTest
  @CsvSource({"0.72, ALERTING", "0.68, ADVISORY", "0.74, ALERTING", "0.61, ADVISORY"})
  void gradesNeedMore(double agreement, GateState state) throws InterruptedException {
    grades(agreement);

    CalibrationRecord record = desk.calibrate();

    assertThat(record.statistic()).isEqualTo("spearman");
    assertThat(record.agreement().value()).isEqualTo(agreement, within(0.005));
    assertThat(record.after()).as(record.reason()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({"36, 5, 44, 6", "40, 5, 40, 11"})
  void strictAsksTheLowerBoundToPassItself(int yes, int missed, int no, int flagged)
      throws InterruptedException {
    CalibrationConfig strict =
        CalibrationConfig.read(new Settings("test", Map.of("calibration.strict", "true")));
    Desk own = new Desk(strict, _ -> GateState.ADVISORY, List.of());
    own.judged("1", "", yes, missed, no, flagged);

    assertThat(own.calibrate().after()).isEqualTo(GateState.ADVISORY);
  }

  @Test
  void seventyNineLabelsLeaveTheFactoryCalibration() throws InterruptedException {
    Desk own = new Desk(CalibrationConfig.defaults(), _ -> GateState.PROVISIONAL, List.of());
    own.judged("1", "", 40, 3, 39, 3);

    CalibrationRecord record = own.calibrate();

    assertThat(record.after()).isEqualTo(GateState.PROVISIONAL);
    assertThat(record.reason()).contains("79 of 80");
  }

  @Test
  void ownLabelsOverruleTheFactoryCalibration() throws InterruptedException {
    Desk own = new Desk(CalibrationConfig.defaults(), _ -> GateState.PROVISIONAL, List.of());
    own.judged("1", "", 40, 15, 40, 15);

    assertThat(own.calibrate().after()).isEqualTo(GateState.ADVISORY);
    assertThat(own.calibrator.tenantGate().stateOf("helpfulness")).isEqualTo(GateState.ADVISORY);
  }

  /** 0.61 falls to 0.52 after a judge update, alerts stop, 40 labels more, 0.66, alerts resume. */
  @Test
  void aJudgeUpdateClosesTheGateUntilFreshLabelsProveItAgain() throws InterruptedException {
    List<String> calls = desk.judged("1", "", 40, 5, 40, 11);
    CalibrationRecord first = desk.calibrate();
    assertThat(first.agreement().value()).isEqualTo(0.61, within(0.005));
    assertThat(first.after()).isEqualTo(GateState.ALERTING);

    // the new version scores the stored set again: the same mistakes, and four more
    desk.now = desk.now.plus(Duration.ofDays(1));
    for (int i = 0; i < calls.size(); i++) {
      boolean human = i < 40;
      boolean wrong = human ? i < 5 : i - 40 < 15;
      desk.score("helpfulness", calls.get(i), "", "2", human == wrong ? 0.1 : 0.9);
    }
    CalibrationRecord second = desk.calibrate();
    assertThat(second.agreement().value()).isEqualTo(0.52, within(0.005));
    assertThat(second.after()).isEqualTo(GateState.ADVISORY);
    assertThat(second.decayed()).isTrue();
    assertThat(desk.calibrator.tenantGate().stateOf("helpfulness")).isEqualTo(GateState.ADVISORY);
    Alert alert = desk.alerts.open().getFirst();
    assertThat(alert.dimension()).isEqualTo("calibration:helpfulness");
    assertThat(alert.state()).isEqualTo(AlertState.FIRING);
    assertThat(alert.owner()).isEqualTo("quality");
    assertThat(alert.summary()).contains("fell from 0.61 to 0.52", "version 1 became 2");
    assertThat(alert.evidenceJson()).contains("\"difference\"", "\"p_adjusted\"");

    // asking again changes nothing
    assertThat(desk.calibrate().after()).isEqualTo(GateState.ADVISORY);
    assertThat(desk.alerts.open()).hasSize(1);

    desk.now = desk.now.plus(Duration.ofDays(3));
    desk.judged("2", "", 20, 0, 20, 1);
    CalibrationRecord third = desk.calibrate();
    assertThat(third.n()).isEqualTo(120);
    assertThat(third.agreement().value()).isEqualTo(0.66, within(0.005));
    assertThat(third.after()).as(third.reason()).isEqualTo(GateState.ALERTING);
    assertThat(desk.calibrator.tenantGate().stateOf("helpfulness")).isEqualTo(GateState.ALERTING);
    assertThat(desk.alerts.open()).isEmpty();
    assertThat(desk.alerts.all()).extracting(Alert::state).containsExactly(AlertState.RESOLVED);
    assertThat(desk.records.records(Optional.of("helpfulness"), 10))
        .extracting(CalibrationRecord::dataSet)
        .containsExactly("helpfulness:2", "helpfulness:1", "helpfulness:1", "helpfulness:1");
  }

  /** 0.90 to 0.70 still reaches the rule, but what was proved is no longer what runs. */
  @Test
  void aSureFallClosesTheGateAboveTheThresholdToo() throws InterruptedException {
    List<String> calls = desk.judged("1", "", 40, 2, 40, 2);
    assertThat(desk.calibrate().after()).isEqualTo(GateState.ALERTING);
    desk.now = desk.now.plus(Duration.ofDays(1));
    for (int i = 0; i < calls.size(); i++) {
      boolean human = i < 40;
      boolean wrong = human ? i < 6 : i - 40 < 6;
      desk.score("helpfulness", calls.get(i), "", "2", human == wrong ? 0.1 : 0.9);
    }

    CalibrationRecord fallen = desk.calibrate();
    assertThat(fallen.agreement().value()).isEqualTo(0.70, within(0.005));
    assertThat(fallen.after()).isEqualTo(GateState.ADVISORY);
    assertThat(fallen.reason()).contains("fell by 0.20");

    assertThat(desk.calibrate().reason()).contains("40 fresh labels are missing");
    desk.now = desk.now.plus(Duration.ofDays(1));
    desk.judged("2", "", 20, 3, 20, 3);
    assertThat(desk.calibrate().after()).isEqualTo(GateState.ALERTING);
  }

  @Test
  void aFallOnFreshLabelsOfTheSameVersionCounts() throws InterruptedException {
    desk.judged("1", "", 60, 2, 60, 2);
    assertThat(desk.calibrate().after()).isEqualTo(GateState.ALERTING);
    desk.now = desk.now.plus(Duration.ofDays(7));
    desk.judged("1", "", 30, 12, 30, 12);

    CalibrationRecord record = desk.calibrate();

    assertThat(record.decayed()).isTrue();
    assertThat(record.after()).isEqualTo(GateState.ADVISORY);
    assertThat(desk.alerts.open().getFirst().summary()).contains("on fresh labels");
  }

  @Test
  void noiseDoesNotCloseTheGate() throws InterruptedException {
    desk.judged("1", "", 60, 6, 60, 6);
    assertThat(desk.calibrate().after()).isEqualTo(GateState.ALERTING);
    desk.now = desk.now.plus(Duration.ofDays(7));
    desk.judged("1", "", 25, 4, 25, 4);

    CalibrationRecord record = desk.calibrate();

    assertThat(record.after()).isEqualTo(GateState.ALERTING);
    assertThat(desk.alerts.all()).isEmpty();
  }

  /** Nothing of the new version is measured yet: what was proved does not run any more. */
  @Test
  void anotherVersionIsUnprovedUntilItIsMeasured() throws InterruptedException {
    desk.judged("1", "", 40, 2, 40, 2);
    desk.calibrate();
    desk.calls.running.put("helpfulness", "judge@2");
    desk.now = desk.now.plus(Duration.ofHours(1));

    desk.calibrator.tenantGate().update(desk.records.latest(), desk.calls.running);

    assertThat(desk.calibrator.tenantGate().stateOf("helpfulness")).isEqualTo(GateState.ADVISORY);
    assertThat(decision("helpfulness").why()).contains("judge@2 runs instead of judge@1");
  }

  @Test
  void aCustomerWithLabelsOfItsOwnHasAGateOfItsOwn() throws InterruptedException {
    desk.judged("1", "acme", 40, 2, 40, 2);
    desk.judged("1", "globex", 40, 18, 40, 18);
    desk.judged("1", "initech", 5, 1, 5, 1);

    desk.calibrate();

    TenantGate gate = desk.calibrator.tenantGate();
    assertThat(gate.stateOf("acme", "helpfulness")).isEqualTo(GateState.ALERTING);
    assertThat(gate.stateOf("globex", "helpfulness")).isEqualTo(GateState.ADVISORY);
    assertThat(gate.stateOf("initech", "helpfulness")).isEqualTo(gate.stateOf("helpfulness"));
    assertThat(gate.decisions()).extracting(GateDecision::tenant).contains("acme", "globex");
  }

  @Test
  void storedCallsAreScoredAgainByWhatRunsNow() throws InterruptedException {
    Desk own =
        new Desk(CalibrationConfig.defaults(), _ -> GateState.ADVISORY, List.of(new Judge2()));
    List<String> calls = own.judged("1", "", 40, 2, 40, 2);
    for (int i = 0; i < calls.size(); i++) {
      own.calls.texts.put(calls.get(i), text(calls.get(i), i < 40 ? "good" : "bad"));
    }

    CalibrationRecord record = own.calibrate();

    assertThat(record.evaluatorVersion()).isEqualTo("2");
    assertThat(record.n()).isEqualTo(80);
    assertThat(record.agreement().value()).isEqualTo(1);
    assertThat(own.records.reruns("helpfulness")).hasSize(80);
  }

  @Test
  void ownersAreAskedOnceWhenTheVersionChangesAndMonthly() throws InterruptedException {
    desk.judged("1", "", 40, 2, 40, 2);
    desk.calibrate();
    assertThat(desk.records.tasks(Instant.EPOCH)).isEmpty();

    desk.now = desk.now.plus(Duration.ofDays(40));
    desk.calls.running.put("helpfulness", "judge@2");
    desk.calibrator.step();
    desk.now = desk.now.plus(Duration.ofHours(1));
    desk.calibrator.step();
    assertThat(desk.records.tasks(Instant.EPOCH))
        .extracting(OwnerTask::kind)
        .containsExactlyInAnyOrder("evaluator_changed", "monthly");
    assertThat(desk.records.tasks(Instant.EPOCH)).allMatch(task -> task.doneAt().isEmpty());

    desk.judged("2", "", 40, 2, 40, 2);
    desk.calibrate();
    assertThat(desk.records.tasks(Instant.EPOCH)).allMatch(task -> task.doneAt().isPresent());
  }

  @Test
  void theLoopMeasuresWeeklyAndWhenManyLabelsCame() throws InterruptedException {
    desk.judged("1", "", 20, 2, 20, 2);
    desk.calibrator.step();
    assertThat(desk.records.records(Optional.empty(), 10)).hasSize(1);

    step(Duration.ofHours(1));
    assertThat(desk.records.records(Optional.empty(), 10)).hasSize(1);

    desk.now = desk.now.plus(Duration.ofMinutes(30));
    desk.judged("1", "", 20, 2, 20, 2);
    step(Duration.ofHours(1));
    assertThat(desk.records.records(Optional.empty(), 10)).hasSize(2);
    assertThat(desk.calibrator.tenantGate().stateOf("helpfulness")).isEqualTo(GateState.ALERTING);

    step(Duration.ofDays(7));
    assertThat(desk.records.records(Optional.empty(), 10)).hasSize(3);
  }

  @Test
  void theReportHasEveryStatistic() throws InterruptedException {
    desk.judged("1", "", 40, 5, 40, 8);
    secondRater();
    desk.calibrate();

    DimensionAgreement report = desk.calibrator.agreement(Optional.of("helpfulness")).getFirst();

    assertThat(report.raters()).isEqualTo(2);
    assertThat(report.labelled()).isEqualTo(80);
    assertThat(report.statistics().keySet())
        .contains(
            "alpha",
            "ceiling",
            "mcc",
            "kappa",
            "tpr",
            "tnr",
            "tpr_cluster",
            "partial_given_length",
            "agreement_by_ceiling",
            "ece",
            "brier",
            "raw_rate",
            "corrected_rate",
            "raw_mean",
            "ece_isotonic",
            "mcc_short",
            "mcc_long",
            "ppi_mean");
    assertThat(value(report, "tpr")).isEqualTo(35 / 40.0, within(1e-9));
    assertThat(value(report, "alpha")).isEqualTo(1);
    assertThat(report.gate()).isEqualTo(GateState.ALERTING);
    assertThat(report.why()).contains("Matthews correlation 0.68");
  }

  /** Calls chosen by their score flatter the plain rates; the weights undo it. */
  @Test
  void ratesAreThoseOfAllCallsNotOfTheChosenOnes() throws InterruptedException {
    // of 100 calls 10 score high (9 rightly) and 90 low (9 wrongly); all high and a tenth of the
    // low are labelled
    chosen(9, 1, 0.9, 1.0);
    chosen(1, 0, 0.1, 0.1);
    for (int i = 0; i < 9; i++) {
      chosen(0, 0, 0.1, 0.1);
    }

    DimensionAgreement report = desk.calibrator.agreement(Optional.empty()).getFirst();

    // positives: 9 found, 10 (one label of weight 10) missed
    assertThat(value(report, "tpr")).isEqualTo(9 / 19.0, within(1e-9));
  }

  @Test
  void samplesAreChosenFromBothSidesAndAllSlices() {
    desk.calls.candidates =
        new Candidates(
            List.of(
                stratum(true, 0, "a", 500, 80, 0),
                stratum(false, 0, "a", 8000, 80, 100),
                stratum(false, 1, "b", 100, 80, 200),
                stratum(false, 2, "b", 5, 5, 300)));

    List<ChosenSample> samples = desk.calibrator.choose("helpfulness", 80, Instant.EPOCH, desk.now);

    assertThat(samples).hasSize(80);
    assertThat(samples).filteredOn(s -> s.stratum().startsWith("high")).hasSize(40);
    assertThat(samples).filteredOn(s -> s.stratum().equals("low/2/b")).hasSize(5);
    assertThat(samples)
        .filteredOn(s -> s.stratum().equals("low/1/b"))
        .hasSize(17)
        .allMatch(s -> Math.abs(s.inclusionProbability() - 0.17) < 1e-9);
    assertThat(samples).extracting(ChosenSample::position).doesNotHaveDuplicates();
    // raters cannot guess the score from the order
    assertThat(samples.subList(0, 20))
        .anyMatch(s -> s.score() >= 0.5)
        .anyMatch(s -> s.score() < 0.5);
    assertThat(desk.labels.chosen("helpfulness")).isEqualTo(samples);
  }

  @Test
  void whenOneSideIsShortTheOtherFillsUp() {
    desk.calls.candidates =
        new Candidates(
            List.of(stratum(true, 0, "a", 3, 3, 0), stratum(false, 0, "a", 900, 80, 100)));

    List<ChosenSample> samples = desk.calibrator.choose("helpfulness", 80, Instant.EPOCH, desk.now);

    assertThat(samples).filteredOn(s -> s.score() >= 0.5).hasSize(3);
    assertThat(samples).hasSize(80);
  }

  private static double value(DimensionAgreement report, String statistic) {
    return Objects.requireNonNull(report.statistics().get(statistic)).value();
  }

  private void step(Duration later) throws InterruptedException {
    desk.now = desk.now.plus(later);
    desk.calibrator.step();
  }

  private GateDecision decision(String dimension) {
    return desk.calibrator.gate().stream()
        .filter(d -> d.dimension().equals(dimension) && d.tenant().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private void chosen(int found, int wrong, double score, double probability) {
    for (int i = 0; i < Math.max(1, found + wrong); i++) {
      String call = desk.newCall();
      desk.labels.save(
          List.of(
              new Label(
                  call.substring(0, 32),
                  call.substring(32),
                  "helpfulness",
                  "anna",
                  OptionalDouble.of(i < found ? 1 : 0),
                  "",
                  "",
                  "",
                  "",
                  "page",
                  "",
                  probability,
                  desk.now)));
      desk.score("helpfulness", call, "", "1", score);
    }
  }

  private void secondRater() {
    for (Label label : desk.labels.list(LabelQuery.of("helpfulness"))) {
      desk.labels.save(
          List.of(
              new Label(
                  label.traceId(),
                  label.spanId(),
                  label.dimension(),
                  "ben",
                  label.value(),
                  "",
                  "",
                  "",
                  "",
                  "page",
                  "",
                  0.5,
                  label.labelledAt())));
    }
  }

  /** Grades of 80 calls whose rank correlation with the scores is as wanted. */
  private void grades(double agreement) {
    SplittableRandom random = new SplittableRandom(7);
    double[] human = new double[80];
    double[] noise = new double[80];
    for (int i = 0; i < 80; i++) {
      human[i] = i % 5 / 4.0;
      noise[i] = random.nextDouble();
    }
    double low = 0;
    double high = 1;
    double[] score = new double[80];
    for (int round = 0; round < 60; round++) {
      double share = (low + high) / 2;
      for (int i = 0; i < 80; i++) {
        score[i] = share * human[i] + (1 - share) * noise[i];
      }
      if (Ranks.spearman(human, score) < agreement) {
        low = share;
      } else {
        high = share;
      }
    }
    for (int i = 0; i < 80; i++) {
      String call = desk.newCall();
      desk.label("tone", call, "", human[i]);
      desk.score("tone", call, "", "1", score[i]);
    }
  }

  private static Stratum stratum(
      boolean high, int part, String slice, long calls, int some, int from) {
    List<Candidates.Call> list = new ArrayList<>();
    for (int i = 0; i < some; i++) {
      String call = Desk.call(1000 + from + i);
      list.add(
          new Candidates.Call(
              call.substring(0, 32), call.substring(32), Instant.EPOCH, "", high ? 0.9 : 0.1, 1));
    }
    return new Stratum(high, part, slice, calls, list);
  }

  private static CallText text(String call, String output) {
    return new CallText(
        call.substring(0, 32),
        call.substring(32),
        Instant.EPOCH,
        "shop",
        "",
        "",
        "",
        "",
        "",
        "hello",
        output,
        "",
        "");
  }

  /** Version 2 of the judge, which can be run here. */
  private static final class Judge2 implements Rescorer {
    @Override
    public Optional<String> running(String dimension) {
      return dimension.equals("helpfulness") ? Optional.of("judge@2") : Optional.empty();
    }

    @Override
    public Optional<Score> score(String dimension, CallText call) {
      return Optional.of(
          new Score(
              dimension,
              OptionalDouble.of(call.output().equals("good") ? 1 : 0),
              "",
              ScoreStatus.OK,
              "",
              1,
              List.of(),
              "judge",
              "2"));
    }
  }
}
