// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.MetricSample;
import dev.plumbline.model.telemetry.SpanKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What ClickHouse keeps, without ClickHouse: rows are appended, an insert with a token that the
 * table has seen is dropped, and nothing else protects from a row twice. Thread-safe.
 */
final class MemoryStore implements SpanStore {
  /** Where a test may stop a write: before it, between two tables, behind it. */
  enum Point {
    BEFORE,
    BETWEEN,
    AFTER
  }

  final List<StoredSpan> spans = new ArrayList<>();
  final List<StoredLog> logs = new ArrayList<>();
  final List<MetricSample> samples = new ArrayList<>();
  final List<StoredSpan> changed = new ArrayList<>();
  final List<StoreBatch> batches = new ArrayList<>();
  private final Set<String> tokens = new HashSet<>();
  int keyQuestions;

  volatile Consumer<Point> at = point -> {};
  volatile @Nullable RuntimeException failure;
  volatile Duration delay = Duration.ZERO;
  volatile Predicate<StoredSpan> refused = span -> false;

  @Override
  public void write(StoreBatch batch) {
    RuntimeException fail = failure;
    if (fail != null) {
      throw fail;
    }
    sleep();
    at.accept(Point.BEFORE);
    synchronized (this) {
      if (batch.spans().stream().anyMatch(refused) || batch.changed().stream().anyMatch(refused)) {
        throw new PlumblineException(ErrorKind.INVALID_INPUT, "cannot parse a row");
      }
      batches.add(batch);
      if (!batch.spans().isEmpty() && tokens.add(batch.token() + ":spans")) {
        spans.addAll(batch.spans());
      }
    }
    at.accept(Point.BETWEEN);
    synchronized (this) {
      if (!batch.logs().isEmpty() && tokens.add(batch.token() + ":logs")) {
        logs.addAll(batch.logs());
      }
      if (!batch.samples().isEmpty() && tokens.add(batch.token() + ":samples")) {
        samples.addAll(batch.samples());
      }
      changed.addAll(batch.changed());
    }
    at.accept(Point.AFTER);
  }

  private void sleep() {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized Map<SpanKey, Long> spanKeys(long fromEpochNanos, long toEpochNanos) {
    RuntimeException fail = failure;
    if (fail != null) {
      throw fail;
    }
    keyQuestions++;
    Map<SpanKey, Long> keys = new HashMap<>();
    for (StoredSpan row : spans) {
      long start = row.span().span().startEpochNanos();
      if (start >= fromEpochNanos && start < toEpochNanos) {
        keys.put(row.span().span().key(), row.ingestPosition());
      }
    }
    return keys;
  }

  @Override
  public synchronized Map<Long, Long> logHashes(long fromEpochNanos, long toEpochNanos) {
    Map<Long, Long> hashes = new HashMap<>();
    for (StoredLog row : logs) {
      if (row.record().epochNanos() >= fromEpochNanos && row.record().epochNanos() < toEpochNanos) {
        hashes.put(row.recordHash(), row.ingestPosition());
      }
    }
    return hashes;
  }

  @Override
  public SpanReader.History history() {
    return SpanReader.History.NONE;
  }

  synchronized int spanCount() {
    return spans.size();
  }
}
