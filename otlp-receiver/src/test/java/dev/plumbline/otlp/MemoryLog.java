// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.Hint;
import dev.plumbline.model.ingest.IngestLog;
import dev.plumbline.model.ingest.LogDamage;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogReader;
import dev.plumbline.model.ingest.LogRecord;
import dev.plumbline.model.ingest.LogRecovery;
import dev.plumbline.model.ingest.LogStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A log in memory that outlives the "process" of a test, and fails when told to. Thread-safe. */
public final class MemoryLog implements IngestLog {
  private final List<LogEntry> entries = new ArrayList<>();
  private Checkpoint checkpoint = Checkpoint.NONE;
  private boolean closed;

  /** Thrown by every append while set. */
  public final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  /** Thrown by every checkpoint while set. */
  public final AtomicReference<@Nullable RuntimeException> checkpointFailure =
      new AtomicReference<>();

  /** Set to false to forget hints, as after a restart. */
  public volatile boolean hints = true;

  /** Appends wait for it. */
  public volatile CountDownLatch hold = new CountDownLatch(0);

  /** Appends that were begun. */
  public final AtomicInteger appending = new AtomicInteger();

  public volatile Duration delay = Duration.ZERO;

  @Override
  public LogPosition append(LogRecord record) throws InterruptedException {
    RuntimeException fail = failure.get();
    if (fail != null) {
      throw fail;
    }
    appending.incrementAndGet();
    hold.await();
    Thread.sleep(delay);
    synchronized (this) {
      LogPosition position = new LogPosition(entries.size() * 10L); // gaps are allowed
      entries.add(
          new LogEntry(
              position,
              record.signal(),
              1_700_000_000_000_000_000L,
              record.headers(),
              record.payload(),
              record.hint().map(Hint::value)));
      notifyAll();
      return position;
    }
  }

  public synchronized List<LogEntry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public LogReader read(LogPosition from) {
    return new Reader(from);
  }

  private synchronized List<LogEntry> next(LogPosition from, long maxBytes, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      List<LogEntry> found = new ArrayList<>();
      long bytes = 0;
      for (LogEntry entry : entries) {
        if (entry.position().compareTo(from) >= 0) {
          bytes += entry.payload().remaining();
          if (!found.isEmpty() && bytes > maxBytes) {
            break;
          }
          found.add(hints ? entry : withoutHint(entry));
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (!found.isEmpty() || left <= 0 || closed) {
        return found;
      }
      wait(left);
    }
  }

  private static LogEntry withoutHint(LogEntry entry) {
    return new LogEntry(
        entry.position(),
        entry.signal(),
        entry.receivedAtEpochNanos(),
        entry.headers(),
        entry.payload(),
        Optional.empty());
  }

  private final class Reader implements LogReader {
    private LogPosition position;

    Reader(LogPosition from) {
      position = from.compareTo(checkpoint().position()) > 0 ? from : checkpoint().position();
    }

    @Override
    public List<LogEntry> poll(long maxBytes, Duration timeout) throws InterruptedException {
      List<LogEntry> found = next(position, maxBytes, timeout);
      if (!found.isEmpty()) {
        position = found.getLast().position().next();
      }
      return found;
    }

    @Override
    public LogPosition position() {
      return position;
    }

    @Override
    public void close() {}
  }

  @Override
  public synchronized void checkpoint(Checkpoint next) {
    RuntimeException fail = checkpointFailure.get();
    if (fail != null) {
      throw fail;
    }
    if (next.position().compareTo(checkpoint.position()) < 0) {
      throw new IllegalArgumentException("checkpoint goes back");
    }
    checkpoint = next;
  }

  @Override
  public synchronized Checkpoint checkpoint() {
    return checkpoint;
  }

  @Override
  public LogRecovery recovery() {
    return new LogRecovery(checkpoint(), 0, 0, 0, List.of());
  }

  @Override
  public List<LogDamage> damages() {
    return List.of();
  }

  @Override
  public synchronized LogStatus status() {
    LogPosition next = entries.isEmpty() ? LogPosition.START : entries.getLast().position().next();
    long pending =
        entries.stream().filter(e -> e.position().compareTo(checkpoint.position()) >= 0).count();
    return new LogStatus(
        checkpoint.position(), next, pending, OptionalLong.empty(), OptionalLong.empty());
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
