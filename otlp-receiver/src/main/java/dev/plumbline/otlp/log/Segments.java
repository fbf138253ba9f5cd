// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is durable: the segments in order, how far each may be read, and the checkpoint in force.
 * Readers wait here. Does no I/O. Thread-safe.
 */
final class Segments {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Segment> segments;
  private final NavigableMap<Long, Long> gaps;
  private Checkpoint checkpoint;
  private long next;
  private boolean closed;

  Segments(Recovery.Result recovered) {
    this.segments = new ArrayList<>(recovered.segments());
    this.gaps = new TreeMap<>(recovered.gaps());
    this.checkpoint = recovered.info().checkpoint();
    this.next = recovered.next();
  }

  void add(Segment segment) {
    change(() -> segments.add(segment));
  }

  /**
   * The records up to {@code durableBytes} are on disk for good: readers may have them.
   *
   * @param first position of the first of these records
   * @param last position of the last of them; none between is missing
   */
  void publish(Segment segment, long durableBytes, long first, long last) {
    change(() -> {
      if (first > next) {
        gaps.merge(next, first, Math::max);
      }
      segment.durableBytes = durableBytes;
      segment.nextPosition = last + 1;
      next = last + 1;
      changed.signalAll();
    });
  }

  void seal(Segment segment) {
    change(() -> {
      segment.sealed = true;
      changed.signalAll();
    });
  }

  void advance(Checkpoint to) {
    change(() -> checkpoint = to);
  }

  boolean isDropped(Segment segment) {
    return locked(() -> segment.dropped);
  }

  /** Forgets a segment in which nothing is durable. */
  void remove(Segment segment) {
    change(() -> segments.remove(segment));
  }

  /**
   * Takes out the segments that no reader needs any more.
   *
   * @return these segments, to be deleted
   */
  List<Segment> dropStored() {
    return locked(() -> {
      long position = checkpoint.position().value();
      while (!gaps.isEmpty() && gaps.firstEntry().getValue() <= position) {
        gaps.pollFirstEntry();
      }
      List<Segment> stored =
          segments.stream().filter(s -> s.sealed && s.nextPosition <= position).toList();
      segments.removeAll(stored);
      stored.forEach(s -> s.dropped = true);
      return stored;
    });
  }

  /** Whether everything in the segment is stored. */
  boolean isStored(Segment segment) {
    return locked(() -> segment.nextPosition <= checkpoint.position().value());
  }

  Checkpoint checkpoint() {
    return locked(() -> checkpoint);
  }

  /** Behind every durable entry. */
  long next() {
    return locked(() -> next);
  }

  long bytes() {
    return locked(() -> segments.stream().mapToLong(s -> s.durableBytes).sum());
  }

  long pendingEntries() {
    return locked(() -> {
      long from = checkpoint.position().value();
      long count = next - from;
      for (var gap : gaps.entrySet()) {
        count -= Math.max(0, gap.getValue() - Math.max(from, gap.getKey()));
      }
      return Math.max(0, count);
    });
  }

  /** The oldest segment with an entry at or after the position; null when there is none yet. */
  @Nullable Segment firstWith(LogPosition position) {
    return locked(() ->
        segments.stream().filter(s -> s.nextPosition > position.value()).findFirst().orElse(null));
  }

  /** The segment behind one that a reader has finished; null when there is none yet. */
  @Nullable Segment after(Segment segment) {
    return locked(() ->
        segments.stream()
            .filter(s -> Segment.OLDEST_FIRST.compare(s, segment) > 0)
            .findFirst()
            .orElse(null));
  }

  /** How far the segment may be read now. */
  long readableBytes(Segment segment) {
    return locked(() -> segment.durableBytes);
  }

  boolean isSealed(Segment segment) {
    return locked(() -> segment.sealed);
  }

  /**
   * Waits until there is something behind {@code seenNext}.
   *
   * @return false when the time passed or the log was closed
   */
  boolean awaitMore(long seenNext, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!closed && next <= seenNext) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return next > seenNext;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    change(() -> {
      closed = true;
      changed.signalAll();
    });
  }

  private void change(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private <T extends @Nullable Object> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
