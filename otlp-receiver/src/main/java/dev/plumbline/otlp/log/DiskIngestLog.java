// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.IngestLog;
import dev.plumbline.model.ingest.LogDamage;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogReader;
import dev.plumbline.model.ingest.LogRecord;
import dev.plumbline.model.ingest.LogRecovery;
import dev.plumbline.model.ingest.LogStatus;
import dev.plumbline.model.metrics.Meters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ingest log in a folder of the local disk. Appends are encrypted, checksummed and flushed
 * before they are acknowledged; one flush serves all that wait. Thread-safe.
 */
public final class DiskIngestLog implements IngestLog {
  static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** The largest payload, in bytes. */
  public static final int MAX_PAYLOAD_BYTES = 128 << 20;

  private static final Logger log = LoggerFactory.getLogger(DiskIngestLog.class);
  private static final int MAX_HEADER_BYTES = 64 << 10;

  private final IngestLogConfig config;
  private final LogFolder folder;
  private final CheckpointFile checkpointFile;
  private final Damages damages;
  private final LogRecovery recovery;
  private final Segments segments;
  private final RecentEntries recent;
  private final LogMeters meters;
  private final AppendQueue queue = new AppendQueue();
  private final Thread writer;
  private final Object checkpointLock = new Object();
  private boolean closed;

  private DiskIngestLog(
      IngestLogConfig config,
      LogFolder folder,
      CheckpointFile checkpointFile,
      Damages damages,
      Recovery.Result recovered,
      Meters meters,
      InstantSource clock) {
    this.config = config;
    this.folder = folder;
    this.checkpointFile = checkpointFile;
    this.damages = damages;
    this.recovery = recovered.info();
    this.segments = new Segments(recovered);
    this.recent = new RecentEntries(config.cacheBytes());
    this.meters = new LogMeters(meters, segments, recent, recovery.tornBytes());
    LogWriter work =
        new LogWriter(
            queue,
            segments,
            recent,
            folder,
            this.meters,
            clock,
            config,
            recovered,
            this::deleteStored);
    this.writer = Thread.ofPlatform().name("ingest-log-writer").daemon().unstarted(work);
  }

  /**
   * Opens the log, creating its folder when needed; repairs what a crash left, and reports what is
   * damaged.
   *
   * @throws PlumblineException UNAVAILABLE when another process has the folder, or when it cannot
   *     be read or written
   */
  public static DiskIngestLog open(IngestLogConfig config, Meters meters, InstantSource clock) {
    return open(config, meters, clock, FileChannel::open);
  }

  static DiskIngestLog open(
      IngestLogConfig config, Meters meters, InstantSource clock, LogFolder.Opener opener) {
    LogFolder folder = new LogFolder(config.folder(), opener);
    try {
      folder.open();
      DiskIngestLog opened = recover(config, meters, clock, folder);
      opened.writer.start();
      return opened;
    } catch (IOException e) {
      closeQuietly(folder);
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE, "the ingest log " + folder.path() + " cannot be opened: " + e, e);
    } catch (RuntimeException e) {
      closeQuietly(folder);
      throw e;
    }
  }

  private static DiskIngestLog recover(
      IngestLogConfig config, Meters meters, InstantSource clock, LogFolder folder)
      throws IOException {
    Damages damages = new Damages(folder, meters);
    damages.deleteOlderThan(clock.instant().minus(config.quarantineTtl()));
    folder
        .strangers()
        .forEach(
            name -> log.atWarn().addKeyValue("file", name).log("not a file of the ingest log"));
    CheckpointFile checkpointFile = CheckpointFile.open(folder);
    try {
      Recovery.Result recovered = new Recovery(folder, checkpointFile, damages).run();
      LogRecovery info = recovered.info();
      log.atInfo()
          .addKeyValue("log.pending_entries", info.pendingEntries())
          .addKeyValue("log.pending_bytes", info.pendingBytes())
          .addKeyValue("log.torn_bytes", info.tornBytes())
          .addKeyValue("log.damages", info.damages().size())
          .log("ingest log opened");
      return new DiskIngestLog(config, folder, checkpointFile, damages, recovered, meters, clock);
    } catch (IOException | RuntimeException e) {
      closeQuietly(checkpointFile);
      throw e;
    }
  }

  @Override
  public LogPosition append(LogRecord record) throws InterruptedException {
    try {
      AppendQueue.Pending pending = admit(record);
      if (!queue.add(pending)) {
        throw new PlumblineException(ErrorKind.UNAVAILABLE, "the ingest log is closed");
      }
      return await(pending.done());
    } catch (PlumblineException e) {
      meters.refused(e);
      throw e;
    }
  }

  private AppendQueue.Pending admit(LogRecord record) {
    int payload = record.payload().remaining();
    if (payload > MAX_PAYLOAD_BYTES || payload > config.maxBytes() / 2) {
      throw new PlumblineException(
          ErrorKind.TOO_LARGE,
          "a request of " + payload + " bytes is too large for the ingest log");
    }
    byte[] headers = TextMap.write("headers", record.headers(), MAX_HEADER_BYTES);
    AppendQueue.Pending pending =
        new AppendQueue.Pending(record, ByteBuffer.wrap(headers), new CompletableFuture<>());
    long needed = segments.bytes() + queue.bytes() + pending.recordBytes();
    if (needed > config.maxBytes()) {
      throw new PlumblineException(
          ErrorKind.OVERLOADED,
          "the ingest log is full (ingest_log.max_bytes = " + config.maxBytes() + ")",
          null,
          RETRY_AFTER);
    }
    return pending;
  }

  private static LogPosition await(CompletableFuture<LogPosition> done)
      throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PlumblineException failure) {
        throw new PlumblineException(
            failure.kind(), String.valueOf(failure.getMessage()), failure, RETRY_AFTER);
      }
      throw new PlumblineException(ErrorKind.INTERNAL, "appending failed", e);
    }
  }

  @Override
  public LogReader read(LogPosition from) {
    LogPosition start = checkpoint().position();
    return new DiskLogReader(
        segments, recent, folder, damages, from.compareTo(start) < 0 ? start : from);
  }

  @Override
  public void checkpoint(Checkpoint checkpoint) {
    synchronized (checkpointLock) {
      long next = segments.next();
      if (checkpoint.position().compareTo(segments.checkpoint().position()) < 0
          || checkpoint.position().value() > next) {
        throw new IllegalArgumentException(
            "checkpoint "
                + checkpoint.position().value()
                + " must be between "
                + segments.checkpoint().position().value()
                + " and "
                + next);
      }
      if (closed) {
        throw new PlumblineException(ErrorKind.UNAVAILABLE, "the ingest log is closed");
      }
      try {
        checkpointFile.write(checkpoint, next);
      } catch (IOException e) {
        throw new PlumblineException(
            ErrorKind.UNAVAILABLE, "the checkpoint cannot be written: " + e.getMessage(), e);
      }
      segments.advance(checkpoint);
    }
    deleteStored();
    queue.wake();
  }

  /** Called also by the writer when it sealed a segment: perhaps all of it is stored. */
  private void deleteStored() {
    for (Segment stored : segments.dropStored()) {
      recent.drop(stored);
      try {
        folder.delete(stored);
      } catch (IOException e) {
        // found again, and deleted, when the log is opened next
        log.atWarn()
            .addKeyValue("file", stored.name())
            .addKeyValue("error.type", e.getClass().getName())
            .log("could not delete a segment that is stored");
      }
    }
  }

  @Override
  public Checkpoint checkpoint() {
    return segments.checkpoint();
  }

  @Override
  public LogRecovery recovery() {
    return recovery;
  }

  @Override
  public List<LogDamage> damages() {
    return damages.all();
  }

  @Override
  public LogStatus status() {
    return new LogStatus(
        segments.checkpoint().position(),
        new LogPosition(segments.next()),
        segments.pendingEntries(),
        OptionalLong.of(segments.bytes()),
        OptionalLong.of(config.maxBytes()));
  }

  @Override
  public void close() {
    queue.close();
    joinWriter();
    segments.close();
    synchronized (checkpointLock) {
      if (closed) {
        return;
      }
      closed = true;
      try {
        checkpointFile.write(segments.checkpoint(), segments.next());
      } catch (IOException e) {
        log.atWarn()
            .addKeyValue("error.type", e.getClass().getName())
            .log("could not note the end of the ingest log");
      }
      closeQuietly(checkpointFile);
      closeQuietly(folder);
    }
  }

  private void joinWriter() {
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true; // a flush under way is waited for: its appends are not told otherwise
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      log.atWarn().addKeyValue("error.type", e.getClass().getName()).log("could not close a file");
    }
  }
}
