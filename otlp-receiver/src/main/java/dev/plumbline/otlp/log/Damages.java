// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.ingest.LogDamage;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.metrics.Meters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The damage found so far. Each is set aside once, counted once and logged once, however often
 * reading comes across it. Thread-safe.
 */
final class Damages {
  private static final Logger log = LoggerFactory.getLogger(Damages.class);

  /** Beyond these, damage is counted and logged, but not listed. */
  private static final int MAX_LISTED = 1000;

  private static final int COPY_BYTES = 1 << 20;

  private final LogFolder folder;
  private final Meters.Counter damagedBytes;
  private final Map<String, LogDamage> found = new LinkedHashMap<>();

  Damages(LogFolder folder, Meters meters) {
    this.folder = folder;
    this.damagedBytes =
        meters.counter(
            "plumbline_ingest_log_damaged_bytes_total",
            "Bytes of the ingest log that could not be read and were set aside");
  }

  synchronized List<LogDamage> all() {
    return List.copyOf(found.values());
  }

  /**
   * Reports a damaged range and sets its bytes aside.
   *
   * @param to behind the last position that may be lost
   */
  synchronized void add(
      Segment segment, long offset, long length, long from, long to, String reason) {
    String key = segment.name() + "@" + offset;
    if (found.containsKey(key)) {
      return;
    }
    report(
        key,
        new LogDamage(
            new LogPosition(from),
            new LogPosition(Math.max(from, to)),
            segment.name(),
            offset,
            length,
            reason,
            length == 0 ? "nothing to set aside" : setAside(segment, offset, length)));
  }

  /** Reports damage that has no bytes in a segment: missing files, a damaged checkpoint. */
  synchronized void add(String source, long from, long to, String reason) {
    report(
        source + "@" + from + reason,
        new LogDamage(
            new LogPosition(from),
            new LogPosition(to),
            source,
            0,
            0,
            reason,
            "nothing to set aside"));
  }

  /** Deletes what was set aside before {@code before}. */
  void deleteOlderThan(Instant before) throws IOException {
    if (Files.notExists(folder.quarantine())) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.quarantine())) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void report(String key, LogDamage damage) {
    damagedBytes.add((double) damage.length());
    if (found.size() < MAX_LISTED) {
      found.put(key, damage);
    }
    log.atError()
        .addKeyValue("log.source", damage.source())
        .addKeyValue("log.offset", damage.offset())
        .addKeyValue("log.length", damage.length())
        .addKeyValue("log.from", damage.from().value())
        .addKeyValue("log.to", damage.to().value())
        .addKeyValue("reason", damage.reason())
        .addKeyValue("set_aside_in", damage.setAsideIn())
        .log("ingest log is damaged");
  }

  private String setAside(Segment segment, long offset, long length) {
    Path target = folder.quarantine().resolve(segment.name() + "." + offset + ".bin");
    try {
      folder.createFolder(folder.quarantine());
      if (Files.exists(target) && Files.size(target) == length) {
        return target.toString();
      }
      Files.deleteIfExists(target);
      copy(segment.file(), offset, length, target);
      copyKey(segment);
      folder.force(folder.quarantine());
      return target.toString();
    } catch (IOException e) {
      return "not set aside: " + e.getClass().getSimpleName();
    }
  }

  private void copy(Path source, long offset, long length, Path target) throws IOException {
    try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel out =
            folder.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long end = Math.min(offset + length, in.size());
      ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(COPY_BYTES, Math.max(0, end - offset)));
      for (long at = offset; at < end; ) {
        chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
        int n = in.read(chunk, at);
        if (n < 0) {
          break;
        }
        LogFolder.writeAll(out, chunk.flip(), at - offset);
        at += n;
      }
      out.force(true);
    }
  }

  /** Without the key, nobody could ever look into the bytes. */
  private void copyKey(Segment segment) throws IOException {
    Path key = LogFolder.keyOf(segment.file());
    try {
      Files.copy(
          key,
          folder.quarantine().resolve(key.getFileName()),
          StandardCopyOption.COPY_ATTRIBUTES,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      return; // the missing key is the damage
    }
  }
}
