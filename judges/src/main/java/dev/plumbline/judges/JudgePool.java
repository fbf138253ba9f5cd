// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.judges.client.PatientClient;
import dev.plumbline.judges.plan.JudgePlan;
import dev.plumbline.judges.probe.CanaryCheck;
import dev.plumbline.judges.probe.CanaryPair;
import dev.plumbline.judges.rubric.RubricJudge;
import dev.plumbline.judges.rubric.Rubrics;
import dev.plumbline.judges.sampling.Anomaly;
import dev.plumbline.judges.sampling.AnomalyFinder;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.store.ScoreStore;
import dev.plumbline.model.store.StoredCalls;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.SpanKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every judge at work: listens to stored calls, judges a sample of them in the background and hands
 * the scores to the store. Taking calls never waits for a model. Calls that were chosen and could
 * not be judged are counted as skipped. Judges that are not enabled only watch the traffic, for
 * their plan. Thread-safe.
 */
public final class JudgePool implements StoredCalls, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JudgePool.class);
  private static final int MAX_SEEN = 100_000;
  private static final double CHARS_PER_TOKEN = 4;
  private static final int OUTPUT_TOKENS = 150;

  private final List<Lane> lanes;
  private final Outbox outbox;
  private final AnomalyFinder finder;
  private final InstantSource clock;
  private final Meters.Counter failures;
  private final Map<SpanKey, Boolean> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SpanKey, Boolean> eldest) {
          return size() > MAX_SEEN;
        }
      };

  private JudgePool(
      List<Judge> judges,
      ScoreStore store,
      Duration writePause,
      Meters meters,
      InstantSource clock) {
    JudgeMeters counted = new JudgeMeters(meters);
    this.clock = clock;
    this.finder = new AnomalyFinder();
    this.outbox = new Outbox(store, counted, writePause);
    this.lanes =
        judges.stream()
            .map(judge ->
                new Lane(judge, finder, outbox, counted, clock, usdPerCall(judge, 3000).orElse(0)))
            .toList();
    this.failures =
        meters.counter(
            "plumbline_judge_listener_failures_total", "Calls that judges could not look at.");
    meters.gauge(
        "plumbline_judge_queue",
        "Calls that wait to be judged.",
        () -> lanes.stream().mapToInt(Lane::waitingCalls).sum());
    meters.gauge(
        "plumbline_judge_breakers_open",
        "Judges whose provider is left alone after failures.",
        () -> lanes.stream().filter(lane -> lane.judge().client().resting()).count());
  }

  /** The pool without a price table: money is bounded only for judges with a price of their own. */
  public static JudgePool create(
      JudgesConfig config, ScoreStore store, Meters meters, InstantSource clock) {
    return create(config, store, Tariff.unknown(), Set.of(), meters, clock);
  }

  /**
   * The pool; {@link #start} sets it to work.
   *
   * @param tariff of models
   * @param taken dimensions that other evaluators publish
   */
  public static JudgePool create(
      JudgesConfig config,
      ScoreStore store,
      Tariff tariff,
      Set<String> taken,
      Meters meters,
      InstantSource clock) {
    return new JudgePool(
        judges(config, tariff, taken, clock, PatientClient.Waits.usual()),
        store,
        Duration.ofSeconds(1),
        meters,
        clock);
  }

  static JudgePool create(
      JudgesConfig config,
      ScoreStore store,
      Tariff tariff,
      PatientClient.Waits waits,
      Duration writePause,
      Meters meters,
      InstantSource clock) {
    return new JudgePool(
        judges(config, tariff, Set.of(), clock, waits), store, writePause, meters, clock);
  }

  static List<Judge> judges(
      JudgesConfig config,
      Tariff tariff,
      Set<String> taken,
      InstantSource clock,
      PatientClient.Waits waits) {
    if (config.judges().isEmpty()) {
      return List.of();
    }
    Rubrics rubrics = config.rubrics();
    List<Judge> judges = new ArrayList<>();
    for (JudgeConfig one : config.judges()) {
      judges.add(
          new Judge(
              one,
              rubrics,
              new TreeSet<>(taken),
              PatientClient.open(one.client(), clock, waits),
              tariff,
              clock));
    }
    return judges;
  }

  /** Starts judging. Call once. */
  public void start() {
    outbox.start();
    for (Lane lane : lanes) {
      lane.start();
      JudgeConfig config = lane.judge().config();
      log.atInfo()
          .addKeyValue("judge", config.name())
          .addKeyValue("model", config.client().model())
          .addKeyValue("enabled", config.enabled())
          .addKeyValue("sampling", config.sampling())
          .log("judge configured");
      if (config.enabled() && usdPerCall(lane.judge(), 3000).isEmpty()) {
        log.atWarn()
            .addKeyValue("judge", config.name())
            .log("the judge's model has no price: only the bound on calls holds");
      }
    }
  }

  /** Registry entries of what the judges that are enabled score. */
  public List<Dimension> dimensions() {
    return lanes.stream()
        .filter(lane -> lane.judge().config().enabled())
        .flatMap(lane -> lane.judge().dimensions().stream())
        .toList();
  }

  @Override
  public void stored(List<StoredSpan> calls) {
    if (lanes.isEmpty()) {
      return;
    }
    for (StoredSpan call : calls) {
      try {
        if (call.span().call().isPresent()) {
          Set<Anomaly> anomalies = finder.find(call, fresh(call.span().span().key()));
          for (Lane lane : lanes) {
            lane.offer(call, anomalies);
          }
        }
      } catch (RuntimeException e) { // the pipeline must not suffer from an odd call
        failures.increment();
        log.atDebug()
            .addKeyValue("error.type", e.getClass().getName())
            .log("a call could not be offered to the judges");
      }
    }
  }

  private boolean fresh(SpanKey key) {
    synchronized (seen) {
      return seen.put(key, true) == null;
    }
  }

  List<Lane> lanes() {
    return lanes;
  }

  /** A judge as people see it. */
  public record Status(
      String id,
      boolean enabled,
      String format,
      String model,
      List<String> rubrics,
      List<String> dimensions,
      double sampling,
      double floor,
      double usdPerHour,
      int callsPerHour,
      boolean resting,
      int waiting) {
    public Status {
      rubrics = List.copyOf(rubrics);
      dimensions = List.copyOf(dimensions);
    }
  }

  /** Every judge that is configured, enabled or not. */
  public List<Status> statuses() {
    return lanes.stream().map(JudgePool::status).toList();
  }

  private static Status status(Lane lane) {
    JudgeConfig config = lane.judge().config();
    return new Status(
        config.name(),
        config.enabled(),
        config.client().format().name().toLowerCase(java.util.Locale.ROOT),
        config.client().model(),
        lane.judge().rubrics().stream().map(judge -> judge.rubric().identity()).toList(),
        lane.judge().dimensions().stream().map(Dimension::name).toList(),
        config.sampling(),
        config.floor(),
        config.budget().usdPerHour(),
        config.budget().callsPerHour(),
        lane.judge().client().resting(),
        lane.waitingCalls());
  }

  /**
   * What a judge costs and finds, at 0.5, 5 and 20 % and at its own rate.
   *
   * @param callsPerDay in place of what was measured
   * @param sd of one score, in place of 0.25 (one grade of five)
   * @return empty when there is no such judge
   */
  public Optional<JudgePlan> plan(String id, OptionalDouble callsPerDay, OptionalDouble sd) {
    return lanes.stream()
        .filter(lane -> lane.judge().config().name().equals(id))
        .findFirst()
        .map(lane -> plan(lane, callsPerDay, sd));
  }

  private JudgePlan plan(Lane lane, OptionalDouble callsPerDay, OptionalDouble sd) {
    Judge judge = lane.judge();
    JudgeConfig config = judge.config();
    Traffic traffic = lane.traffic();
    int requests = judge.rubrics().size();
    TreeSet<Double> rates = new TreeSet<>(JudgePlan.RATES);
    rates.add(config.sampling());
    return JudgePlan.of(
        new JudgePlan.Basis(
            callsPerDay.orElseGet(traffic::callsPerDay),
            requests,
            inputTokens(judge, traffic.charsPerCall()),
            (double) OUTPUT_TOKENS * requests,
            usdPerCall(judge, traffic.charsPerCall()),
            canaryRequests(judge),
            traffic.anomalyShare(),
            sd.orElse(0.25),
            config.sampling() > 0 ? config.floor() / config.sampling() : 0.5,
            config.budget().usdPerHour(),
            config.budget().callsPerHour()),
        List.copyOf(rates));
  }

  private static int canaryRequests(Judge judge) {
    List<String> ids = judge.rubrics().stream().map(one -> one.rubric().id()).toList();
    return CanaryCheck.requests(
        CanaryPair.choose(CanaryPair.builtIn(), ids, judge.config().canaries()).size());
  }

  private static double inputTokens(Judge judge, double callChars) {
    double chars = 0;
    for (RubricJudge one : judge.rubrics()) {
      chars += one.prompt().size() + callChars;
    }
    return chars / CHARS_PER_TOKEN;
  }

  private static OptionalDouble usdPerCall(Judge judge, double callChars) {
    long output = (long) OUTPUT_TOKENS * judge.rubrics().size();
    return judge.usd(
        new Usage(
            OptionalLong.of((long) inputTokens(judge, callChars)),
            OptionalLong.of(output),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Usage.Source.ESTIMATED));
  }

  /** Stops taking calls, lets running judgements end, and writes what is there. */
  @Override
  public void close() {
    lanes.forEach(Lane::close);
    outbox.close();
    lanes.forEach(lane -> lane.judge().client().close());
    log.atDebug().addKeyValue("at", clock.instant()).log("judges stopped");
  }
}
