// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.Hint;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes segments: takes all appends that wait, writes them, flushes once, and
 * tells them.
 *
 * <p>After a failed write or flush nothing in that file counts any more beyond what was durable
 * before: Linux marks pages clean when a flush fails, so a second flush that succeeds would prove
 * nothing. The file is cut back and closed, the waiting appends fail as UNAVAILABLE, their
 * positions are never given again, and the next append begins a new file.
 */
final class LogWriter implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
  private static final long MAX_BATCH_BYTES = 8 << 20;
  private static final int STAGING_BYTES = 1 << 20;
  private static final int KEPT_BODY_BYTES = 4 << 20;

  /** After this long without an append, what is stored is deleted although its file is not full. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final AppendQueue queue;
  private final Segments segments;
  private final RecentEntries recent;
  private final LogFolder folder;
  private final LogMeters meters;
  private final InstantSource clock;
  private final long segmentBytes;
  private final Runnable deleteStored;

  private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
  private byte[] body = new byte[0];
  private @Nullable Segment segment;
  private @Nullable FileChannel channel;
  private long length;
  private long nextPosition;
  private long previous;
  private boolean failing;
  private long lastAppend = System.nanoTime();

  /**
   * @param deleteStored called when segments may be deleted and no append has to wait for it
   */
  LogWriter(
      AppendQueue queue,
      Segments segments,
      RecentEntries recent,
      LogFolder folder,
      LogMeters meters,
      InstantSource clock,
      IngestLogConfig config,
      Recovery.Result recovered,
      Runnable deleteStored) {
    this.queue = queue;
    this.segments = segments;
    this.recent = recent;
    this.folder = folder;
    this.meters = meters;
    this.clock = clock;
    this.segmentBytes = config.segmentBytes();
    this.nextPosition = recovered.next();
    this.previous = recovered.previous();
    this.deleteStored = deleteStored;
  }

  @Override
  public void run() {
    try {
      while (!queue.isDone()) {
        List<AppendQueue.Pending> batch = queue.take(MAX_BATCH_BYTES, IDLE_NANOS);
        if (batch.isEmpty()) {
          boolean idle = System.nanoTime() - lastAppend >= IDLE_NANOS;
          sealWhenStored(idle ? 0 : segmentBytes / 4);
          deleteStored.run();
        } else {
          append(batch);
          lastAppend = System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      log.warn("ingest log writer was interrupted");
    } finally {
      seal();
      deleteStored.run();
      refuseRest();
    }
  }

  /** Nobody may wait for a writer that has ended, for whatever reason. */
  private void refuseRest() {
    queue.close();
    PlumblineException closed =
        new PlumblineException(ErrorKind.UNAVAILABLE, "the ingest log writer has ended");
    queue.drain().forEach(pending -> pending.done().completeExceptionally(closed));
  }

  private void append(List<AppendQueue.Pending> batch) {
    long first = nextPosition;
    try {
      List<LogEntry> entries = write(batch);
      publish(batch, entries, first);
      if (failing) {
        failing = false;
        log.info("ingest log can be written again");
      }
    } catch (IOException | GeneralSecurityException | RuntimeException | OutOfMemoryError e) {
      nextPosition = first + batch.size();
      fail(batch, e);
    }
  }

  private List<LogEntry> write(List<AppendQueue.Pending> batch)
      throws IOException, GeneralSecurityException {
    long bytes = batch.stream().mapToLong(AppendQueue.Pending::recordBytes).sum();
    if (length > 0 && length + bytes > segmentBytes) {
      seal();
    }
    FileChannel to = channel();
    Segment into = Objects.requireNonNull(segment);
    SegmentKey key = Objects.requireNonNull(into.key());
    List<LogEntry> entries = new ArrayList<>(batch.size());
    staging.clear();
    long before = previous;
    for (AppendQueue.Pending pending : batch) {
      LogEntry entry = entry(pending.record());
      encrypt(pending, entry, key, before, into.salt(), to);
      before = entry.position().value();
      entries.add(entry);
    }
    flush(to);
    long started = System.nanoTime();
    to.force(false);
    meters.flushed(System.nanoTime() - started);
    return entries;
  }

  private LogEntry entry(LogRecord record) {
    Instant now = clock.instant();
    return new LogEntry(
        new LogPosition(nextPosition++),
        record.signal(),
        Math.addExact(TimeUnit.SECONDS.toNanos(now.getEpochSecond()), now.getNano()),
        record.headers(),
        record.payload().slice(),
        record.hint().map(Hint::value));
  }

  private void encrypt(
      AppendQueue.Pending pending,
      LogEntry entry,
      SegmentKey key,
      long before,
      long salt,
      FileChannel to)
      throws IOException, GeneralSecurityException {
    int bodyBytes = pending.bodyBytes();
    byte[] encrypted = body.length >= bodyBytes ? body : new byte[bodyBytes];
    ByteBuffer out = ByteBuffer.wrap(encrypted, 0, bodyBytes);
    key.apply(entry.position().value(), List.of(pending.headers(), entry.payload()), out);
    out.flip();
    body = encrypted.length <= KEPT_BODY_BYTES ? encrypted : new byte[0];
    RecordHeader header =
        new RecordHeader(
            entry.position().value(),
            before,
            entry.receivedAtEpochNanos(),
            bodyBytes,
            pending.payloadBytes(),
            SegmentScan.crc(out.duplicate()),
            entry.signal());
    if (staging.remaining() < RecordHeader.BYTES) {
      flush(to);
    }
    header.write(staging, salt);
    while (out.hasRemaining()) {
      if (!staging.hasRemaining()) {
        flush(to);
      }
      int n = Math.min(staging.remaining(), out.remaining());
      staging.put(out.slice(out.position(), n));
      out.position(out.position() + n);
    }
  }

  private void flush(FileChannel to) throws IOException {
    staging.flip();
    int bytes = staging.remaining();
    LogFolder.writeAll(to, staging, length);
    length += bytes;
    staging.clear();
  }

  private void publish(List<AppendQueue.Pending> batch, List<LogEntry> entries, long first) {
    Segment into = Objects.requireNonNull(segment);
    long offset = into.durableBytes;
    for (int i = 0; i < entries.size(); i++) {
      AppendQueue.Pending pending = batch.get(i);
      long hintBytes = pending.record().hint().map(Hint::approximateBytes).orElse(0L);
      recent.offer(into, offset, entries.get(i), (int) pending.recordBytes(), hintBytes);
      offset += pending.recordBytes();
      meters.appended(entries.get(i).signal(), pending.payloadBytes());
    }
    previous = nextPosition - 1;
    segments.publish(into, offset, first, previous);
    for (int i = 0; i < entries.size(); i++) {
      batch.get(i).done().complete(entries.get(i).position());
    }
  }

  private FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      Segment created = folder.create(nextPosition);
      open = folder.open(created.file(), StandardOpenOption.WRITE);
      segments.add(created);
      segment = created;
      channel = open;
      length = 0;
    }
    return open;
  }

  private void fail(List<AppendQueue.Pending> batch, Throwable e) {
    if (!failing) {
      failing = true;
      log.atError()
          .addKeyValue("error.type", e.getClass().getName())
          .setCause(e)
          .log("ingest log cannot be written; senders are told to retry");
    }
    abandon();
    PlumblineException failure =
        new PlumblineException(
            ErrorKind.UNAVAILABLE,
            "the ingest log cannot be written: " + e.getMessage(),
            e,
            DiskIngestLog.RETRY_AFTER);
    batch.forEach(pending -> pending.done().completeExceptionally(failure));
  }

  /** Cuts the file back to what is durable, and never writes to it again. */
  private void abandon() {
    Segment broken = segment;
    FileChannel open = channel;
    segment = null;
    channel = null;
    length = 0;
    if (broken == null || open == null) {
      return;
    }
    try (open) {
      if (broken.durableBytes == 0) {
        segments.remove(broken);
        folder.delete(broken);
      } else {
        open.truncate(broken.durableBytes).force(true);
      }
    } catch (IOException e) {
      // what is left in the file was never acknowledged: recovery may find it whole or cut it
      log.atWarn().addKeyValue("error.type", e.getClass().getName()).log("could not cut a segment");
    }
    segments.seal(broken);
  }

  private void sealWhenStored(long atLeastBytes) {
    Segment open = segment;
    if (open != null && length > 0 && length >= atLeastBytes && segments.isStored(open)) {
      seal();
    }
  }

  private void seal() {
    Segment full = segment;
    FileChannel open = channel;
    segment = null;
    channel = null;
    length = 0;
    if (full == null || open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException e) {
      log.atWarn().addKeyValue("error.type", e.getClass().getName()).log("could not close a file");
    }
    segments.seal(full);
  }
}
