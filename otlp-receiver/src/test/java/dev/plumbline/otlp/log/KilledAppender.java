// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The child process of {@link KillTest}: appends until it is killed, and says what was acknowledged
 * ({@code A position id}). A reader stands in for the pipeline: it stores what it reads ({@code S
 * position id}), then checkpoints.
 */
final class KilledAppender {
  private KilledAppender() {}

  public static void main(String[] args) throws Exception {
    AtomicInteger id = new AtomicInteger(Integer.parseInt(args[1]));
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    DiskIngestLog log = DiskLogs.open(Path.of(args[0]), KillTest.SEGMENT_BYTES);
    for (int i = 0; i < 8; i++) {
      Thread.ofVirtual().start(() -> append(log, id, out));
    }
    try (LogReader reader = log.read(log.checkpoint().position())) {
      while (true) {
        List<LogEntry> entries = reader.poll(100_000, Duration.ofSeconds(1));
        StringBuilder stored = new StringBuilder();
        entries.forEach(e -> stored.append(line('S', e.position(), DiskLogs.id(e))));
        print(out, stored.toString());
        log.checkpoint(new Checkpoint(reader.position(), Map.of()));
      }
    }
  }

  private static void append(DiskIngestLog log, AtomicInteger ids, FileOutputStream out) {
    try {
      Random random = new Random();
      while (true) {
        int id = ids.incrementAndGet();
        print(out, line('A', log.append(DiskLogs.record(id, random.nextInt(20_000))), id));
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String line(char what, LogPosition position, int id) {
    return what + " " + position.value() + " " + id + "\n";
  }

  private static void print(FileOutputStream out, String lines) throws IOException {
    out.write(lines.getBytes(StandardCharsets.US_ASCII));
  }
}
