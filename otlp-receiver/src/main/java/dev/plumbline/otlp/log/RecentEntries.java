// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.ingest.LogEntry;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way from appender to reader, in memory within a bound. An entry leaves when it
 * is read. When the room is used up, newer entries are not taken in: the reader needs the oldest
 * first. Thread-safe.
 */
final class RecentEntries {
  /** An entry, the length of its record on disk, and the heap it holds. */
  record Recent(LogEntry entry, int recordBytes, long heapBytes) {}

  private static final long OVERHEAD_BYTES = 512;

  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();

  RecentEntries(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void offer(Segment segment, long offset, LogEntry entry, int recordBytes, long hintBytes) {
    long heap = OVERHEAD_BYTES + entry.payload().capacity() + hintBytes;
    if (bytes.addAndGet(heap) > maxBytes) {
      bytes.addAndGet(-heap);
      return;
    }
    segment.recent().put(offset, new Recent(entry, recordBytes, heap));
  }

  @Nullable Recent take(Segment segment, long offset) {
    Recent found = segment.recent().remove(offset);
    if (found != null) {
      bytes.addAndGet(-found.heapBytes());
    }
    return found;
  }

  /** Gives back the room of a segment that is deleted. */
  void drop(Segment segment) {
    segment.recent().keySet().forEach(offset -> take(segment, offset));
  }

  long bytes() {
    return bytes.get();
  }
}
