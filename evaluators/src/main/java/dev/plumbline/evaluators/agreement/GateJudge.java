// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.evaluators.agreement.Agreement.Example;
import dev.plumbline.evaluators.agreement.Bootstrap.Tested;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.labels.CalibrationRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Decides what a dimension may do, from the measurement and its history. It may alert when the
 * agreement reaches the rule and has not fallen, beyond doubt, since it last opened the gate; after
 * such a fall it needs fresh labels besides.
 */
final class GateJudge {
  private static final int MIN_PAIRS = 20;

  private final CalibrationConfig config;

  GateJudge(CalibrationConfig config) {
    this.config = config;
  }

  /**
   * What is decided.
   *
   * @param reference the record that last opened the gate
   * @param fall the difference to it, where there is one and it could be tested
   */
  record Decision(
      GateState state,
      boolean decayed,
      String reason,
      Optional<CalibrationRecord> reference,
      Optional<Tested> fall) {}

  /**
   * @param by evaluator and version that was measured
   * @param history records of the same dimension and tenant, the newest first
   * @param factory what the dimension may do without labels
   */
  Decision decide(
      LabelledSet set,
      String by,
      Measurement measured,
      List<CalibrationRecord> history,
      GateState factory) {
    GateState before = history.isEmpty() ? factory : history.getFirst().after();
    Optional<CalibrationRecord> reference =
        history.stream().filter(record -> record.after() == GateState.ALERTING).findFirst();
    Optional<Tested> fall =
        reference.filter(_ -> before == GateState.ALERTING).flatMap(was -> fall(set, by, was));
    boolean decayed = fall.filter(this::tooFar).isPresent();
    Optional<String> missing =
        config.rule().missing(measured.statistic(), measured.n(), measured.agreement());
    String shown = GateRule.shown(measured.statistic(), measured.n(), measured.agreement());
    if (measured.n() < config.rule().minLabels()) {
      return new Decision(
          factory,
          decayed,
          missing.orElse("")
              + " with a score of "
              + by
              + (factory == GateState.PROVISIONAL ? "; proved on public labels" : ""),
          reference,
          fall);
    }
    if (missing.isPresent()) {
      return new Decision(GateState.ADVISORY, decayed, missing.get(), reference, fall);
    }
    if (decayed) {
      String reason =
          String.format(
              Locale.ROOT,
              "%s, but it fell by %.2f [%.2f, %.2f] since %s",
              shown,
              -fall.get().interval().value(),
              -fall.get().interval().high(),
              -fall.get().interval().low(),
              reference.get().measuredAt());
      return new Decision(GateState.ADVISORY, true, reason, reference, fall);
    }
    int wanting = wanting(set, by, history);
    if (wanting > 0) {
      return new Decision(
          GateState.ADVISORY,
          false,
          shown + "; " + wanting + " fresh labels are missing since the agreement fell",
          reference,
          fall);
    }
    return new Decision(GateState.ALERTING, false, shown, reference, fall);
  }

  private boolean tooFar(Tested fall) {
    return fall.interval().value() < -config.maxFall() && fall.interval().high() < 0;
  }

  /** Fresh labels that are missing since the last fall that was not recovered from. */
  private int wanting(LabelledSet set, String by, List<CalibrationRecord> history) {
    Optional<Instant> fellAt = Optional.empty();
    for (CalibrationRecord record : history) {
      if (record.after() == GateState.ALERTING) {
        break;
      }
      if (record.decayed()) {
        fellAt = Optional.of(record.measuredAt());
      }
    }
    return fellAt
        .map(at ->
            config.freshLabels()
                - (int)
                    set.scoredBy(by).stream().filter(call -> call.labelledAt().isAfter(at)).count())
        .orElse(0);
  }

  /**
   * The difference to a record: on the same calls where both versions scored, else on fresh ones.
   */
  private Optional<Tested> fall(LabelledSet set, String by, CalibrationRecord was) {
    ToDoubleFunction<List<Example>> statistic = Measurement.statistic(set.statistic());
    String before = was.evaluator() + "@" + was.evaluatorVersion();
    List<LabelledCall> now = set.scoredBy(by);
    if (!before.equals(by)) {
      List<Pair> pairs = pairs(set.scoredBy(before), now);
      return pairs.size() < MIN_PAIRS
          ? Optional.empty()
          : Optional.of(
              Bootstrap.pairedDifference(
                  pairs,
                  Pair::cluster,
                  sample -> statistic.applyAsDouble(sample.stream().map(Pair::before).toList()),
                  sample -> statistic.applyAsDouble(sample.stream().map(Pair::now).toList())));
    }
    List<Example> old = new ArrayList<>();
    List<Example> fresh = new ArrayList<>();
    for (LabelledCall call : now) {
      (call.labelledAt().isAfter(was.measuredAt()) ? fresh : old).add(call.example());
    }
    return fresh.size() < config.freshLabels() || old.size() < config.freshLabels()
        ? Optional.empty()
        : Optional.of(Bootstrap.difference(old, fresh, Example::group, statistic));
  }

  /** One labelled call as two versions scored it. */
  private record Pair(Example before, Example now) {
    String cluster() {
      return now.group();
    }
  }

  private static List<Pair> pairs(List<LabelledCall> before, List<LabelledCall> now) {
    Map<String, LabelledCall> old = new HashMap<>();
    before.forEach(call -> old.put(call.call(), call));
    List<Pair> pairs = new ArrayList<>();
    for (LabelledCall call : now) {
      LabelledCall was = old.get(call.call());
      if (was != null) {
        pairs.add(new Pair(was.example(), call.example()));
      }
    }
    return pairs;
  }
}
