// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.evaluators.agreement.Bootstrap.Tested;
import dev.plumbline.evaluators.agreement.GateJudge.Decision;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.labels.Calibration;
import dev.plumbline.model.labels.CalibrationRecord;
import dev.plumbline.model.labels.CalibrationStore;
import dev.plumbline.model.labels.CallScore;
import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.labels.Candidates;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.model.labels.DimensionAgreement;
import dev.plumbline.model.labels.Fleet;
import dev.plumbline.model.labels.GateDecision;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.LabelQuery;
import dev.plumbline.model.labels.LabelReader;
import dev.plumbline.model.labels.LabelStore;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.score.Score;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Measures evaluators against the stored labels and keeps the gate. Thread-safe. */
public final class Calibrator implements Calibration {
  /** How far back the version that runs now is looked for. */
  private static final Duration RUNNING = Duration.ofDays(7);

  private static final Duration REFRESH = Duration.ofMinutes(10);
  private static final Duration MONTH = Duration.ofDays(30);
  private static final int HISTORY = 1000;

  private final CalibrationConfig config;
  private final LabelStore labels;
  private final LabelReader reader;
  private final CalibrationStore records;
  private final Supplier<List<Dimension>> dimensions;
  private final Gate factory;
  private final TenantGate gate;
  private final List<Rescorer> rescorers;
  private final GateJudge judge;
  private final CalibrationAlerts alerts;
  private final OwnerTasks tasks;
  private final InstantSource clock;
  private final ReentrantLock running = new ReentrantLock();
  private Instant refreshedAt = Instant.MIN;

  /**
   * Measures nothing yet.
   *
   * @param dimensions the registry
   * @param factory the gate without labels
   * @param rescorers asked in this order who can score a dimension again
   */
  public Calibrator(
      CalibrationConfig config,
      LabelStore labels,
      LabelReader reader,
      CalibrationStore records,
      AlertStore alerts,
      Supplier<List<Dimension>> dimensions,
      Gate factory,
      List<Rescorer> rescorers,
      InstantSource clock) {
    this.config = config;
    this.labels = labels;
    this.reader = reader;
    this.records = records;
    this.dimensions = dimensions;
    this.factory = factory;
    this.rescorers = List.copyOf(rescorers);
    this.clock = clock;
    this.gate = new TenantGate(factory, dimensions);
    this.judge = new GateJudge(config);
    this.alerts = new CalibrationAlerts(alerts);
    this.tasks = new OwnerTasks(records, config.rule().minLabels());
  }

  /** The gate that the measurements keep; safe to hand out before the first one. */
  public TenantGate tenantGate() {
    return gate;
  }

  /**
   * For a background loop: keeps the gate and the tasks in step with what runs, and measures when
   * the interval is over since the last time. One thread.
   */
  public void step() throws InterruptedException {
    Instant now = clock.instant();
    if (now.isBefore(refreshedAt.plus(REFRESH))) {
      return;
    }
    List<CalibrationRecord> latest = records.latest();
    Map<String, String> versions = versions(now);
    gate.update(latest, versions);
    tasks.update(latest, freshLabels(latest, now), versions, now);
    refreshedAt = now;
    for (String dimension : measurable(Optional.empty())) {
      if (due(dimension, latest, now)) {
        run(Optional.of(dimension), "weekly");
      }
    }
  }

  /** When the interval is over, or so many labels came that the answer may be another one. */
  private boolean due(String dimension, List<CalibrationRecord> latest, Instant now) {
    Optional<Instant> last =
        latest.stream()
            .filter(record -> record.dimension().equals(dimension) && record.tenant().isEmpty())
            .map(CalibrationRecord::measuredAt)
            .findFirst();
    if (last.isEmpty() || !now.isBefore(last.get().plus(config.interval()))) {
      return true;
    }
    long fresh =
        labels.list(LabelQuery.of(dimension)).stream()
            .filter(label -> label.labelledAt().isAfter(last.get()))
            .count();
    return fresh >= config.freshLabels();
  }

  @Override
  public List<DimensionAgreement> agreement(Optional<String> dimension) {
    List<DimensionAgreement> all = new ArrayList<>();
    Map<String, String> versions = versions(clock.instant());
    for (String name : measurable(dimension)) {
      for (Measured m : measure(name, versions)) {
        all.add(
            new DimensionAgreement(
                name,
                m.tenant(),
                owner(name),
                m.evaluator(),
                m.version(),
                m.measurement().statistic(),
                m.set().labelled(),
                m.measurement().n(),
                m.measurement().positives(),
                m.set().raters(),
                m.measurement().statistics(),
                gate.stateOf(m.tenant(), name),
                why(m.tenant(), name)));
      }
    }
    return all;
  }

  @Override
  public List<GateDecision> gate() {
    return gate.decisions();
  }

  @Override
  public List<CalibrationRecord> run(Optional<String> dimension, String actor)
      throws InterruptedException {
    if (!running.tryLock()) {
      throw new PlumblineException(ErrorKind.OVERLOADED, "a calibration is running already");
    }
    try {
      Map<String, String> versions = versions(clock.instant());
      List<CalibrationRecord> made = new ArrayList<>();
      List<Fall> falls = new ArrayList<>();
      for (String name : measurable(dimension)) {
        rescore(name);
        List<CalibrationRecord> history = records.records(Optional.of(name), HISTORY);
        String frozen = freeze(name);
        for (Measured m : measure(name, versions)) {
          made.add(record(m, actor, frozen, history, falls));
        }
      }
      records.append(made);
      List<CalibrationRecord> latest = records.latest();
      gate.update(latest, versions);
      alert(made, falls);
      Instant now = clock.instant();
      tasks.update(latest, freshLabels(latest, now), versions, now);
      return made;
    } finally {
      running.unlock();
    }
  }

  @Override
  public List<ChosenSample> choose(String dimension, int count, Instant from, Instant to) {
    int known = labels.chosen(dimension).size();
    Candidates candidates = reader.candidates(dimension, from, to, count);
    List<ChosenSample> samples =
        SampleChoice.of(dimension, candidates, count, known, clock.instant());
    labels.choose(samples);
    return samples;
  }

  /** One dimension and tenant, measured. */
  private record Measured(
      String dimension, String tenant, String by, LabelledSet set, Measurement measurement) {
    String evaluator() {
      return by.substring(0, Math.max(0, by.lastIndexOf('@')));
    }

    String version() {
      return by.substring(by.lastIndexOf('@') + 1);
    }
  }

  /** A fall that was tested. */
  private record Fall(CalibrationRecord now, CalibrationRecord was, Tested tested) {}

  private List<String> measurable(Optional<String> wanted) {
    Set<String> factual = new HashSet<>();
    dimensions.get().stream().filter(Dimension::factual).forEach(d -> factual.add(d.name()));
    return labels.dimensions().stream()
        .filter(name -> !name.equals("review") && !factual.contains(name))
        .filter(name -> wanted.isEmpty() || wanted.get().equals(name))
        .toList();
  }

  private List<Measured> measure(String dimension, Map<String, String> versions) {
    List<Label> said = labels.list(LabelQuery.of(dimension));
    List<CallScore> scores = reader.scoresOfLabelled(dimension);
    String by =
        versions.getOrDefault(
            dimension,
            scores.stream()
                .max((a, b) -> a.scoredAt().compareTo(b.scoredAt()))
                .map(CallScore::by)
                .orElse("none@"));
    List<String> tenants = new ArrayList<>(List.of(""));
    LabelledSet.tenants(said, scores)
        .forEach((tenant, calls) -> {
          if (calls >= config.rule().minLabels()) {
            tenants.add(tenant);
          }
        });
    Instant now = clock.instant();
    List<Measured> all = new ArrayList<>();
    for (String tenant : tenants) {
      LabelledSet set = new LabelledSet(find(dimension), tenant, said, scores);
      if (set.labelled() > 0) {
        Fleet fleet = reader.fleet(dimension, by, tenant, now.minus(config.ratesOver()), now);
        all.add(
            new Measured(dimension, tenant, by, set, Measurement.of(set, set.scoredBy(by), fleet)));
      }
    }
    return all;
  }

  private CalibrationRecord record(
      Measured m, String actor, String frozen, List<CalibrationRecord> known, List<Fall> falls) {
    List<CalibrationRecord> history =
        known.stream().filter(record -> record.tenant().equals(m.tenant())).toList();
    GateState without = factory.stateOf(m.dimension());
    Decision decision = judge.decide(m.set(), m.by(), m.measurement(), history, without);
    CalibrationRecord record =
        new CalibrationRecord(
            clock.instant(),
            actor,
            owner(m.dimension()),
            m.evaluator(),
            m.version(),
            m.dimension(),
            m.tenant(),
            frozen,
            m.measurement().n(),
            m.measurement().positives(),
            m.measurement().statistic(),
            m.measurement().agreement(),
            m.measurement().statistics(),
            history.isEmpty() ? without : history.getFirst().after(),
            decision.state(),
            decision.decayed(),
            decision.reason());
    if (decision.fall().isPresent() && decision.reference().isPresent()) {
      falls.add(new Fall(record, decision.reference().get(), decision.fall().get()));
    }
    return record;
  }

  private void alert(List<CalibrationRecord> made, List<Fall> falls) {
    double[] adjusted =
        Multiplicity.benjaminiHochberg(
            falls.stream().mapToDouble(fall -> fall.tested().p()).toArray());
    for (int i = 0; i < falls.size(); i++) {
      Fall fall = falls.get(i);
      if (fall.now().decayed()) {
        alerts.fell(fall.now(), fall.was(), fall.tested(), adjusted[i]);
      }
    }
    for (CalibrationRecord record : made) {
      if (record.after() == GateState.ALERTING) {
        alerts.recovered(record);
      }
    }
  }

  /** Scores the labelled calls that the version that runs here has not scored yet. */
  private void rescore(String dimension) throws InterruptedException {
    for (Rescorer rescorer : rescorers) {
      Optional<String> by = rescorer.running(dimension);
      if (by.isPresent()) {
        rescore(dimension, rescorer, by.get());
        return;
      }
    }
  }

  private void rescore(String dimension, Rescorer rescorer, String by) throws InterruptedException {
    Map<String, CallScore> any = new HashMap<>();
    Set<String> done = new HashSet<>();
    for (CallScore score : reader.scoresOfLabelled(dimension)) {
      any.put(score.call(), score);
      if (score.by().equals(by)) {
        done.add(score.call());
      }
    }
    List<CallScore> made = new ArrayList<>();
    for (CallText call : reader.labelledCalls(dimension)) {
      String key = call.traceId() + call.spanId();
      if (!done.contains(key) && made.size() < config.maxReruns()) {
        Optional<Score> score = rescorer.score(dimension, call);
        if (score.isPresent() && score.get().value().isPresent()) {
          made.add(rerun(call, score.get(), any.get(key)));
        }
      }
    }
    if (!made.isEmpty()) {
      records.saveReruns(dimension, made);
    }
  }

  private CallScore rerun(CallText call, Score score, @Nullable CallScore before) {
    return new CallScore(
        call.traceId(),
        call.spanId(),
        call.conversationId().isEmpty() ? call.traceId() : call.conversationId(),
        call.tenant(),
        score.value().orElseThrow(),
        score.evaluator(),
        score.evaluatorVersion(),
        before == null ? 1 : before.samplingProbability(),
        call.output().codePointCount(0, call.output().length()),
        clock.instant());
  }

  private String freeze(String dimension) {
    return labels
        .freeze(dimension, LabelQuery.of(dimension), owner(dimension), "at a calibration")
        .reference();
  }

  private Map<String, String> versions(Instant now) {
    Map<String, String> versions = new TreeMap<>(reader.running(now.minus(RUNNING)));
    for (Dimension dimension : dimensions.get()) {
      for (Rescorer rescorer : rescorers) {
        Optional<String> by = rescorer.running(dimension.name());
        if (by.isPresent()) {
          versions.put(dimension.name(), by.get());
          break;
        }
      }
    }
    return versions;
  }

  private Map<String, Integer> freshLabels(List<CalibrationRecord> latest, Instant now) {
    Map<String, Integer> fresh = new HashMap<>();
    for (CalibrationRecord record : latest) {
      if (record.tenant().isEmpty()) {
        fresh.put(
            record.dimension(),
            (int)
                labels.list(LabelQuery.of(record.dimension())).stream()
                    .filter(label -> label.labelledAt().isAfter(now.minus(MONTH)))
                    .count());
      }
    }
    return fresh;
  }

  private String why(String tenant, String dimension) {
    List<GateDecision> decisions = gate.decisions();
    return decisions.stream()
        .filter(d -> d.dimension().equals(dimension) && d.tenant().equals(tenant))
        .findFirst()
        .or(() ->
            decisions.stream()
                .filter(d -> d.dimension().equals(dimension) && d.tenant().isEmpty())
                .findFirst())
        .map(GateDecision::why)
        .orElse("not measured yet; run ./plumbline calibrate");
  }

  private @Nullable Dimension find(String name) {
    return dimensions.get().stream().filter(d -> d.name().equals(name)).findFirst().orElse(null);
  }

  private String owner(String name) {
    Dimension dimension = find(name);
    return dimension == null || dimension.owner().equals("plumbline")
        ? config.owner()
        : dimension.owner();
  }
}
