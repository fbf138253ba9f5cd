// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pooled;

import dev.plumbline.evaluators.PooledConfig;
import dev.plumbline.evaluators.PooledScorer;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.LateScore;
import dev.plumbline.model.store.ScoreStore;
import dev.plumbline.model.store.StoredCalls;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.SpanKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores stored calls in the background. A call waits a little for content that comes later; the
 * newest reading of it counts. With more calls than it can score, it takes a part of them by a hash
 * of the trace id, and writes the probability to each score, so that weighted means stay right;
 * calls whose inline scores look bad are always taken. Thread-safe.
 *
 * <p>What waits when the process is killed is not scored: the share of scored calls shows it.
 */
public final class ScorePool implements StoredCalls, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScorePool.class);

  private static final int CALLS_AT_ONCE = 64;
  private static final int REMEMBERED = 50_000;
  private static final double FEWEST = 1.0 / 1024;
  private static final Duration DRAIN = Duration.ofSeconds(3);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  private final PooledScorer scorer;
  private final ScoreStore store;
  private final PooledConfig config;
  private final Meters.Counter calls;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** In the order in which they came. */
  private final LinkedHashMap<SpanKey, Waiting> waiting = new LinkedHashMap<>();

  private final Map<SpanKey, Boolean> done =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SpanKey, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  private final List<Thread> workers = new ArrayList<>();
  private double share = 1;
  private boolean closing;

  private record Waiting(StoredSpan call, long sinceNanos, double probability) {}

  public ScorePool(PooledScorer scorer, ScoreStore store, PooledConfig config, Meters meters) {
    this.scorer = scorer;
    this.store = store;
    this.config = config;
    calls =
        meters.counter(
            "plumbline_pooled_calls_total",
            "Calls offered to the pooled evaluators, by what became of them: scored, sampled_out,"
                + " overflow, lost.",
            "outcome");
    meters.gauge("plumbline_pooled_queue", "Calls that wait for pooled evaluators.", this::size);
    meters.gauge(
        "plumbline_pooled_share",
        "Part of the calls that pooled evaluators score now, 0 to 1.",
        this::share);
  }

  /** Begins to score. */
  public void start() {
    for (int i = 0; i < config.threads(); i++) {
      Thread worker = Thread.ofPlatform().daemon().name("pooled-" + i).unstarted(this::work);
      workers.add(worker);
      worker.start();
    }
  }

  private double size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private double share() {
    lock.lock();
    try {
      return share;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stored(List<StoredSpan> spans) {
    long now = System.nanoTime();
    lock.lock();
    try {
      for (StoredSpan span : spans) {
        offer(span, now);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void offer(StoredSpan span, long now) {
    SpanKey key = span.span().span().key();
    Waiting known = waiting.get(key);
    if (known != null) {
      waiting.put(key, new Waiting(span, known.sinceNanos(), known.probability()));
      return;
    }
    if (done.containsKey(key)) {
      return; // it was scored as it was then
    }
    adapt();
    boolean suspicious = suspicious(span.scored().scores());
    double probability = suspicious ? 1 : share;
    if (!suspicious && position(key) >= share) {
      calls.increment("sampled_out");
    } else if (waiting.size() >= config.queue()) {
      calls.increment("overflow");
    } else {
      waiting.put(key, new Waiting(span, now, probability));
    }
  }

  /** Halves the share when the queue is half full, doubles it when it is nearly empty. */
  private void adapt() {
    if (waiting.size() > config.queue() / 2 && share > FEWEST) {
      share /= 2;
      for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext(); ) {
        Waiting one = all.next();
        if (one.probability() < 1 || !suspicious(one.call().scored().scores())) {
          if (position(one.call().span().span().key()) >= share) {
            all.remove();
            calls.increment("sampled_out");
          }
        }
      }
      waiting.replaceAll((_, one) ->
          suspicious(one.call().scored().scores())
              ? one
              : new Waiting(one.call(), one.sinceNanos(), Math.min(one.probability(), share)));
    } else if (waiting.size() < config.queue() / 20 && share < 1) {
      share = Math.min(1, share * 2);
    }
  }

  /** A trace is taken or left as a whole: 0 to 1, the same on every run. */
  private static double position(SpanKey key) {
    long hash = 1469598103934665603L;
    for (int i = 0; i < key.traceId().length(); i++) {
      hash = (hash ^ key.traceId().charAt(i)) * 1099511628211L;
    }
    hash ^= hash >>> 32;
    hash *= 0x9E3779B97F4A7C15L;
    return (hash >>> 11) * 0x1.0p-53;
  }

  private static boolean suspicious(List<Score> scores) {
    for (Score score : scores) {
      if (score.status() == ScoreStatus.OK) {
        double value = score.value().orElse(0);
        boolean bad =
            switch (score.dimension()) {
              case "refusal", "user_correction", "prompt_injection" -> value >= 0.5;
              case "tool_call_valid", "schema_valid" -> value < 0.5;
              default -> false;
            };
        if (bad) {
          return true;
        }
      }
    }
    return false;
  }

  private void work() {
    try {
      while (true) {
        List<Waiting> some = take();
        if (some.isEmpty()) {
          return;
        }
        long start = System.nanoTime();
        try {
          write(score(some));
          if (share() < 1 && !closing()) {
            // more calls than can be scored: the live path goes first
            Thread.sleep(Duration.ofNanos(System.nanoTime() - start));
          }
        } catch (RuntimeException e) { // one bad step must not end the work for good
          calls.add(some.size(), "lost");
          log.atError()
              .addKeyValue("error.type", e.getClass().getName())
              .setCause(e)
              .log("calls could not be scored in the background");
        }
      }
    } catch (InterruptedException e) {
      log.atDebug().log("pooled evaluators were interrupted");
    }
  }

  /** Waits for calls that have settled; empty when the pool closes and nothing is left. */
  private List<Waiting> take() throws InterruptedException {
    long settle = config.settle().toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        List<Waiting> some = new ArrayList<>();
        long now = System.nanoTime();
        Iterator<Map.Entry<SpanKey, Waiting>> all = waiting.entrySet().iterator();
        long wait = Long.MAX_VALUE;
        while (all.hasNext() && some.size() < CALLS_AT_ONCE) {
          Map.Entry<SpanKey, Waiting> next = all.next();
          long left = closing ? 0 : next.getValue().sinceNanos() + settle - now;
          if (left > 0) {
            wait = left;
            break;
          }
          some.add(next.getValue());
          done.put(next.getKey(), true);
          all.remove();
        }
        if (!some.isEmpty() || closing) {
          return some;
        }
        changed.awaitNanos(Math.min(wait, TimeUnit.SECONDS.toNanos(1)));
      }
    } finally {
      lock.unlock();
    }
  }

  private List<LateScore> score(List<Waiting> some) {
    List<LateScore> scores = new ArrayList<>();
    for (Waiting one : some) {
      VersionTuple versions = scorer.versions(one.call().scored());
      for (Score score : scorer.score(one.call().span())) {
        if (score.status() != ScoreStatus.NOT_APPLICABLE) {
          scores.add(
              new LateScore(
                  one.call().span().span().key(),
                  OptionalLong.of(one.call().span().span().startEpochNanos()),
                  score,
                  versions,
                  one.probability()));
        }
      }
    }
    calls.add(some.size(), "scored");
    return scores;
  }

  private void write(List<LateScore> scores) throws InterruptedException {
    while (!scores.isEmpty()) {
      try {
        List<LateScore> strangers = store.write(scores);
        if (!strangers.isEmpty()) {
          calls.add(strangers.size(), "lost");
        }
        return;
      } catch (PlumblineException e) {
        if (closing()) {
          throw e;
        }
        Thread.sleep(PAUSE_AFTER_FAILURE);
      }
    }
  }

  private boolean closing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /** Scores what waits, for a few seconds at most. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    long end = System.nanoTime() + DRAIN.toNanos();
    try {
      for (Thread worker : workers) {
        worker.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller is being stopped too: pass it on
    }
    workers.forEach(Thread::interrupt);
    double left = size();
    if (left > 0) {
      log.atInfo().addKeyValue("calls", (long) left).log("stopped before all calls were scored");
    }
    scorer.close();
  }
}
