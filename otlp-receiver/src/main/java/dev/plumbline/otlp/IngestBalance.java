// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.otlp.decode.RejectReason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What became of everything that was received: at every moment {@code received = stored + duplicate
 * + rejected + pending}, for spans, log records and metric data points each. What is settled (all
 * but pending) is saved with the ingest log's checkpoint; pending is what the log holds behind it,
 * so the totals go on after a crash. Thread-safe.
 */
public final class IngestBalance {
  /** A snapshot that is older belongs to a scrape that read only some of the series. */
  private static final long MAX_SCRAPE_NANOS = 5_000_000_000L;

  private final EnumMap<Signal, Totals> totals = new EnumMap<>(Signal.class);

  public IngestBalance() {
    for (Signal signal : Signal.values()) {
      totals.put(signal, new Totals());
    }
  }

  /** The balance of one signal at one moment. */
  public record Snapshot(
      long received, long stored, long duplicate, Map<RejectReason, Long> rejected, long pending) {
    public long rejectedTotal() {
      return rejected.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** What became of the items of one batch, of one signal. */
  public record Outcome(long stored, long duplicate, Map<RejectReason, Long> rejected) {
    public static final Outcome NONE = new Outcome(0, 0, Map.of());

    public Outcome {
      rejected = Map.copyOf(rejected);
    }

    /** The sum of two outcomes. */
    public Outcome plus(Outcome other) {
      Map<RejectReason, Long> sum = new EnumMap<>(RejectReason.class);
      sum.putAll(rejected);
      other.rejected.forEach((reason, n) -> sum.merge(reason, n, Long::sum));
      return new Outcome(stored + other.stored, duplicate + other.duplicate, sum);
    }
  }

  private static final class Totals {
    private long received;
    private long stored;
    private long duplicate;
    private final EnumMap<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);

    private long settled() {
      return stored + duplicate + rejected.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Counts items of a request that is durable in the ingest log, rejected ones included. */
  public synchronized void received(Signal signal, long items) {
    totals(signal).received += items;
  }

  /**
   * Counts what became of a batch.
   *
   * @return the state to be saved with the checkpoint behind this batch
   */
  public synchronized Map<String, String> settled(Map<Signal, Outcome> outcomes) {
    outcomes.forEach((signal, outcome) -> {
      Totals of = totals(signal);
      of.stored += outcome.stored();
      of.duplicate += outcome.duplicate();
      outcome.rejected().forEach((reason, n) -> of.rejected.merge(reason, n, Long::sum));
    });
    return state();
  }

  /**
   * The balance now. When the pipeline has settled a request before its receiver's thread counted
   * it, it counts as received all the same.
   */
  public synchronized Snapshot snapshot(Signal signal) {
    Totals of = totals(signal);
    long settled = of.settled();
    long received = Math.max(of.received, settled);
    return new Snapshot(
        received, of.stored, of.duplicate, new EnumMap<>(of.rejected), received - settled);
  }

  /** Takes up the totals of a checkpoint; what the log holds behind it is added as received. */
  public synchronized void restore(Map<String, String> state) {
    for (Signal signal : Signal.values()) {
      String prefix = signal.label() + ".";
      Totals of = totals(signal);
      of.stored = number(state, prefix + "stored");
      of.duplicate = number(state, prefix + "duplicate");
      of.rejected.clear();
      for (RejectReason reason : RejectReason.values()) {
        long n = number(state, prefix + "rejected." + reason.label());
        if (n > 0) {
          of.rejected.put(reason, n);
        }
      }
      of.received = of.settled();
    }
  }

  private Map<String, String> state() {
    Map<String, String> state = new HashMap<>();
    totals.forEach((signal, of) -> {
      String prefix = signal.label() + ".";
      state.put(prefix + "stored", Long.toString(of.stored));
      state.put(prefix + "duplicate", Long.toString(of.duplicate));
      of.rejected.forEach(
          (reason, n) -> state.put(prefix + "rejected." + reason.label(), Long.toString(n)));
    });
    return state;
  }

  private static long number(Map<String, String> state, String key) {
    return Long.parseLong(state.getOrDefault(key, "0"));
  }

  private Totals totals(Signal signal) {
    return totals.computeIfAbsent(signal, s -> new Totals());
  }

  /** Exposes the totals: {@code plumbline_spans_received_total} and its companions. */
  public void register(Meters meters) {
    for (Signal signal : Signal.values()) {
      new Scrape(signal).register(meters);
    }
  }

  /**
   * Series are read one after another, and must still add up: all of them read one snapshot, until
   * one of them is read a second time, which begins the next scrape.
   */
  private final class Scrape {
    private final Signal signal;
    private final String items;
    private Snapshot current = new Snapshot(0, 0, 0, Map.of(), 0);
    private long takenAt = System.nanoTime();
    private final Set<String> readers = new HashSet<>();

    Scrape(Signal signal) {
      this.signal = signal;
      this.items =
          switch (signal) {
            case TRACES -> "spans";
            case LOGS -> "log_records";
            case METRICS -> "metric_points";
          };
    }

    private synchronized Snapshot read(String reader) {
      long now = System.nanoTime();
      if (readers.contains(reader) || readers.isEmpty() || now - takenAt > MAX_SCRAPE_NANOS) {
        current = snapshot(signal);
        takenAt = now;
        readers.clear();
      }
      readers.add(reader);
      return current;
    }

    void register(Meters meters) {
      String prefix = "plumbline_" + items + "_";
      meters.counterFrom(
          prefix + "received_total",
          "Acknowledged, or about to be",
          () -> read("received").received());
      meters.counterFrom(prefix + "stored_total", "In the store", () -> read("stored").stored());
      meters.counterFrom(
          prefix + "duplicate_total",
          "Sent again, already stored",
          () -> read("duplicate").duplicate());
      meters.gauge(
          prefix + "pending", "In the ingest log, not stored", () -> read("pending").pending());
      for (RejectReason reason : RejectReason.values()) {
        meters.counterFrom(
            prefix + "rejected_total",
            "Refused one by one, by reason",
            "reason",
            reason.label(),
            () -> read(reason.label()).rejected().getOrDefault(reason, 0L));
      }
    }
  }
}
