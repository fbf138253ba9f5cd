// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.labels.CalibrationRecord;
import dev.plumbline.model.labels.CalibrationStore;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.model.labels.Estimate;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.LabelQuery;
import dev.plumbline.model.labels.LabelSet;
import dev.plumbline.model.labels.LabelStore;
import dev.plumbline.model.labels.OwnerTask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every {@link LabelStore} and {@link CalibrationStore} must do. */
public abstract class LabelStoreContract {
  protected static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  /** A store with nothing in it, the same for all calls of one test. */
  protected abstract LabelStore labels();

  /** Likewise. */
  protected abstract CalibrationStore calibrations();

  @Test
  void keepsOneLabelOfARaterForACallAndDimension() {
    labels().save(List.of(label("anna", 1, 0), label("ben", 1, 0)));
    labels().save(List.of(label("anna", 0, 60)));

    List<Label> found = labels().list(LabelQuery.of("refusal"));

    assertThat(found).containsExactly(label("anna", 0, 60), label("ben", 1, 0));
    assertThat(labels().dimensions()).containsExactly("refusal");
  }

  @Test
  void keepsEverythingThatARaterSaid() {
    Label label =
        new Label(
            TRACE,
            SPAN,
            "review",
            "anna@example.org",
            OptionalDouble.empty(),
            "wrong",
            "it's the \"wrong\" plan\n\tof 2024 \\ ünï",
            "The plan of 2026.",
            "october",
            "review",
            "acme",
            0.0625,
            START.plusMillis(7));
    labels().save(List.of(label));

    assertThat(labels().list(LabelQuery.of("review"))).containsExactly(label);
    assertThat(list(Optional.of("anna@example.org"), Optional.empty())).containsExactly(label);
    assertThat(list(Optional.empty(), Optional.of("november"))).isEmpty();
  }

  @Test
  void aLabelThatWasTakenBackIsGoneUntilItIsGivenAgain() {
    Label label = label("anna", 1, 0);
    labels().save(List.of(label, label("ben", 0, 0)));

    assertThat(labels().delete(List.of(label.id(), "0".repeat(32)))).isEqualTo(1);
    assertThat(labels().list(LabelQuery.of("refusal"))).containsExactly(label("ben", 0, 0));
    assertThat(labels().delete(List.of(label.id()))).isZero();

    labels().save(List.of(label));
    assertThat(labels().list(LabelQuery.of("refusal"))).hasSize(2);
  }

  @Test
  void aVersionOfASetNeverChanges() {
    labels().save(List.of(label("anna", 1, 0)));
    LabelSet first = freeze();
    assertThat(first.version()).isEqualTo(1);
    assertThat(freeze()).as("nothing changed").isEqualTo(first);

    labels().save(List.of(label("anna", 0, 60), label("ben", 1, 60)));
    LabelSet second = freeze();

    assertThat(second.version()).isEqualTo(2);
    assertThat(second.labels()).isEqualTo(2);
    assertThat(labels().frozen("refusal", 1)).contains(List.of(label("anna", 1, 0)));
    assertThat(labels().frozen("refusal", 2).orElseThrow())
        .containsExactlyInAnyOrder(label("anna", 0, 60), label("ben", 1, 60));
    assertThat(labels().frozen("refusal", 3)).isEmpty();
    assertThat(labels().sets()).containsExactlyInAnyOrder(first, second);
    assertThatThrownBy(() -> labels().freeze("other", LabelQuery.of("other"), "anna", ""))
        .hasMessageContaining("no such labels");
  }

  @Test
  void theFirstChoiceOfACallStays() {
    ChosenSample first = sample(0, 0.25);
    labels().choose(List.of(first));
    labels().choose(List.of(sample(5, 1)));

    assertThat(labels().chosen("refusal")).containsExactly(first);
    assertThat(labels().chosen("tone")).isEmpty();
  }

  @Test
  void recordsAreAppendedOnceAndTheNewestIsKnown() {
    CalibrationRecord first = record("refusal", "", 0, 0.61);
    CalibrationRecord second = record("refusal", "", 60, 0.52);
    CalibrationRecord tenant = record("refusal", "acme", 60, Double.NaN);
    CalibrationRecord other = record("tone", "", 30, 0.7);
    calibrations().append(List.of(first, other));
    calibrations().append(List.of(second, tenant));
    calibrations().append(List.of(second));

    assertThat(calibrations().records(Optional.of("refusal"), 10))
        .containsExactly(second, tenant, first);
    assertThat(calibrations().records(Optional.empty(), 2)).containsExactly(second, tenant);
    assertThat(calibrations().latest()).containsExactlyInAnyOrder(second, tenant, other);
  }

  @Test
  void tasksStayUntilTheyAreDone() {
    OwnerTask task =
        new OwnerTask(
            "t1",
            "monthly",
            "refusal",
            "quality",
            "Label some calls.",
            START,
            START.plusSeconds(60),
            Optional.empty(),
            "");
    calibrations().saveTasks(List.of(task));
    assertThat(calibrations().tasks(START)).containsExactly(task);

    OwnerTask done = task.done(START.plusSeconds(30), "anna");
    calibrations().saveTasks(List.of(done));
    assertThat(calibrations().tasks(START)).containsExactly(done);
    assertThat(calibrations().tasks(START.plusSeconds(31))).isEmpty();
  }

  private LabelSet freeze() {
    return labels().freeze("refusal", LabelQuery.of("refusal"), "anna", "first");
  }

  private List<Label> list(Optional<String> rater, Optional<String> dataSet) {
    return labels()
        .list(
            new LabelQuery(
                Optional.empty(), rater, dataSet, Optional.empty(), Optional.empty(), 10));
  }

  private static Label label(String rater, double value, int seconds) {
    return new Label(
        TRACE,
        SPAN,
        "refusal",
        rater,
        OptionalDouble.of(value),
        "",
        "",
        "",
        "",
        "page",
        "",
        1,
        START.plusSeconds(seconds));
  }

  private static ChosenSample sample(int position, double probability) {
    return new ChosenSample(
        "refusal", TRACE, SPAN, START, position, 0.9, "high/2/shop", "", probability, START);
  }

  private static CalibrationRecord record(
      String dimension, String tenant, int seconds, double value) {
    return new CalibrationRecord(
        START.plusSeconds(seconds),
        "weekly",
        "quality",
        "judge",
        "2:ab",
        dimension,
        tenant,
        dimension + ":1",
        80,
        40,
        "mcc",
        new Estimate(value, value - 0.1, value + 0.1),
        new TreeMap<>(
            Map.of(
                "kappa", Estimate.of(0.5), "mcc", new Estimate(value, value - 0.1, value + 0.1))),
        GateState.ADVISORY,
        GateState.ALERTING,
        false,
        "Matthews correlation 0.61");
  }
}
