// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Appends that wait for the writer. Thread-safe; one thread takes. */
final class AppendQueue {
  /**
   * One append under way.
   *
   * @param headers the record's headers as they go to disk
   */
  record Pending(LogRecord record, ByteBuffer headers, CompletableFuture<LogPosition> done) {
    int payloadBytes() {
      return record.payload().remaining();
    }

    int bodyBytes() {
      return headers.remaining() + payloadBytes();
    }

    long recordBytes() {
      return (long) RecordHeader.BYTES + bodyBytes();
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean woken;
  private boolean closed;

  /** Puts an append in line; false when the queue is closed. */
  boolean add(Pending pending) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      waiting.add(pending);
      waitingBytes += pending.recordBytes();
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What waits, up to {@code maxBytes} but at least one; empty when there was nothing for {@code
   * idleNanos}, after {@link #wake}, and when the queue is closed and done.
   */
  List<Pending> take(long maxBytes, long idleNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = idleNanos;
      while (waiting.isEmpty() && !woken && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      List<Pending> batch = new ArrayList<>();
      long bytes = 0;
      for (Pending p = waiting.peek();
          p != null && (batch.isEmpty() || bytes + p.recordBytes() <= maxBytes);
          p = waiting.peek()) {
        waiting.remove();
        batch.add(p);
        bytes += p.recordBytes();
      }
      waitingBytes -= bytes;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** All that waits still. */
  List<Pending> drain() {
    lock.lock();
    try {
      List<Pending> rest = List.copyOf(waiting);
      waiting.clear();
      waitingBytes = 0;
      return rest;
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@link #take} return now. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return waitingBytes;
    } finally {
      lock.unlock();
    }
  }

  boolean isDone() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
