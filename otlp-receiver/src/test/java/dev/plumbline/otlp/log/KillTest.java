// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a real process at any moment, and a second process on the same folder. */
class KillTest {
  static final long SEGMENT_BYTES = 256 << 10;
  private static final int ROUNDS = 5;

  @TempDir Path folder;

  @Test
  void everythingAcknowledgedIsReadOnceAndInOrderAfterKillsUnderLoad() throws Exception {
    long seed = System.nanoTime();
    System.err.println("KillTest seed " + seed);
    Random random = new Random(seed);
    Map<Integer, Long> acknowledged = new TreeMap<>();
    Map<Long, Integer> stored = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      Path output = Files.createTempFile(folder, "output-", "");
      Process child = start(round * 1_000_000, output);
      try {
        awaitOutput(child, output);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(600));
      } finally {
        child.destroyForcibly().waitFor(); // SIGKILL
      }
      String lines = Files.readString(output);
      lines
          .substring(0, lines.lastIndexOf('\n') + 1) // the last one may be cut off by the kill
          .lines()
          .forEach(line -> take(line, acknowledged, stored));
    }
    int before = acknowledged.size();
    try (DiskIngestLog log = DiskLogs.open(data(), SEGMENT_BYTES)) {
      assertThat(log.damages()).isEmpty();
      List<LogEntry> rest = DiskLogs.readAll(log);
      assertThat(log.recovery().pendingEntries()).isEqualTo(rest.size());
      assertThat(rest).extracting(LogEntry::position).isSorted().doesNotHaveDuplicates();
      rest.forEach(entry -> put(stored, entry.position().value(), DiskLogs.id(entry)));
    }
    System.err.printf("KillTest: %d acknowledged, %d stored%n", before, stored.size());
    assertThat(before).isGreaterThanOrEqualTo(ROUNDS);
    assertThat(stored.values()).doesNotHaveDuplicates();
    acknowledged.forEach((id, position) -> assertThat(stored).containsEntry(position, id));
  }

  @Test
  void aSecondProcessOnTheFolderStopsWithAClearSentence() throws Exception {
    Path output = Files.createTempFile(folder, "output-", "");
    Process child = start(0, output);
    try {
      awaitOutput(child, output);
      assertInUse();
    } finally {
      child.destroyForcibly().waitFor();
    }
    try (DiskIngestLog log = DiskLogs.open(data())) {
      assertThat(log.damages()).isEmpty();
      assertInUse();
      log.append(DiskLogs.record(1, 1));
    }
  }

  private Path data() {
    return folder.resolve("log");
  }

  private void assertInUse() {
    assertThatThrownBy(() -> DiskLogs.open(data()))
        .isInstanceOfSatisfying(
            PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE))
        .hasMessageContaining("in use by another process");
  }

  private static void awaitOutput(Process child, Path output) throws Exception {
    while (Files.size(output) == 0) {
      assertThat(child.isAlive()).isTrue();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private Process start(int firstId, Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            KilledAppender.class.getName(),
            data().toString(),
            String.valueOf(firstId))
        .redirectOutput(output.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void take(
      String line, Map<Integer, Long> acknowledged, Map<Long, Integer> stored) {
    String[] parts = line.split(" ");
    long position = Long.parseLong(parts[1]);
    int id = Integer.parseInt(parts[2]);
    if (parts[0].equals("A")) {
      acknowledged.put(id, position);
    } else {
      put(stored, position, id);
    }
  }

  /** An entry read again after a crash is the same entry. */
  private static void put(Map<Long, Integer> stored, long position, int id) {
    Integer before = stored.put(position, id);
    assertThat(before == null || before == id).isTrue();
  }
}
