// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.judges.budget.Budget;
import dev.plumbline.judges.rubric.JudgeInput;
import dev.plumbline.judges.sampling.Anomaly;
import dev.plumbline.judges.sampling.AnomalyFinder;
import dev.plumbline.judges.sampling.Sampler;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.LateScore;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.SpanKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One judge's calls: chosen, waiting for late content, and being judged. A call that comes again
 * while it waits is decided about anew with what is known now. Thread-safe.
 */
final class Lane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);
  private static final int MAX_RECENT = 100_000;
  private static final long MAX_CHARS = 16L << 20;
  private static final Set<String> FORMAT = Set.of("json_valid", "schema_valid", "tool_call_valid");

  private final Judge judge;
  private final JudgeConfig config;
  private final Sampler sampler;
  private final Budget budget;
  private final AnomalyFinder finder;
  private final Traffic traffic;
  private final Outbox outbox;
  private final JudgeMeters meters;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedHashMap<SpanKey, Waiting> waiting = new LinkedHashMap<>();
  private final List<Thread> workers = new ArrayList<>();

  /** Calls that came lately; true for those that were judged or given up. */
  private final Map<SpanKey, Boolean> recent =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SpanKey, Boolean> eldest) {
          return size() > MAX_RECENT;
        }
      };

  private long waitingChars;
  private boolean closing;
  private double usdPerCall;

  /** A call that was chosen. */
  private record Waiting(
      SpanKey key,
      long start,
      Instant due,
      JudgeInput input,
      VersionTuple versions,
      String conversation,
      String tenant,
      Set<Anomaly> anomalies,
      double probability) {}

  Lane(
      Judge judge,
      AnomalyFinder finder,
      Outbox outbox,
      JudgeMeters meters,
      InstantSource clock,
      double expectedUsdPerCall) {
    this.judge = judge;
    this.config = judge.config();
    this.sampler = new Sampler(config.name(), config.sampling(), config.floor(), config.salt());
    this.budget = new Budget(config.budget(), clock);
    this.finder = finder;
    this.traffic = new Traffic(clock);
    this.outbox = outbox;
    this.meters = meters;
    this.clock = clock;
    this.usdPerCall = expectedUsdPerCall;
  }

  Judge judge() {
    return judge;
  }

  Traffic traffic() {
    return traffic;
  }

  JudgeMeters meters() {
    return meters;
  }

  Budget budget() {
    return budget;
  }

  void start() {
    if (config.enabled()) {
      for (int i = 0; i < config.concurrency(); i++) {
        workers.add(Thread.ofVirtual().name("judge-" + config.name() + "-" + i).start(this::work));
      }
    }
  }

  int waitingCalls() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a call, or a newer version of one. */
  void offer(StoredSpan stored, Set<Anomaly> anomalies) {
    GenAiSpan span = stored.span();
    if (!eligible(stored)) {
      return;
    }
    SpanKey key = span.span().key();
    String tenant = span.segment(config.tenant());
    lock.lock();
    try {
      Boolean before = recent.get(key);
      if (closing || Boolean.TRUE.equals(before)) {
        return;
      }
      Sampler.Choice choice = sampler.choose(key.traceId(), anomalies, budget.floorShare(tenant));
      if (before == null) {
        recent.put(key, false);
        sampler.saw(anomalies);
        traffic.saw(!anomalies.isEmpty());
        if (traffic.measuresNext()) {
          traffic.measured(input(stored).size());
        }
      }
      Waiting old = remove(key);
      if (config.enabled() && choice.chosen()) {
        enqueue(stored, anomalies, choice.probability(), tenant, old);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean eligible(StoredSpan stored) {
    GenAiSpan span = stored.span();
    ModelCall call = span.call().orElseThrow();
    return span.kind() != GenAiKind.EVALUATOR
        && !call.embedding()
        && call.errorType().isEmpty()
        && JudgeInput.readable(span)
        && !(config.formatGate() && brokenFormat(stored.scored().scores()))
        && !(config.skipOwnFamily()
            && ModelFamily.relation(judge.client().model(), call.model()).equals("same"))
        && judge.applies(span);
  }

  private static boolean brokenFormat(List<Score> scores) {
    return scores.stream()
        .anyMatch(score ->
            FORMAT.contains(score.dimension())
                && score.status() == ScoreStatus.OK
                && score.value().orElse(1) < 0.5);
  }

  private static JudgeInput input(StoredSpan stored) {
    return JudgeInput.of(stored.span(), stored.scored().scores());
  }

  private void enqueue(
      StoredSpan stored,
      Set<Anomaly> anomalies,
      double probability,
      String tenant,
      @Nullable Waiting old) {
    JudgeInput input = input(stored);
    SpanKey key = stored.span().span().key();
    if (waiting.size() >= config.queue() || waitingChars + input.size() > MAX_CHARS) {
      recent.put(key, true);
      meters.skipped(config.name(), "queue", 1);
      return;
    }
    waiting.put(
        key,
        new Waiting(
            key,
            stored.span().span().startEpochNanos(),
            old == null ? clock.instant().plus(config.settle()) : old.due(),
            input,
            stored.scored().versions(),
            stored.span().conversationId(),
            tenant,
            anomalies,
            probability));
    waitingChars += input.size();
    changed.signal();
  }

  private @Nullable Waiting remove(SpanKey key) {
    Waiting old = waiting.remove(key);
    if (old != null) {
      waitingChars -= old.input().size();
    }
    return old;
  }

  private void work() {
    try {
      for (Waiting next = take(); next != null; next = take()) {
        try {
          run(next);
        } catch (RuntimeException e) { // one odd call must not end the judging for good
          meters.skipped(config.name(), "failure", 1);
          log.atError()
              .addKeyValue("judge", config.name())
              .addKeyValue("error.type", e.getClass().getName())
              .log("judging a call failed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next call whose time has come; null when closing. */
  private @Nullable Waiting take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closing) {
        Waiting first = waiting.isEmpty() ? null : waiting.firstEntry().getValue();
        if (first == null) {
          changed.await();
          continue;
        }
        Duration left = Duration.between(clock.instant(), first.due());
        if (left.isPositive()) {
          changed.await(left.toNanos(), TimeUnit.NANOSECONDS);
          continue;
        }
        remove(first.key());
        recent.put(first.key(), true);
        changed.signal();
        return first;
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void run(Waiting next) throws InterruptedException {
    if (judge.client().resting()) {
      meters.skipped(config.name(), "breaker", 1);
      return;
    }
    // the budget may have shrunk since: what was true then and is true now, holds
    Sampler.Choice now =
        sampler.choose(next.key().traceId(), next.anomalies(), budget.floorShare(next.tenant()));
    double probability = Math.min(now.probability(), next.probability());
    int requests = judge.requests(next.input());
    double usd = expectedUsd();
    if (now.u() >= probability) {
      return; // not chosen any more, as its probability says of those that still are
    }
    if (!budget.reserve(next.tenant(), usd, requests)) {
      meters.skipped(config.name(), "budget", 1);
      return;
    }
    long start = System.nanoTime();
    Judge.Result result;
    try {
      result = judge.judge(next.input());
    } catch (InterruptedException e) {
      meters.skipped(config.name(), "closing", 1);
      throw e;
    }
    meters.ran(config.name(), result, (System.nanoTime() - start) / 1e9);
    budget.settle(next.tenant(), result.usd() - usd, result.requests() - requests);
    learn(result);
    if (result.low()) {
      finder.foundLow(next.key().traceId(), next.conversation());
    }
    outbox.add(config.name(), late(next, result, probability));
  }

  private static List<LateScore> late(Waiting call, Judge.Result result, double probability) {
    List<LateScore> scores = new ArrayList<>();
    for (Judge.Judged judged : result.scores()) {
      ScoreStatus status = judged.score().status();
      if (status != ScoreStatus.NOT_APPLICABLE && status != ScoreStatus.SKIPPED) {
        scores.add(
            new LateScore(
                call.key(),
                OptionalLong.of(call.start()),
                judged.score(),
                Judge.tuple(call.versions(), judged.versions()),
                probability));
      }
    }
    return scores;
  }

  private double expectedUsd() {
    lock.lock();
    try {
      return usdPerCall;
    } finally {
      lock.unlock();
    }
  }

  private void learn(Judge.Result result) {
    if (result.spent().isEmpty() || result.unpriced() > 0) {
      return;
    }
    lock.lock();
    try {
      usdPerCall += (result.usd() - usdPerCall) / 20;
    } finally {
      lock.unlock();
    }
  }

  /** Lets running judgements end for a short while; calls that still wait are skipped. */
  @Override
  public void close() {
    int left;
    lock.lock();
    try {
      closing = true;
      left = waiting.size();
      waiting.clear();
      waitingChars = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (left > 0) {
      meters.skipped(config.name(), "closing", left);
    }
    Instant until = clock.instant().plusSeconds(5);
    try {
      for (Thread worker : workers) {
        Duration rest = Duration.between(clock.instant(), until);
        if (!worker.join(rest.isPositive() ? rest : Duration.ofMillis(1))) {
          worker.interrupt();
        }
      }
    } catch (InterruptedException e) {
      workers.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }
}
