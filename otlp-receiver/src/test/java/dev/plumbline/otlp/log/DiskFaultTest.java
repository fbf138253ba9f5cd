// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.IngestLog;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogReader;
import dev.plumbline.model.ingest.LogRecord;
import dev.plumbline.model.ingest.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk, a disk that fails, and a log at its bound: senders are told to retry. */
class DiskFaultTest {
  private static final long SEGMENT_BYTES = 8 << 10;

  @TempDir Path folder;

  private final FaultyFiles files = new FaultyFiles();

  @Test
  void refusesWhileTheDiskIsFullAndGoesOnWhenThereIsSpace() throws Exception {
    Random random = new Random(45);
    List<Integer> acknowledged = new ArrayList<>();
    int refused = 0;
    try (DiskIngestLog log = DiskLogs.open(folder, SEGMENT_BYTES, files)) {
      for (int i = 0; i < 60; i++) {
        if (i % 4 == 0) {
          files.room.set(random.nextInt(3000)); // a record is cut anywhere, header included
        }
        try {
          log.append(DiskLogs.record(i, 500));
          acknowledged.add(i);
        } catch (PlumblineException e) {
          assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
          assertThat(e.retryAfter()).isPresent();
          refused++;
        }
      }
      files.room.set(Long.MAX_VALUE / 2);
      log.append(DiskLogs.record(100, 500));
      acknowledged.add(100);
      assertThat(refused).isGreaterThan(5);
      assertThat(acknowledged).hasSizeGreaterThan(20);
      assertThat(DiskLogs.ids(log)).isEqualTo(acknowledged);
      assertThat(log.status().pendingEntries()).isEqualTo(acknowledged.size());
    }
    assertReopenedHas(acknowledged);
  }

  @Test
  void neverAcknowledgesAfterAFailedFlushAndKeepsWhatWasDurable() throws Exception {
    for (boolean truncateFails : new boolean[] {false, true}) {
      Path here = folder.resolve("truncate-fails-" + truncateFails);
      List<Integer> acknowledged = new ArrayList<>();
      try (DiskIngestLog log = DiskLogs.open(here, SEGMENT_BYTES, files)) {
        for (int i = 0; i < 40; i++) {
          boolean fails = i % 7 == 3;
          files.flushFails.set(fails);
          files.truncateFails.set(fails && truncateFails);
          LogRecord record = DiskLogs.record(i, 100);
          if (fails) {
            assertThatThrownBy(() -> log.append(record)).isInstanceOf(PlumblineException.class);
          } else {
            log.append(record);
            acknowledged.add(i);
          }
        }
        files.flushFails.set(false);
        assertThat(DiskLogs.ids(log)).isEqualTo(acknowledged);
      }
      try (DiskIngestLog log = DiskLogs.open(here, SEGMENT_BYTES)) {
        assertThat(log.damages()).isEmpty();
        // without the cut, an entry that was refused may have reached the disk
        assertThat(DiskLogs.ids(log)).containsAll(acknowledged).doesNotHaveDuplicates();
        assertThat(DiskLogs.readAll(log)).extracting(LogEntry::position).isSorted();
        if (!truncateFails) {
          assertThat(DiskLogs.ids(log)).isEqualTo(acknowledged);
        }
      }
    }
  }

  @Test
  void refusesAtItsBoundAndTakesAgainWhenEntriesAreStored() throws Exception {
    try (DiskIngestLog log = DiskLogs.open(folder, SEGMENT_BYTES)) {
      int appended = 0;
      PlumblineException refusal = null;
      while (refusal == null) {
        try {
          log.append(DiskLogs.record(appended++, 1000));
          assertThat(appended).isLessThan(100);
        } catch (PlumblineException e) {
          refusal = e;
        }
      }
      assertThat(refusal.kind()).isEqualTo(ErrorKind.OVERLOADED);
      assertThat(refusal.retryAfter()).isPresent();
      assertThat(log.status().bytes().orElseThrow()).isLessThanOrEqualTo(8 * SEGMENT_BYTES);
      log.checkpoint(new Checkpoint(log.status().next(), Map.of()));
      assertThat(log.status().bytes().orElseThrow()).isLessThanOrEqualTo(SEGMENT_BYTES);
      log.append(DiskLogs.record(200, 1000));
      assertThat(DiskLogs.ids(log)).containsExactly(200);
    }
    assertThatThrownBy(
            () -> {
              try (DiskIngestLog log = DiskLogs.open(folder, SEGMENT_BYTES)) {
                log.append(DiskLogs.record(1, (int) (5 * SEGMENT_BYTES)));
              }
            })
        .isInstanceOfSatisfying(
            PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_LARGE));
  }

  @Test
  void takesARecordThatIsLargerThanASegment() throws Exception {
    try (DiskIngestLog log = DiskLogs.open(folder, SEGMENT_BYTES)) {
      log.append(DiskLogs.record(1, 100));
      log.append(DiskLogs.record(2, (int) (3 * SEGMENT_BYTES)));
      log.append(DiskLogs.record(3, 100));
    }
    assertReopenedHas(List.of(1, 2, 3));
  }

  /** Another reader may lag behind the checkpoint: it goes on with the oldest entry there is. */
  @Test
  void aReaderBehindTheCheckpointGoesOnWithTheOldestEntry() throws Exception {
    try (DiskIngestLog log = DiskLogs.open(folder, SEGMENT_BYTES);
        LogReader slow = log.read(LogPosition.START)) {
      log.append(DiskLogs.record(0, 1000));
      assertThat(slow.poll(1, Duration.ZERO)).hasSize(1);
      for (int i = 1; i < 30; i++) {
        log.append(DiskLogs.record(i, 1000));
      }
      log.checkpoint(new Checkpoint(new LogPosition(25), Map.of()));
      List<Integer> rest = new ArrayList<>();
      for (List<LogEntry> some = slow.poll(Long.MAX_VALUE, Duration.ZERO);
          !some.isEmpty();
          some = slow.poll(Long.MAX_VALUE, Duration.ZERO)) {
        some.forEach(e -> rest.add(DiskLogs.id(e)));
      }
      assertThat(rest).contains(25, 26, 27, 28, 29).isSorted().doesNotHaveDuplicates();
    }
  }

  /** docs/adr/003: what is stored cannot be read any more, and nobody else reads what is not. */
  @Test
  void contentIsEncryptedPrivateAndGoneWhenStored() throws Exception {
    String secret = "the quick brown fox";
    try (DiskIngestLog log = DiskLogs.open(folder)) {
      log.append(
          new LogRecord(
              Signal.TRACES, ByteBuffer.wrap(secret.repeat(50).getBytes(StandardCharsets.UTF_8))));
      for (Map.Entry<Path, byte[]> file : DiskLogs.snapshot(folder).entrySet()) {
        assertThat(new String(file.getValue(), StandardCharsets.ISO_8859_1))
            .doesNotContain("quick");
        assertThat(PosixFilePermissions.toString(mode(folder.resolve(file.getKey()))))
            .isEqualTo("rw-------");
      }
      log.checkpoint(new Checkpoint(log.status().next(), Map.of()));
    }
    assertThat(DiskLogs.files(folder, "*.{log,key}")).isEmpty();
  }

  @Test
  void theFolderItCreatesIsPrivate() throws Exception {
    Path created = folder.resolve("a").resolve("b");
    DiskLogs.open(created).close();
    assertThat(PosixFilePermissions.toString(mode(created))).isEqualTo("rwx------");
  }

  private static Set<PosixFilePermission> mode(Path path) throws IOException {
    return Files.getPosixFilePermissions(path);
  }

  private void assertReopenedHas(List<Integer> ids) throws InterruptedException {
    try (IngestLog log = DiskLogs.open(folder, SEGMENT_BYTES)) {
      assertThat(log.damages()).isEmpty();
      assertThat(DiskLogs.ids(log)).isEqualTo(ids);
      assertThat(log.recovery().pendingEntries()).isEqualTo(ids.size());
    }
  }
}
