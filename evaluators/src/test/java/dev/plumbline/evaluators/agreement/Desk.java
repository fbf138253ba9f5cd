// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.labels.CalibrationRecord;
import dev.plumbline.model.labels.CallScore;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.testkit.labels.InMemoryCalibrations;
import dev.plumbline.testkit.labels.InMemoryCalls;
import dev.plumbline.testkit.labels.InMemoryLabels;
import dev.plumbline.testkit.store.InMemoryAlerts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A deployment in memory whose people label and whose judge has versions. */
final class Desk {
  static final String JUDGE = "judge";

  final InMemoryCalibrations records = new InMemoryCalibrations();
  final InMemoryCalls calls = new InMemoryCalls(records);
  final InMemoryAlerts alerts = new InMemoryAlerts();
  final Calibrator calibrator;
  final InMemoryLabels labels;
  Instant now = Instant.parse("2026-11-02T08:00:00Z");
  private int lastCall;

  Desk(CalibrationConfig config, Gate factory, List<Rescorer> rescorers) {
    labels = new InMemoryLabels(() -> now);
    calibrator =
        new Calibrator(
            config,
            labels,
            calls,
            records,
            alerts,
            () -> List.of(degree("helpfulness", Scale.BINARY), degree("tone", Scale.ORDINAL)),
            factory,
            rescorers,
            () -> now);
  }

  static Desk open() {
    return new Desk(CalibrationConfig.defaults(), _ -> GateState.ADVISORY, List.of());
  }

  static Dimension degree(String name, Scale scale) {
    return Dimension.degree(name, "quality", scale, Polarity.HIGHER_IS_BETTER, false, "Test.");
  }

  /** Ids of calls that a person labelled yes or no and a version of the judge scored. */
  List<String> judged(String version, String tenant, int yes, int missed, int no, int flagged) {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < yes + no; i++) {
      boolean human = i < yes;
      boolean wrong = human ? i < missed : i - yes < flagged;
      String call = call(++lastCall);
      made.add(call);
      label("helpfulness", call, tenant, human ? 1 : 0);
      score("helpfulness", call, tenant, version, human == wrong ? 0.1 : 0.9);
    }
    return made;
  }

  void label(String dimension, String call, String tenant, double value) {
    labels.save(
        List.of(
            new Label(
                call.substring(0, 32),
                call.substring(32),
                dimension,
                "anna",
                OptionalDouble.of(value),
                "",
                "",
                "",
                "",
                "page",
                tenant,
                0.5,
                now)));
  }

  void score(String dimension, String call, String tenant, String version, double value) {
    calls.running.put(dimension, JUDGE + "@" + version);
    calls.add(
        dimension,
        new CallScore(
            call.substring(0, 32),
            call.substring(32),
            call,
            tenant,
            value,
            JUDGE,
            version,
            1,
            100,
            now));
  }

  String newCall() {
    return call(++lastCall);
  }

  static String call(int n) {
    return "%032x%016x".formatted(n, n);
  }

  CalibrationRecord calibrate() throws InterruptedException {
    now = now.plus(Duration.ofMinutes(5));
    return calibrator.run(Optional.empty(), "anna").getFirst();
  }
}
