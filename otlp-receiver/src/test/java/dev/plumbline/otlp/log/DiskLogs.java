// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.ingest.IngestLog;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogReader;
import dev.plumbline.model.ingest.LogRecord;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.metrics.Meters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Opens small logs, and copies, damages and compares their files. */
final class DiskLogs {
  private DiskLogs() {}

  static DiskIngestLog open(Path folder) {
    return open(folder, 64 << 10);
  }

  /** For tests in which nothing is to survive a power loss: many times faster. */
  static DiskIngestLog unflushed(Path folder) {
    return open(folder, 64 << 10, new FaultyFiles(false));
  }

  static DiskIngestLog open(Path folder, long segmentBytes) {
    return open(folder, segmentBytes, FileChannel::open);
  }

  static DiskIngestLog open(Path folder, long segmentBytes, LogFolder.Opener opener) {
    // no cache: what is read comes from disk
    IngestLogConfig config =
        new IngestLogConfig(folder, 8 * segmentBytes, segmentBytes, 0, Duration.ofDays(7));
    return DiskIngestLog.open(config, Meters.none(), InstantSource.system(), opener);
  }

  static LogRecord record(int id, int bytes) {
    ByteBuffer payload = ByteBuffer.allocate(Math.max(4, bytes));
    for (int i = 0; i + 4 <= payload.capacity(); i += 4) {
      payload.putInt(i, id);
    }
    return new LogRecord(Signal.TRACES, payload);
  }

  static int id(LogEntry entry) {
    return entry.payload().getInt(0);
  }

  static List<LogEntry> readAll(IngestLog log) throws InterruptedException {
    List<LogEntry> all = new ArrayList<>();
    try (LogReader reader = log.read(LogPosition.START)) {
      for (List<LogEntry> some = reader.poll(Long.MAX_VALUE, Duration.ZERO);
          !some.isEmpty();
          some = reader.poll(Long.MAX_VALUE, Duration.ZERO)) {
        all.addAll(some);
      }
    }
    return all;
  }

  static List<Integer> ids(IngestLog log) throws InterruptedException {
    return readAll(log).stream().map(DiskLogs::id).toList();
  }

  static List<Path> segments(Path folder) throws IOException {
    return files(folder, "*.log");
  }

  static List<Path> files(Path folder, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      files.forEach(found::add);
    }
    found.sort(null);
    return found;
  }

  /** The content of every file but the lock. */
  static Map<Path, byte[]> snapshot(Path folder) throws IOException {
    Map<Path, byte[]> snapshot = new TreeMap<>();
    for (Path file : files(folder, "*")) {
      if (Files.isRegularFile(file) && !file.endsWith("lock")) {
        snapshot.put(file.getFileName(), Files.readAllBytes(file));
      }
    }
    return snapshot;
  }

  /** A folder with these files, and nothing else. */
  static void restore(Map<Path, byte[]> snapshot, Path folder) throws IOException {
    Path quarantine = folder.resolve("quarantine");
    if (Files.isDirectory(quarantine)) {
      clear(quarantine);
      Files.delete(quarantine);
    }
    Files.createDirectories(folder);
    clear(folder);
    for (Map.Entry<Path, byte[]> file : snapshot.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private static void clear(Path folder) throws IOException {
    for (Path file : files(folder, "*")) {
      Files.delete(file);
    }
  }
}
