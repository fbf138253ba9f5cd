// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which keys are stored, or on their way to the store: exact sets by the minute in which a span
 * starts, loaded from the store when a minute is first touched. The minutes used last stay in
 * memory; minutes with keys that are not stored yet always do. One thread.
 */
final class DedupIndex {
  static final long MINUTE_NANOS = 60_000_000_000L;

  /** A question to the store shall give about this many keys. */
  private static final int USUAL_KEYS = 20_000;

  private static final int MAX_RANGE_MINUTES = 1440;

  /** An id that comes again with a start so much later is still found. */
  private static final int RESEND_MINUTES = 2;

  /** What a segment costs beside its keys, in keys. */
  private static final int SEGMENT_COST = 64;

  /** What was found out about one key. */
  enum Verdict {
    /** Not seen before; from now on it counts as on its way. */
    FRESH,
    /** Stored from this very log entry, by a process that crashed before its checkpoint. */
    STORED_BEFORE_CRASH,
    DUPLICATE
  }

  /** A key of 128 bits, when it happened, and the log entry that brought it. */
  record ItemKey(long high, long low, long epochNanos, long position) {
    long minute() {
      return epochNanos / MINUTE_NANOS;
    }
  }

  private record Id(long high, long low) {}

  /** Tells the stored keys of a stretch of time. */
  interface Source {
    void load(long fromEpochNanos, long toEpochNanos, Sink sink);
  }

  /** Takes one stored key, with the position of the log entry that brought it. */
  interface Sink {
    void add(long high, long low, long position);
  }

  /** One or more minutes, which were loaded together. */
  private static final class Segment {
    final List<Long> minutes;
    final KeySet keys = new KeySet();
    long lastBatch;

    Segment(List<Long> minutes) {
      this.minutes = minutes;
    }

    long cost() {
      return SEGMENT_COST + (long) minutes.size() + keys.size();
    }
  }

  private final Source source;
  private final int maxKeys;
  private final long checkpoint;
  private final Map<Long, Segment> byMinute = new HashMap<>();
  private final LinkedHashMap<Segment, Boolean> byUse = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<Id, Long> storedBeforeCrash = new HashMap<>();
  private int rangeMinutes = 8;

  /**
   * Asks the source nothing yet.
   *
   * @param checkpoint the checkpoint this process began with: what is stored from entries at or
   *     after it was stored by a process that crashed before its next checkpoint
   */
  DedupIndex(Source source, int maxKeys, long checkpoint) {
    this.source = source;
    this.maxKeys = maxKeys;
    this.checkpoint = checkpoint;
  }

  /**
   * Loads the minutes of these keys that are not in memory. To be called before {@link #add}.
   *
   * @param batch number of the batch that is being formed
   * @param storedBatch number of the last batch that is wholly stored
   * @throws dev.plumbline.model.error.PlumblineException when the store cannot tell now; may be
   *     called again
   */
  void prepare(List<ItemKey> keys, long batch, long storedBatch) {
    TreeSet<Long> missing = new TreeSet<>();
    for (ItemKey key : keys) {
      Segment segment = byMinute.get(key.minute());
      if (segment == null) {
        missing.add(key.minute());
      } else if (segment.lastBatch != batch) {
        segment.lastBatch = batch;
        byUse.get(segment); // makes it the last one used
      }
    }
    List<Long> range = new ArrayList<>();
    for (long minute : missing) {
      if (!range.isEmpty() && minute - range.getFirst() >= rangeMinutes) {
        load(range, batch);
        range = new ArrayList<>();
      }
      range.add(minute);
    }
    if (!range.isEmpty()) {
      load(range, batch);
    }
    trim(storedBatch);
  }

  private void load(List<Long> missing, long batch) {
    List<Long> minutes = new ArrayList<>();
    long first = Math.min(missing.getFirst(), Math.max(0, missing.getFirst() - RESEND_MINUTES));
    for (long minute = first; minute <= missing.getLast(); minute++) {
      if (!byMinute.containsKey(minute)) {
        minutes.add(minute); // asked for or not, its keys come with the others
      }
    }
    Segment segment = new Segment(minutes);
    Map<Id, Long> early = new HashMap<>();
    long from = minutes.getFirst() * MINUTE_NANOS;
    long last = minutes.getLast();
    long to = last >= Long.MAX_VALUE / MINUTE_NANOS ? Long.MAX_VALUE : (last + 1) * MINUTE_NANOS;
    source.load(
        from,
        to,
        (high, low, position) -> {
          segment.keys.add(high, low);
          if (position >= checkpoint) {
            early.put(new Id(high, low), position);
          }
        });
    segment.lastBatch = batch;
    minutes.forEach(minute -> byMinute.put(minute, segment));
    byUse.put(segment, true);
    storedBeforeCrash.putAll(early);
    if (segment.keys.size() < USUAL_KEYS / 2) {
      rangeMinutes = Math.min(MAX_RANGE_MINUTES, rangeMinutes * 2);
    } else if (segment.keys.size() > USUAL_KEYS) {
      rangeMinutes = Math.max(1, rangeMinutes / 2);
    }
  }

  private void trim(long storedBatch) {
    long held = byUse.keySet().stream().mapToLong(Segment::cost).sum();
    Iterator<Segment> oldest = byUse.keySet().iterator();
    while (held > maxKeys && oldest.hasNext()) {
      Segment segment = oldest.next();
      if (segment.lastBatch <= storedBatch) {
        held -= segment.cost();
        oldest.remove();
        segment.minutes.forEach(byMinute::remove);
      }
    }
  }

  /** Decides on a key whose minute is prepared. */
  Verdict add(ItemKey key) {
    Segment segment = byMinute.get(key.minute());
    if (segment == null) {
      throw new IllegalStateException("prepare() was not called for this key");
    }
    if (!knownShortlyBefore(key, segment) && segment.keys.add(key.high(), key.low())) {
      return Verdict.FRESH;
    }
    // removed on the first match: a second copy in the same entry is a duplicate
    boolean same = storedBeforeCrash.remove(new Id(key.high(), key.low()), key.position());
    return same ? Verdict.STORED_BEFORE_CRASH : Verdict.DUPLICATE;
  }

  /** A span that is made again under its old id, with a later time: nobody else does that. */
  private boolean knownShortlyBefore(ItemKey key, Segment own) {
    for (int back = 1; back <= RESEND_MINUTES; back++) {
      Segment before = byMinute.get(key.minute() - back);
      if (before != null && before != own && before.keys.contains(key.high(), key.low())) {
        return true;
      }
    }
    return false;
  }

  /** Keys in memory. */
  long size() {
    return byUse.keySet().stream().mapToLong(segment -> segment.keys.size()).sum();
  }
}
