// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * One file of the log. What changes is guarded by the lock of {@link Segments}, except the recent
 * entries.
 */
final class Segment {
  static final Comparator<Segment> OLDEST_FIRST =
      Comparator.comparingLong(Segment::first).thenComparing(Segment::file);

  private final Path file;
  private final long first;
  private final long salt;
  private final @Nullable SegmentKey key;
  private final ConcurrentMap<Long, RecentEntries.Recent> recent = new ConcurrentHashMap<>();

  /** Where the last durable record ends. */
  long durableBytes;

  /** Behind the last durable position in it, or of what may be lost in it. */
  long nextPosition;

  /** Nothing is written to it any more. */
  boolean sealed;

  /** Taken out because all of it is stored; the file may be gone. */
  boolean dropped;

  /**
   * @param first no position in it is smaller
   * @param key null when it is lost, and with it every record
   */
  Segment(Path file, long first, long salt, @Nullable SegmentKey key) {
    this.file = file;
    this.first = first;
    this.salt = salt;
    this.key = key;
    this.nextPosition = first;
  }

  Path file() {
    return file;
  }

  String name() {
    return file.getFileName().toString();
  }

  long first() {
    return first;
  }

  long salt() {
    return salt;
  }

  @Nullable SegmentKey key() {
    return key;
  }

  /** Entries still in memory, by their offset. */
  ConcurrentMap<Long, RecentEntries.Recent> recent() {
    return recent;
  }
}
