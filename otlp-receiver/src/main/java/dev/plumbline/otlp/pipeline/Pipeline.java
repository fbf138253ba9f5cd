// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.IngestLog;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogReader;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Scorer;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.otlp.IngestBalance;
import dev.plumbline.otlp.IngestBalance.Outcome;
import dev.plumbline.otlp.decode.OtlpDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings everything from the ingest log into the store, exactly once, in order, for as long as it
 * takes. Goes on after any failure from the last checkpoint. Thread-safe; {@link #start} once.
 */
public final class Pipeline implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);
  private static final long COUNT_BYTES = 16L << 20;
  private static final Duration STOP_WAIT = Duration.ofSeconds(2);

  /** In the checkpoint's state: where the batch ends whose samples are being written. */
  private static final String WRITING_END = "writing.end";

  private final PipelineConfig config;
  private final IngestLog ingestLog;
  private final SpanReader reader;
  private final Scorer scorer;
  private final SpanStore store;
  private final IngestBalance balance;
  private final PipelineMeters meters;
  private final InstantSource clock;
  private final EntryDecoder decoder;
  private final BatchWriter writer;
  private final Thread thread = Thread.ofVirtual().name("pipeline").unstarted(this::run);
  private volatile boolean closing;
  private volatile LogPosition settled = LogPosition.START;
  private Map<String, String> state = Map.of();
  private boolean checkpointDue;

  /**
   * Starts nothing.
   *
   * @param ingestLog stays open when the pipeline closes
   * @param reader used by the pipeline's thread alone
   * @param balance restored from the log's checkpoint on start
   * @param quarantineFile where rows go that the store can never take
   */
  public Pipeline(
      PipelineConfig config,
      IngestLog ingestLog,
      SpanReader reader,
      Scorer scorer,
      SpanStore store,
      IngestBalance balance,
      Path quarantineFile,
      Meters meters,
      InstantSource clock) {
    this.config = config;
    this.ingestLog = ingestLog;
    this.reader = reader;
    this.scorer = scorer;
    this.store = store;
    this.balance = balance;
    this.meters = new PipelineMeters(meters);
    this.clock = clock;
    this.decoder = new EntryDecoder(new OtlpDecoder(config.limits()));
    this.writer = new BatchWriter(store, new Quarantine(quarantineFile), this.meters);
  }

  /**
   * Restores the balance and begins. To be called before receivers append to the log: what it holds
   * is counted here.
   */
  public void start() throws InterruptedException {
    Checkpoint checkpoint = ingestLog.checkpoint();
    settled = checkpoint.position();
    state = checkpoint.state();
    balance.restore(state);
    long entries = countPending();
    thread.start();
    log.atInfo()
        .addKeyValue("log.position", settled.value())
        .addKeyValue("pending.entries", entries)
        .log("pipeline started");
  }

  private long countPending() throws InterruptedException {
    long entries = 0;
    try (LogReader all = ingestLog.read(settled)) {
      while (true) {
        List<LogEntry> some = all.poll(COUNT_BYTES, Duration.ZERO);
        if (some.isEmpty()) {
          return entries;
        }
        for (LogEntry entry : some) {
          balance.received(entry.signal(), decoder.count(entry));
        }
        entries += some.size();
      }
    }
  }

  /** Everything before this position of the log is stored. */
  public LogPosition storedTo() {
    return settled;
  }

  private void run() {
    try {
      Backoff backoff = new Backoff();
      while (true) {
        try {
          runFromCheckpoint();
          return;
        } catch (RuntimeException | Error e) { // one bad step must not end the pipeline for good
          meters.restarted();
          log.atError()
              .addKeyValue("error.type", e.getClass().getName())
              .addKeyValue("log.position", settled.value())
              .setCause(e)
              .log("pipeline failed; it begins again at the checkpoint");
          backoff.pause(Duration.ZERO);
        }
      }
    } catch (InterruptedException e) {
      log.warn("pipeline was stopped before the log was empty; the rest is stored on next start");
    }
  }

  private void runFromCheckpoint() throws InterruptedException {
    long from = settled.value();
    int half = config.maxDedupKeys() / 2;
    DedupIndex spanIndex = new DedupIndex(this::loadSpanKeys, half, from);
    DedupIndex logIndex = new DedupIndex(this::loadLogKeys, half, from);
    BatchMaker maker = new BatchMaker(spanIndex, logIndex, reader, scorer, meters);
    String writing = state.get(WRITING_END);
    OptionalLong end =
        writing == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(writing));
    try (LogReader entries = ingestLog.read(settled)) {
      new PipelineRun(new EntryQueue(entries, decoder, config), maker, end, () -> closing)
          .run(this::store);
    }
    saveCheckpoint();
  }

  private void loadSpanKeys(long from, long to, DedupIndex.Sink sink) {
    store
        .spanKeys(from, to)
        .forEach((key, position) -> {
          DedupIndex.ItemKey packed = BatchMaker.key(key, 0, position);
          sink.add(packed.high(), packed.low(), position);
        });
  }

  private void loadLogKeys(long from, long to, DedupIndex.Sink sink) {
    store.logHashes(from, to).forEach((hash, position) -> sink.add(hash, 0, position));
  }

  private void store(Batch batch) throws InterruptedException {
    long start = System.nanoTime();
    if (!batch.samples().isEmpty()) {
      announce(batch.end());
    }
    Map<Signal, Outcome> outcomes = writer.write(batch);
    state = balance.settled(outcomes);
    settled = batch.end();
    checkpointDue = true;
    saveCheckpoint();
    double lag = (epochNanos() - batch.oldestReceivedAt()) / 1e9;
    meters.stored(batch.rows(), (System.nanoTime() - start) / 1e9, Math.max(0, lag));
  }

  /**
   * Samples have no keys by which a repeat could be told, only their batch's token: so that the
   * same batch is formed again after a crash, its end is written down first.
   */
  private void announce(LogPosition end) {
    Map<String, String> announced = new HashMap<>(state);
    announced.put(WRITING_END, Long.toString(end.value()));
    try {
      ingestLog.checkpoint(new Checkpoint(settled, announced));
      state = Map.copyOf(announced);
    } catch (RuntimeException e) {
      meters.retried("checkpoint", e);
    }
  }

  /** A checkpoint that fails is no loss: the next one covers it, or the log is read again. */
  private void saveCheckpoint() {
    if (!checkpointDue) {
      return;
    }
    try {
      ingestLog.checkpoint(new Checkpoint(settled, state));
      checkpointDue = false;
    } catch (RuntimeException e) {
      meters.retried("checkpoint", e);
      log.atWarn()
          .addKeyValue("error.type", PipelineMeters.type(e))
          .log("checkpoint failed; the next one covers it");
    }
  }

  private long epochNanos() {
    var now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /**
   * Stores what the log still holds, for at most the drain timeout; the rest stays in the log.
   * Receivers should be closed before. Safe to call twice.
   */
  @Override
  public void close() {
    closing = true;
    try {
      if (thread.isAlive() && !thread.join(config.drainTimeout())) {
        thread.interrupt();
        thread.join(STOP_WAIT);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
