// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.evaluators.agreement.AgreementRecord;
import dev.plumbline.evaluators.agreement.FactoryGate;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.EvaluatorReport;
import dev.plumbline.model.score.EvaluatorReport.Agreement;
import dev.plumbline.model.score.EvaluatorReport.Health;
import dev.plumbline.model.score.EvaluatorReport.Proof;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.ScoreStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What each evaluator has done, and whether it works: peers' users complain of evaluators that
 * silently never run. Judged over the last one to two thousand runs. For evaluators of every tier;
 * counts go on when a scorer is built anew. Thread-safe.
 */
public final class EvaluatorHealth {
  /** Runs after which the older half of what health is judged by is forgotten. */
  private static final int BLOCK = 1000;

  /** So many runs before a verdict. */
  private static final int ENOUGH = 100;

  private static final double TOO_MANY = 0.05;
  private static final int BUCKETS = 64;
  private static final double GROWTH = 1.25;

  private final ConcurrentHashMap<String, Counts> counts = new ConcurrentHashMap<>();
  private final LongAdder calls = new LongAdder();
  private final InstantSource clock;

  public EvaluatorHealth(InstantSource clock) {
    this.clock = clock;
  }

  /** A call that every inline evaluator should have seen. */
  void call() {
    calls.increment();
  }

  /**
   * One run.
   *
   * @param nanos how long it took
   */
  public void ran(String evaluator, ScoreStatus status, long nanos) {
    counts(evaluator).ran(status, nanos, clock.millis());
  }

  /** A run that did not take place. */
  public void skipped(String evaluator) {
    counts(evaluator).count(ScoreStatus.SKIPPED);
  }

  private Counts counts(String evaluator) {
    Counts known = counts.get(evaluator); // most often it is there, and this takes no lock
    return known != null ? known : counts.computeIfAbsent(evaluator, _ -> new Counts());
  }

  /** Reports on evaluators, in their order. */
  public List<EvaluatorReport> report(List<EvaluatorDescriptor> evaluators, Gate gate) {
    List<AgreementRecord> records = FactoryGate.records();
    List<EvaluatorReport> reports = new ArrayList<>();
    for (EvaluatorDescriptor descriptor : evaluators) {
      Counts known = counts(descriptor.id());
      Verdict verdict = known.verdict(descriptor, calls.sum());
      reports.add(
          new EvaluatorReport(
              descriptor,
              known.totals(),
              time(known.lastRun),
              time(known.lastOk),
              known.mean(),
              known.p99(),
              verdict.health(),
              verdict.reason(),
              proofs(descriptor, gate, records)));
    }
    return reports;
  }

  private static Optional<Instant> time(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  private static List<Proof> proofs(
      EvaluatorDescriptor descriptor, Gate gate, List<AgreementRecord> records) {
    List<Proof> proofs = new ArrayList<>();
    String version = FactoryGate.versionOf(descriptor);
    for (Dimension dimension : descriptor.dimensions()) {
      proofs.add(
          new Proof(
              dimension.name(),
              gate.stateOf(dimension.name()),
              records.stream()
                  .filter(record -> record.dimension().equals(dimension.name()))
                  .map(record -> agreement(record, version))
                  .toList()));
    }
    return proofs;
  }

  private static Agreement agreement(AgreementRecord record, String version) {
    return new Agreement(
        record.dataSet(),
        record.labels(),
        record.language(),
        record.n(),
        record.measure(),
        record.value(),
        record.low(),
        record.high(),
        record.evaluatorVersion(),
        record.evaluatorVersion().equals(version));
  }

  private record Verdict(Health health, String reason) {}

  /** Counters of one evaluator. */
  private static final class Counts {
    private final EnumMap<ScoreStatus, LongAdder> byStatus = new EnumMap<>(ScoreStatus.class);
    private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);
    private final LongAdder nanosTotal = new LongAdder();
    private final LongAdder timed = new LongAdder();
    private volatile long lastRun;
    private volatile long lastOk;

    /** Totals at the start of the block before, and of this one; both never change. */
    private volatile Map<ScoreStatus, Long> older = Map.of();

    private volatile Map<ScoreStatus, Long> newer = Map.of();

    /** Not counted exactly: a tick that two threads lose to each other does no harm. */
    private int ticks;

    Counts() {
      for (ScoreStatus status : ScoreStatus.values()) {
        byStatus.put(status, new LongAdder());
      }
    }

    void ran(ScoreStatus status, long nanos, long now) {
      count(status);
      nanosTotal.add(nanos);
      timed.increment();
      buckets.incrementAndGet(bucket(nanos));
      lastRun = now;
      if (status == ScoreStatus.OK) {
        lastOk = now;
      }
    }

    void count(ScoreStatus status) {
      LongAdder counter = byStatus.get(status);
      if (counter != null) { // each status has one
        counter.increment();
      }
      if ((++ticks & 255) == 0) {
        turn();
      }
    }

    private synchronized void turn() {
      Map<ScoreStatus, Long> now = totals();
      if (total(now) - total(newer) >= BLOCK) {
        older = newer;
        newer = now;
      }
    }

    private static long total(Map<ScoreStatus, Long> totals) {
      return totals.values().stream().mapToLong(Long::longValue).sum();
    }

    private static int bucket(long nanos) {
      // 100 ns, then a quarter more each
      int bucket = 0;
      double limit = 100;
      while (bucket < BUCKETS - 1 && nanos > limit) {
        limit *= GROWTH;
        bucket++;
      }
      return bucket;
    }

    Map<ScoreStatus, Long> totals() {
      Map<ScoreStatus, Long> totals = new EnumMap<>(ScoreStatus.class);
      byStatus.forEach((status, counter) -> totals.put(status, counter.sum()));
      return totals;
    }

    OptionalDouble mean() {
      long n = timed.sum();
      return n == 0 ? OptionalDouble.empty() : OptionalDouble.of(nanosTotal.sum() / 1e3 / n);
    }

    OptionalDouble p99() {
      long n = 0;
      for (int i = 0; i < BUCKETS; i++) {
        n += buckets.get(i);
      }
      if (n == 0) {
        return OptionalDouble.empty();
      }
      long wanted = n - n / 100;
      double limit = 100;
      for (int i = 0; i < BUCKETS; i++, limit *= GROWTH) {
        wanted -= buckets.get(i);
        if (wanted <= 0) {
          break;
        }
      }
      return OptionalDouble.of(limit / 1e3);
    }

    Verdict verdict(EvaluatorDescriptor descriptor, long callsSeen) {
      Map<ScoreStatus, Long> sums = totals();
      if (total(sums) == 0) {
        return callsSeen >= ENOUGH
            ? new Verdict(Health.NEVER_RAN, "it has not run in " + shown(callsSeen) + " calls")
            : new Verdict(Health.OK, "");
      }
      Map<ScoreStatus, Long> before = older;
      long ok = recent(sums, before, ScoreStatus.OK);
      long invalid = recent(sums, before, ScoreStatus.INVALID);
      long skipped = recent(sums, before, ScoreStatus.SKIPPED);
      long idle = recent(sums, before, ScoreStatus.NOT_APPLICABLE);
      long all = total(sums) - total(before);
      long applied = all - idle - skipped;
      if (all < ENOUGH) {
        return new Verdict(Health.OK, "");
      }
      if (skipped == all) {
        return new Verdict(
            Health.NEVER_RAN, "skipped in each of " + shown(all) + " calls: no time was left");
      }
      if (skipped > TOO_MANY * all) {
        return new Verdict(
            Health.FAILING,
            "skipped in "
                + percent(skipped, all)
                + " of "
                + shown(all)
                + " calls: no time was left");
      }
      if (applied >= ENOUGH && invalid > TOO_MANY * applied) {
        return new Verdict(
            Health.FAILING,
            "broke in " + percent(invalid, applied) + " of " + shown(applied) + " runs");
      }
      if (applied >= ENOUGH && ok == 0) {
        return new Verdict(
            Health.STUCK, "no value in " + shown(applied) + " calls where it applied");
      }
      if (applied == 0) {
        return new Verdict(
            Health.IDLE, "not applicable to any of " + shown(all) + " calls" + needs(descriptor));
      }
      return new Verdict(Health.OK, "");
    }

    private static long recent(
        Map<ScoreStatus, Long> sums, Map<ScoreStatus, Long> before, ScoreStatus status) {
      return sums.getOrDefault(status, 0L) - before.getOrDefault(status, 0L);
    }

    private static String needs(EvaluatorDescriptor descriptor) {
      if (descriptor.needs().isEmpty()) {
        return "";
      }
      return "; it needs "
          + descriptor.needs().stream()
              .map(Need::name)
              .map(name -> name.toLowerCase(Locale.ROOT).replace('_', ' '))
              .sorted()
              .collect(Collectors.joining(", "));
    }

    private static String shown(long n) {
      return String.format(Locale.ROOT, "%,d", n);
    }

    private static String percent(long part, long whole) {
      return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }
  }
}
