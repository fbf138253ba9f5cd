// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.labels.Calibration;
import dev.plumbline.model.labels.CalibrationRecord;
import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.model.labels.DimensionAgreement;
import dev.plumbline.model.labels.Estimate;
import dev.plumbline.model.labels.GateDecision;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.query.labels.LabelSources;
import dev.plumbline.query.labels.ReviewConfig;
import dev.plumbline.testkit.labels.InMemoryCalibrations;
import dev.plumbline.testkit.labels.InMemoryCalls;
import dev.plumbline.testkit.labels.InMemoryLabels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Labels in memory, and a calibration that answers what it is told. */
final class FakeLabels implements Calibration {
  final InMemoryLabels store = new InMemoryLabels(() -> TestApi.NOW);
  final InMemoryCalibrations records = new InMemoryCalibrations();
  final InMemoryCalls calls = new InMemoryCalls(records);
  final List<String> runs = new ArrayList<>();
  volatile CountDownLatch slow = new CountDownLatch(0);
  volatile ReviewConfig review =
      new ReviewConfig(
          List.of("toxicity"),
          List.of(
              new ReviewConfig.Rule("a", Map.of("reason", "escalated"), "experts"),
              new ReviewConfig.Rule("b", Map.of("feature", "billing"), "team:billing")),
          "quality");
  private final Supplier<List<Dimension>> dimensions;

  FakeLabels(Supplier<List<Dimension>> dimensions) {
    this.dimensions = dimensions;
  }

  LabelSources sources() {
    return new LabelSources(
        store,
        calls,
        records,
        this,
        dimensions,
        review,
        text -> text.replaceAll("\\S+@\\S+", "[email]"),
        "9.9.9");
  }

  /** A stored call with words that is chosen for refusal. */
  void sample(int n, String input, String output) {
    String trace = "%032x".formatted(n);
    String span = "%016x".formatted(n);
    calls.texts.put(
        trace + span,
        new CallText(
            trace,
            span,
            TestApi.NOW,
            "shop",
            "billing",
            "m",
            "acme",
            "",
            "Be kind.",
            input,
            output,
            "",
            ""));
    store.choose(
        List.of(
            new ChosenSample(
                "refusal",
                trace,
                span,
                TestApi.NOW,
                n,
                0.93,
                "high/2/shop",
                "acme",
                0.125,
                TestApi.NOW)));
  }

  static CalibrationRecord record() {
    return new CalibrationRecord(
        TestApi.NOW,
        "anna",
        "quality",
        "refusal",
        "1",
        "refusal",
        "",
        "refusal:1",
        80,
        40,
        "mcc",
        new Estimate(0.61, 0.44, 0.77),
        new TreeMap<>(Map.of("kappa", Estimate.of(0.6))),
        GateState.ADVISORY,
        GateState.ALERTING,
        false,
        "Matthews correlation 0.61 [0.44, 0.77] on 80 labelled calls");
  }

  @Override
  public List<DimensionAgreement> agreement(Optional<String> dimension) {
    return List.of(
        new DimensionAgreement(
            "refusal",
            "",
            "quality",
            "refusal",
            "1",
            "mcc",
            90,
            80,
            40,
            3,
            new TreeMap<>(Map.of("mcc", new Estimate(0.61, 0.44, 0.77), "kappa", Estimate.of(0.6))),
            GateState.ALERTING,
            "proved"));
  }

  @Override
  public List<GateDecision> gate() {
    return List.of(
        new GateDecision("refusal", "", GateState.ADVISORY, "not proved", Optional.empty()));
  }

  @Override
  public List<CalibrationRecord> run(Optional<String> dimension, String actor)
      throws InterruptedException {
    slow.await();
    runs.add(dimension.orElse("all") + " by " + actor);
    records.append(List.of(record()));
    return List.of(record());
  }

  @Override
  public List<ChosenSample> choose(String dimension, int count, Instant from, Instant to) {
    sample(1000 + count, "hello", "hi");
    return store.chosen(dimension);
  }
}
