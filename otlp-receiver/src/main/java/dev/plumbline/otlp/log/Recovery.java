// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.LogRecovery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads every pending segment once when the log is opened: counts entries, cuts the torn tail,
 * reports damage. Each record names the one before it, so that also files that vanished are
 * noticed. One thread, used once.
 */
final class Recovery {
  /**
   * What was found.
   *
   * @param segments all sealed; the log goes on in a new one
   * @param gaps ranges of positions, from → to, without a readable entry
   * @param next a position that no entry can have had
   * @param previous what the next record is to name as the one before it, -1 for none
   */
  record Result(
      List<Segment> segments,
      NavigableMap<Long, Long> gaps,
      long next,
      long previous,
      LogRecovery info) {}

  /** Bytes that are no record, until the next record tells what was lost with them. */
  private record Open(Segment segment, long offset, long length, String reason, boolean torn) {}

  private static final long NONE = -1;
  private static final int MIN_RECORD_BYTES = RecordHeader.BYTES + Short.BYTES;

  private final LogFolder folder;
  private final Damages damages;
  private final Checkpoint checkpoint;
  private final long durableNext;
  private final boolean checkpointTrusted;

  private final List<Segment> kept = new ArrayList<>();
  private final NavigableMap<Long, Long> gaps = new TreeMap<>();
  private final List<Open> open = new ArrayList<>();

  /** The last position that was found or can be accounted for. */
  private long lastSeen = NONE;

  private long lastReadable = NONE;
  private long pendingEntries;
  private long pendingBytes;
  private long tornBytes;
  private boolean acknowledgedMayBeLost;

  Recovery(LogFolder folder, CheckpointFile checkpointFile, Damages damages) {
    this.folder = folder;
    this.damages = damages;
    this.checkpoint =
        checkpointFile.last().map(CheckpointFile.Saved::checkpoint).orElse(Checkpoint.NONE);
    this.durableNext = checkpointFile.last().map(CheckpointFile.Saved::durableNext).orElse(0L);
    this.checkpointTrusted = checkpointFile.damagedSlots() == 0;
  }

  Result run() throws IOException {
    if (!checkpointTrusted) {
      long at = checkpoint.position().value();
      damages.add(CheckpointFile.NAME, at, at, "a checkpoint is damaged, the one before is used");
    }
    folder.deleteOrphanKeys();
    List<Segment> segments = folder.segments();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      boolean stored = i + 1 < segments.size() && segments.get(i + 1).first() <= start();
      if (stored || Files.size(segment.file()) == 0) {
        folder.delete(segment);
      } else {
        scan(segment);
      }
    }
    long next = finish();
    return new Result(
        kept,
        gaps,
        next,
        acknowledgedMayBeLost ? next - 1 : Math.max(lastSeen, start() - 1),
        new LogRecovery(checkpoint, pendingEntries, pendingBytes, tornBytes, damages.all()));
  }

  private long start() {
    return checkpoint.position().value();
  }

  private void scan(Segment segment) throws IOException {
    kept.add(segment);
    segment.sealed = true;
    try (FileChannel channel = folder.open(segment.file(), StandardOpenOption.READ)) {
      long size = channel.size();
      SegmentScan scan = new SegmentScan(channel, segment.salt());
      long offset = 0;
      segment.durableBytes = size;
      while (offset < size) {
        switch (scan.at(offset, size)) {
          case SegmentScan.Step.Found(RecordHeader header, ByteBuffer _) -> {
            found(segment, offset, header);
            offset += header.recordBytes();
          }
          case SegmentScan.Step.Damaged(long length, String reason, var header) -> {
            damaged(segment, offset, length, reason, header);
            offset += length;
          }
          case SegmentScan.Step.Torn(long length) -> {
            open.add(new Open(segment, offset, length, "ends inside a record", true));
            offset += length;
          }
          case SegmentScan.Step.End() -> offset = size;
        }
      }
      if (segment.key() == null) {
        damages.add(
            segment, 0, size, segment.first(), lastSeen + 1, "its key is missing or damaged");
        segment.durableBytes = 0;
      }
    }
    segment.nextPosition = Math.max(segment.first(), lastSeen + 1);
  }

  private void found(Segment segment, long offset, RecordHeader header) {
    if (header.position() <= lastSeen) {
      damages.add(
          segment,
          offset,
          header.recordBytes(),
          header.position(),
          header.position() + 1,
          "its position was given before");
      return;
    }
    resolve(segment, offset, header.previous() + 1);
    lastSeen = header.position();
    if (segment.key() != null) {
      readable(header);
    }
  }

  private void readable(RecordHeader header) {
    long before = lastReadable == NONE ? start() : lastReadable + 1;
    if (header.position() > before) {
      gaps.put(before, header.position());
    }
    lastReadable = header.position();
    if (header.position() >= start()) {
      pendingEntries++;
      pendingBytes += header.payloadBytes();
    }
  }

  private void damaged(
      Segment segment, long offset, long length, String reason, @Nullable RecordHeader header) {
    if (header == null || header.position() <= lastSeen) {
      open.add(new Open(segment, offset, length, reason, false));
      return;
    }
    resolve(segment, offset, header.previous() + 1);
    lastSeen = header.position();
    damages.add(segment, offset, length, header.position(), header.position() + 1, reason);
  }

  /**
   * A record was found; it says that the one before it ended at {@code to}: what is between {@link
   * #lastSeen} and there is lost, in the open ranges if there are any.
   */
  private void resolve(Segment segment, long offset, long to) {
    long from = lastSeen == NONE ? Math.max(start(), kept.getFirst().first()) : lastSeen + 1;
    boolean lost = to > from;
    for (Open range : open) {
      if (range.torn() && !lost) {
        tornBytes += range.length();
        range.segment().durableBytes = range.offset();
      } else {
        damages.add(range.segment(), range.offset(), range.length(), from, to, range.reason());
      }
    }
    if (open.isEmpty() && lastSeen != NONE && lost) {
      damages.add(segment, offset, 0, from, to, "the entries before it are missing");
    } else if (open.isEmpty() && lastSeen == NONE && checkpointTrusted && to > start()) {
      damages.add(segment, offset, 0, start(), to, "the entries before it are missing");
    }
    open.clear();
  }

  /** The end of the log: nothing was found behind the open ranges. */
  private long finish() throws IOException {
    long tail = open.stream().mapToLong(Open::length).sum();
    long end = Math.max(lastSeen + 1, Math.max(start(), durableNext));
    if (!kept.isEmpty()) {
      end = Math.max(end, kept.getLast().first());
    }
    // an entry that can no longer be read may have had any of these positions
    long next = tail == 0 ? end : end + tail / MIN_RECORD_BYTES + 1;
    long from = Math.max(lastSeen + 1, start());
    boolean acknowledgedLost = durableNext > from;
    acknowledgedMayBeLost = acknowledgedLost;
    for (Open range : open) {
      boolean last = range.segment() == kept.getLast();
      if (range.torn() && last && !acknowledgedLost) {
        cut(range);
      } else {
        acknowledgedMayBeLost = true;
        damages.add(range.segment(), range.offset(), range.length(), from, next, range.reason());
      }
    }
    if (open.isEmpty() && acknowledgedLost) {
      damages.add(folder.path().toString(), from, durableNext, "the last entries are missing");
    }
    for (Segment segment : kept) {
      segment.nextPosition = Math.max(segment.nextPosition, segment.first());
    }
    long before = Math.max(start(), lastReadable + 1);
    if (next > before) {
      gaps.put(before, next);
    }
    return next;
  }

  private void cut(Open range) throws IOException {
    try (FileChannel channel = folder.open(range.segment().file(), StandardOpenOption.WRITE)) {
      channel.truncate(range.offset()).force(true);
    }
    range.segment().durableBytes = range.offset();
    tornBytes += range.length();
  }
}
