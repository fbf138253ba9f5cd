// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads segments forward: from memory what is still there, else from disk. One thread. */
final class DiskLogReader implements LogReader {
  private final Segments segments;
  private final RecentEntries recent;
  private final LogFolder folder;
  private final Damages damages;

  /** Entries before this are passed over. */
  private LogPosition position;

  private @Nullable Segment segment;
  private long offset;
  private @Nullable FileChannel channel;
  private @Nullable SegmentScan scan;

  /** Read already, but it did not fit into the list before. */
  private @Nullable LogEntry held;

  DiskLogReader(
      Segments segments,
      RecentEntries recent,
      LogFolder folder,
      Damages damages,
      LogPosition from) {
    this.segments = segments;
    this.recent = recent;
    this.folder = folder;
    this.damages = damages;
    this.position = from;
  }

  @Override
  public List<LogEntry> poll(long maxBytes, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long seen = segments.next();
      List<LogEntry> entries = readable(maxBytes);
      if (!entries.isEmpty() || !segments.awaitMore(seen, deadline - System.nanoTime())) {
        return entries;
      }
    }
  }

  @Override
  public LogPosition position() {
    return position;
  }

  @Override
  public void close() {
    closeFile();
    segment = null;
  }

  private List<LogEntry> readable(long maxBytes) throws InterruptedException {
    List<LogEntry> entries = new ArrayList<>();
    long bytes = 0;
    try {
      while (true) {
        LogEntry entry = next();
        if (entry == null) {
          return entries;
        }
        bytes += entry.payload().remaining();
        if (!entries.isEmpty() && bytes > maxBytes) {
          held = entry;
          return entries;
        }
        position = entry.position().next();
        entries.add(entry);
      }
    } catch (ClosedByInterruptException e) {
      closeFile();
      if (!entries.isEmpty()) {
        return entries; // the thread is still marked interrupted: the next call throws
      }
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (IOException e) {
      closeFile();
      if (!entries.isEmpty()) {
        return entries;
      }
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE, "the ingest log cannot be read: " + e.getMessage(), e);
    }
  }

  /** The next entry at or after the position; null when there is none now. */
  private @Nullable LogEntry next() throws IOException {
    LogEntry first = held;
    held = null;
    if (first != null) {
      return first;
    }
    while (true) {
      Segment current = segment == null || segments.isDropped(segment) ? begin() : segment;
      if (current == null) {
        return null;
      }
      boolean sealed = segments.isSealed(current); // before the length, which then is final
      long end = segments.readableBytes(current);
      if (offset < end) {
        LogEntry entry = at(current, end);
        if (entry != null && entry.position().compareTo(position) >= 0) {
          return entry;
        }
      } else {
        Segment after = sealed ? segments.after(current) : null;
        if (after == null) {
          return null;
        }
        enter(after);
      }
    }
  }

  private @Nullable Segment begin() {
    Segment first = segments.firstWith(position);
    if (first == null) {
      closeFile();
      segment = null;
    } else {
      enter(first);
    }
    return first;
  }

  private void enter(Segment next) {
    closeFile();
    segment = next;
    offset = 0;
  }

  /** Reads one step and moves on; null when it was no entry. */
  private @Nullable LogEntry at(Segment current, long end) throws IOException {
    RecentEntries.Recent cached = recent.take(current, offset);
    if (cached != null) {
      offset += cached.recordBytes();
      return cached.entry();
    }
    SegmentScan.Step step;
    try {
      step = scan(current).at(offset, end);
    } catch (NoSuchFileException e) {
      if (segments.isDropped(current)) {
        return null; // stored, and deleted since: begins anew behind it
      }
      throw e;
    }
    return switch (step) {
      case SegmentScan.Step.Found(RecordHeader header, ByteBuffer body) -> {
        LogEntry entry =
            header.position() < position.value() ? null : decrypt(current, header, body);
        offset += header.recordBytes();
        yield entry;
      }
      case SegmentScan.Step.Damaged(long length, String reason, var header) -> {
        long from = header == null ? position.value() : header.position();
        long to = header == null ? behind(current, offset + length, end) : header.position() + 1;
        damages.add(current, offset, length, from, to, reason);
        offset += length;
        yield null;
      }
      case SegmentScan.Step.Torn(long length) -> {
        damages.add(
            current, offset, length, position.value(), segments.next(), "ends inside a record");
        offset += length;
        yield null;
      }
      case SegmentScan.Step.End() -> null;
    };
  }

  /** The position up to which entries may be lost before {@code at}. */
  private long behind(Segment current, long at, long end) throws IOException {
    return scan(current).at(at, end) instanceof SegmentScan.Step.Found(RecordHeader header, var _)
        ? header.previous() + 1
        : segments.next();
  }

  private @Nullable LogEntry decrypt(Segment current, RecordHeader header, ByteBuffer body) {
    SegmentKey key = current.key();
    try {
      if (key == null) {
        throw new GeneralSecurityException("no key");
      }
      ByteBuffer plain = ByteBuffer.allocate(body.remaining());
      key.apply(header.position(), List.of(body), plain);
      plain.flip();
      Map<String, String> headers = TextMap.read(plain);
      return new LogEntry(
          new LogPosition(header.position()),
          header.signal(),
          header.receivedAtEpochNanos(),
          headers,
          plain.slice(),
          Optional.empty());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      damages.add(
          current,
          offset,
          header.recordBytes(),
          header.position(),
          header.position() + 1,
          "cannot be decrypted");
      return null;
    }
  }

  private SegmentScan scan(Segment current) throws IOException {
    SegmentScan open = scan;
    if (open == null) {
      FileChannel file = folder.open(current.file(), StandardOpenOption.READ);
      channel = file;
      open = new SegmentScan(file, current.salt());
      scan = open;
    }
    return open;
  }

  private void closeFile() {
    FileChannel open = channel;
    channel = null;
    scan = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        return; // it was only read
      }
    }
  }
}
