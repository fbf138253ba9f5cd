// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.write;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.read.StoredHistory;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.clickhouse.windows.DirtyMinutes;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.MetricSample;
import dev.plumbline.model.telemetry.SpanKey;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores batches in ClickHouse: one insert for each table with a token made of the batch's token
 * and the table's name, then one patch. A batch written again with the same token is dropped by the
 * tables, also after a restart. Thread-safe; batches may be written side by side.
 */
public final class ClickHouseSpanStore implements SpanStore, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClickHouseSpanStore.class);
  private static final int USUAL_BUFFER_BYTES = 32 << 20;
  private static final int MAX_INSERT_BYTES = 128 << 20;
  private static final int REMEMBERED_TOKENS = 1000;

  private final ClickHouse clickHouse;
  private final DirtyMinutes dirty;
  private final InstantSource clock;
  private final SpanPatcher patcher;
  private final StoredHistory history;
  private final ConcurrentLinkedQueue<Encoder> encoders = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> receivedAt = new LinkedHashMap<>();
  private final VersionRows versions;

  /**
   * @param dirty learns each minute whose rows were written
   */
  public ClickHouseSpanStore(ClickHouse clickHouse, DirtyMinutes dirty, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.dirty = dirty;
    this.clock = clock;
    this.patcher = new SpanPatcher(clickHouse);
    this.versions = new VersionRows(clickHouse);
    this.history = new StoredHistory(clickHouse);
  }

  @Override
  public void write(StoreBatch batch) {
    Encoder encoder = encoders.poll();
    if (encoder == null) {
      encoder = new Encoder();
    }
    try {
      write(batch, encoder);
    } finally {
      encoder.buffer.clear();
      encoder.buffer.shrink(USUAL_BUFFER_BYTES);
      encoders.add(encoder);
    }
  }

  private void write(StoreBatch batch, Encoder encoder) {
    int received = receivedAt(batch.token());
    long now = clock.millis();
    writeVersions(batch, encoder.buffer, now);
    insert(
        encoder.buffer,
        "otel_traces",
        SpanRows.INSERTED,
        batch.token(),
        batch.spans(),
        (out, row) -> encoder.spans.insert(out, row, received, now));
    insert(
        encoder.buffer,
        "otel_logs",
        LogRows.INSERTED,
        batch.token(),
        batch.logs(),
        (out, row) -> encoder.logs.insert(out, row, received));
    insert(
        encoder.buffer,
        "metric_samples",
        SampleRows.INSERTED,
        batch.token(),
        batch.samples(),
        (out, row) -> SampleRows.insert(out, row, received));
    patcher.patch(batch.changed(), encoder.spans, encoder.buffer, now);
    markDirty(batch.spans());
    markDirty(batch.changed());
    forget(batch.token());
  }

  /** Splits only what no server would take in one request, always at the same row. */
  private <T> void insert(
      RowBinaryWriter buffer,
      String table,
      List<String> columns,
      String token,
      List<T> rows,
      BiConsumer<RowBinaryWriter, T> encode) {
    buffer.clear();
    int part = 0;
    for (T row : rows) {
      encode.accept(buffer, row);
      if (buffer.size() >= MAX_INSERT_BYTES) {
        clickHouse.insert(table, columns, buffer, token + ":" + table + ":" + part++);
        buffer.clear();
      }
    }
    clickHouse.insert(table, columns, buffer, token + ":" + table + ":" + part);
  }

  private void markDirty(List<StoredSpan> rows) {
    Set<Long> minutes = new HashSet<>();
    for (StoredSpan row : rows) {
      if (row.span().call().isPresent()) {
        minutes.add(row.span().span().startEpochNanos() / 60_000_000_000L);
      }
    }
    dirty.add(minutes);
  }

  /**
   * A repeated batch must keep its time of receipt: the tables drop repeats within a day's
   * partition.
   */
  private synchronized int receivedAt(String token) {
    Integer known = receivedAt.get(token);
    if (known != null) {
      return known;
    }
    if (receivedAt.size() >= REMEMBERED_TOKENS) {
      receivedAt.remove(receivedAt.keySet().iterator().next());
    }
    int now = (int) clock.instant().getEpochSecond();
    receivedAt.put(token, now);
    return now;
  }

  private synchronized void forget(String token) {
    receivedAt.remove(token);
  }

  private void writeVersions(StoreBatch batch, RowBinaryWriter buffer, long nowMillis) {
    Map<String, VersionTuple> fresh = new HashMap<>();
    for (List<StoredSpan> rows : List.of(batch.spans(), batch.changed())) {
      for (StoredSpan row : rows) {
        if (!row.scored().scores().isEmpty()) {
          fresh.put(row.scored().versions().hash(), row.scored().versions());
        }
      }
    }
    versions.write(fresh, buffer, nowMillis);
  }

  @Override
  public Map<SpanKey, Long> spanKeys(long fromEpochNanos, long toEpochNanos) {
    return clickHouse.query(
        "SELECT TraceId, SpanId, IngestPosition FROM otel_traces"
            + " WHERE Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
            + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64})",
        Params.none().number("from", fromEpochNanos).number("to", toEpochNanos),
        in -> {
          Map<SpanKey, Long> keys = new HashMap<>();
          while (in.hasNext()) {
            SpanKey key = new SpanKey(in.string(), in.string());
            keys.put(key, in.int64());
          }
          return keys;
        });
  }

  @Override
  public Map<Long, Long> logHashes(long fromEpochNanos, long toEpochNanos) {
    return clickHouse.query(
        "SELECT RecordHash, IngestPosition FROM otel_logs"
            + " WHERE Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
            + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64})",
        Params.none().number("from", fromEpochNanos).number("to", toEpochNanos),
        in -> {
          Map<Long, Long> hashes = new HashMap<>();
          while (in.hasNext()) {
            long hash = in.int64();
            hashes.put(hash, in.int64());
          }
          return hashes;
        });
  }

  @Override
  public SpanReader.History history() {
    return history;
  }

  /** Drops the staging table. The connection belongs to the caller. */
  @Override
  public void close() {
    try {
      patcher.close();
    } catch (PlumblineException e) {
      log.atWarn()
          .addKeyValue("error.type", e.kind().label())
          .log("the staging table was left behind; a later start drops it");
    }
  }

  /** What one writing thread needs. */
  private static final class Encoder {
    final RowBinaryWriter buffer = new RowBinaryWriter(1 << 20);
    final SpanRows spans = new SpanRows();
    final LogRows logs = new LogRows();
  }

  /** Appends samples on their own, for monitors. */
  public void append(List<MetricSample> samples, String token) {
    write(new StoreBatch(token, List.of(), List.of(), samples, List.of()));
  }
}
