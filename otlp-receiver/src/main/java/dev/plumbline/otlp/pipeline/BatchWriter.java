// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.MetricSample;
import dev.plumbline.otlp.IngestBalance.Outcome;
import dev.plumbline.otlp.decode.RejectReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches until the store has them. A store that is down is waited for, however long; a row
 * that can never be stored is found by halving its batch, and set aside. One thread.
 */
final class BatchWriter {
  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

  private static final int TRIES_PER_MESSAGE = 12; // once a minute when the pauses are longest

  private final SpanStore store;
  private final Quarantine quarantine;
  private final PipelineMeters meters;

  BatchWriter(SpanStore store, Quarantine quarantine, PipelineMeters meters) {
    this.store = store;
    this.quarantine = quarantine;
    this.meters = meters;
  }

  /**
   * Writes spans, logs and samples.
   *
   * @return what became of the batch's items, rows that were set aside included
   */
  Map<Signal, Outcome> write(Batch batch) throws InterruptedException {
    String range = batch.first().value() + "-" + batch.end().value();
    List<Object> refused = new ArrayList<>();
    // Samples have no identity but their batch, so theirs is a token of positions alone. The token
    // of spans and logs names the rows: after a crash the batch holds only those still missing.
    if (!batch.samples().isEmpty()) {
      store(batchOf("m" + range, List.of(), List.of(), batch.samples(), List.of()), refused);
    }
    if (batch.rows() > batch.samples().size()) {
      String token = "s" + range + "-" + Long.toHexString(rowsHash(batch));
      store(batchOf(token, batch.spans(), batch.logs(), List.of(), batch.changed()), refused);
    }
    return refused.isEmpty() ? batch.outcomes() : withRefused(batch, refused);
  }

  private static StoreBatch batchOf(
      String token,
      List<StoredSpan> spans,
      List<StoredLog> logs,
      List<MetricSample> samples,
      List<StoredSpan> changed) {
    return new StoreBatch(token, spans, logs, samples, changed);
  }

  private static long rowsHash(Batch batch) {
    long hash = batch.spans().size() * 31L + batch.logs().size();
    for (StoredSpan row : batch.spans()) {
      hash = hash * 0x100000001b3L + row.span().span().key().hashCode();
    }
    for (StoredLog row : batch.logs()) {
      hash = hash * 0x100000001b3L + row.recordHash();
    }
    return hash;
  }

  private void store(StoreBatch batch, List<Object> refused) throws InterruptedException {
    Backoff backoff = new Backoff();
    while (true) {
      try {
        store.write(batch);
        return;
      } catch (PlumblineException e) {
        if (e.kind() == ErrorKind.INVALID_INPUT) {
          isolate(batch, e, refused);
          return;
        }
        waitFor(e, backoff, e.retryAfter().orElse(Duration.ZERO));
      } catch (RuntimeException e) {
        waitFor(e, backoff, Duration.ZERO);
      }
    }
  }

  private void waitFor(RuntimeException e, Backoff backoff, Duration asked)
      throws InterruptedException {
    meters.retried("write", e);
    if (backoff.tries() % TRIES_PER_MESSAGE == 0) {
      var event = e instanceof PlumblineException ? log.atWarn() : log.atError().setCause(e);
      event
          .addKeyValue("error.type", PipelineMeters.type(e))
          .addKeyValue("tries", backoff.tries() + 1)
          .log("the store does not take a batch; trying again until it does");
    }
    backoff.pause(asked);
  }

  private void isolate(StoreBatch batch, PlumblineException e, List<Object> refused)
      throws InterruptedException {
    List<Object> rows = rows(batch);
    if (rows.size() > 1) {
      List<Object> left = rows.subList(0, rows.size() / 2);
      List<Object> right = rows.subList(rows.size() / 2, rows.size());
      int changedLeft = Math.max(0, left.size() - (rows.size() - batch.changed().size()));
      store(batchOf(batch.token() + "l", left, changedLeft), refused);
      int changedRight = batch.changed().size() - changedLeft;
      store(batchOf(batch.token() + "r", right, changedRight), refused);
      return;
    }
    for (Object row : rows) {
      boolean changed = !batch.changed().isEmpty();
      quarantine.put(row, changed, e);
      meters.quarantined(row);
      if (!changed) { // a changed row is stored already, and stays as it was
        refused.add(row);
      }
    }
  }

  /** All rows in the order spans, logs, samples, changed. */
  private static List<Object> rows(StoreBatch batch) {
    List<Object> rows = new ArrayList<>();
    rows.addAll(batch.spans());
    rows.addAll(batch.logs());
    rows.addAll(batch.samples());
    rows.addAll(batch.changed());
    return rows;
  }

  /** The last {@code changed} rows are changed ones. */
  private static StoreBatch batchOf(String token, List<Object> rows, int changed) {
    List<StoredSpan> spans = new ArrayList<>();
    List<StoredLog> logs = new ArrayList<>();
    List<MetricSample> samples = new ArrayList<>();
    List<StoredSpan> replaced = new ArrayList<>();
    for (Object row : rows) {
      boolean last = spans.size() + logs.size() + samples.size() >= rows.size() - changed;
      switch (row) {
        case StoredSpan span -> (last ? replaced : spans).add(span);
        case StoredLog record -> logs.add(record);
        case MetricSample sample -> samples.add(sample);
        default -> throw new IllegalStateException("no row");
      }
    }
    return new StoreBatch(token, spans, logs, samples, replaced);
  }

  private static Map<Signal, Outcome> withRefused(Batch batch, List<Object> refused) {
    Map<Signal, Long> counts = new HashMap<>();
    for (Object row : refused) {
      Signal signal =
          switch (row) {
            case StoredSpan _ -> Signal.TRACES;
            case StoredLog _ -> Signal.LOGS;
            default -> Signal.METRICS;
          };
      counts.merge(signal, 1L, Long::sum);
    }
    Map<Signal, Outcome> outcomes = new HashMap<>(batch.outcomes());
    counts.forEach((signal, rows) -> {
      Outcome before = outcomes.getOrDefault(signal, Outcome.NONE);
      // one data point may be several samples
      long items = Math.min(rows, before.stored());
      outcomes.put(
          signal, before.plus(new Outcome(-items, 0, Map.of(RejectReason.STORE_REFUSED, items))));
    });
    return outcomes;
  }
}
