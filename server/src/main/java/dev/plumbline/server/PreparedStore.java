// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredCalls;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.SpanKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A store whose schema is brought up to date before its first use. A ClickHouse server that is down
 * when the process starts does not stop the receiver: the first write that reaches it migrates.
 * Thread-safe.
 */
final class PreparedStore implements SpanStore {
  private final Runnable migrations;
  private final SpanStore store;
  private volatile StoredCalls listener = StoredCalls.none();
  private volatile boolean prepared;

  /**
   * Does nothing yet.
   *
   * @param migrations may fail with UNAVAILABLE, and is then run again
   */
  PreparedStore(Runnable migrations, SpanStore store) {
    this.migrations = migrations;
    this.store = store;
  }

  /** Runs the migrations unless they have run. */
  void prepare() {
    if (!prepared) {
      synchronized (this) {
        if (!prepared) {
          migrations.run();
          prepared = true;
        }
      }
    }
  }

  boolean prepared() {
    return prepared;
  }

  @Override
  public void write(StoreBatch batch) {
    prepare();
    store.write(batch);
    List<StoredSpan> calls = new ArrayList<>(batch.spans().size() + batch.changed().size());
    for (List<StoredSpan> rows : List.of(batch.spans(), batch.changed())) {
      for (StoredSpan row : rows) {
        if (row.span().call().isPresent()) {
          calls.add(row);
        }
      }
    }
    if (!calls.isEmpty()) {
      listener.stored(calls);
    }
  }

  /** From now on this one is told of every stored call, in place of any other. */
  void tell(StoredCalls newListener) {
    listener = newListener;
  }

  @Override
  public Map<SpanKey, Long> spanKeys(long fromEpochNanos, long toEpochNanos) {
    prepare();
    return store.spanKeys(fromEpochNanos, toEpochNanos);
  }

  @Override
  public Map<Long, Long> logHashes(long fromEpochNanos, long toEpochNanos) {
    prepare();
    return store.logHashes(fromEpochNanos, toEpochNanos);
  }

  @Override
  public SpanReader.History history() {
    return store.history();
  }
}
