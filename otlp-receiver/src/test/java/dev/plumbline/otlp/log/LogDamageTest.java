// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.IngestLog;
import dev.plumbline.model.ingest.LogDamage;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogRecord;
import dev.plumbline.model.ingest.Signal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Torn tails, flipped bits, missing and foreign files: what is whole is read, the rest reported.
 */
class LogDamageTest {
  private static final int ENTRIES = 8;
  private static final int FEW = 4;
  private static final int PAYLOAD = 24;
  private static final int RECORD = RecordHeader.BYTES + 2 + PAYLOAD;

  @TempDir Path folder;

  /** Records in one segment, as a crash right after the last acknowledgement leaves them. */
  private Map<Path, byte[]> crashed() throws Exception {
    return crashed(ENTRIES);
  }

  private Map<Path, byte[]> crashed(int entries) throws Exception {
    try (IngestLog log = DiskLogs.unflushed(folder)) {
      for (int i = 0; i < entries; i++) {
        log.append(DiskLogs.record(i, PAYLOAD));
      }
      return DiskLogs.snapshot(folder);
    }
  }

  private static Path segment(Map<Path, byte[]> files) {
    return files.keySet().stream()
        .filter(f -> f.toString().endsWith(".log"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void cutsATailThatEndsAtAnyByteOfTheLastRecord() throws Exception {
    Map<Path, byte[]> files = crashed();
    Path segment = segment(files);
    byte[] whole = requireNonNull(files.get(segment));
    assertThat(whole).hasSize(ENTRIES * RECORD);
    for (int end = (ENTRIES - 1) * RECORD; end < whole.length; end++) {
      files.put(segment, Arrays.copyOf(whole, end));
      DiskLogs.restore(files, folder);
      try (IngestLog log = DiskLogs.unflushed(folder)) {
        assertThat(log.recovery().tornBytes()).isEqualTo(end - (ENTRIES - 1) * RECORD);
        assertThat(log.damages()).isEmpty();
        assertThat(DiskLogs.ids(log)).containsExactlyElementsOf(range(0, ENTRIES - 1));
        LogPosition next = log.append(DiskLogs.record(99, PAYLOAD));
        assertThat(next.value()).isGreaterThanOrEqualTo(ENTRIES - 1);
      }
      try (IngestLog log = DiskLogs.unflushed(folder)) {
        assertThat(log.recovery().tornBytes()).isZero();
        assertThat(log.damages()).isEmpty();
        assertThat(log.recovery().pendingEntries()).isEqualTo(ENTRIES);
        assertThat(DiskLogs.ids(log)).hasSize(ENTRIES).endsWith(99);
      }
    }
  }

  @Test
  void cutsATailOfZerosAsAPowerLossLeavesIt() throws Exception {
    Map<Path, byte[]> files = crashed();
    Path segment = segment(files);
    files.put(segment, Arrays.copyOf(requireNonNull(files.get(segment)), ENTRIES * RECORD + 5000));
    DiskLogs.restore(files, folder);
    try (IngestLog log = DiskLogs.unflushed(folder)) {
      assertThat(log.recovery().tornBytes()).isEqualTo(5000);
      assertThat(log.damages()).isEmpty();
      assertThat(DiskLogs.ids(log)).hasSize(ENTRIES);
    }
  }

  /** After a checkpoint, or a clean stop, it is known how far entries were acknowledged. */
  @Test
  void reportsAcknowledgedEntriesThatWereCutOff() throws Exception {
    Path segment;
    try (IngestLog log = DiskLogs.unflushed(folder)) {
      for (int i = 0; i < ENTRIES; i++) {
        log.append(DiskLogs.record(i, PAYLOAD));
      }
    }
    segment = DiskLogs.segments(folder).getFirst();
    Files.write(segment, Arrays.copyOf(Files.readAllBytes(segment), ENTRIES * RECORD - 10));
    for (int round = 0; round < 2; round++) {
      try (IngestLog log = DiskLogs.unflushed(folder)) {
        assertThat(log.recovery().tornBytes()).isZero();
        LogDamage damage = log.damages().getFirst();
        assertThat(damage.from().value()).isEqualTo(ENTRIES - 1);
        assertThat(damage.to().value()).isGreaterThanOrEqualTo(ENTRIES);
        assertThat(damage.offset()).isEqualTo((ENTRIES - 1) * RECORD);
        assertThat(Path.of(damage.setAsideIn())).hasSize(RECORD - 10);
        log.append(DiskLogs.record(100 + round, PAYLOAD));
        assertThat(log.damages()).hasSize(1);
        assertThat(DiskLogs.ids(log)).hasSize(ENTRIES + round).endsWith(100 + round);
      }
    }
  }

  @Test
  void readsEveryWholeEntryAndReportsTheOtherWhicheverBitIsFlipped() throws Exception {
    Map<Path, byte[]> files = crashed(FEW);
    Path segment = segment(files);
    byte[] whole = requireNonNull(files.get(segment));
    Random random = new Random(42);
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      files.put(segment, flipped);
      DiskLogs.restore(files, folder);
      int hit = at / RECORD;
      try (IngestLog log = DiskLogs.unflushed(folder)) {
        List<Integer> expected = new ArrayList<>(range(0, FEW));
        expected.removeIf(id -> id == hit);
        assertThat(DiskLogs.ids(log)).as("byte %d", at).isEqualTo(expected);
        assertThat(log.recovery().pendingEntries()).isEqualTo(FEW - 1);
        assertThat(log.damages()).hasSize(1);
        LogDamage damage = log.damages().getFirst();
        assertThat(damage.source()).isEqualTo(segment.toString());
        assertThat(damage.offset()).isEqualTo((long) hit * RECORD);
        assertThat(damage.length()).isEqualTo(RECORD);
        assertThat(damage.from().value()).isEqualTo(hit);
        assertThat(damage.to().value()).isGreaterThan(hit);
        if (hit < FEW - 1) {
          assertThat(damage.to().value()).isEqualTo(hit + 1);
        }
        assertThat(Path.of(damage.setAsideIn()))
            .hasBinaryContent(Arrays.copyOfRange(flipped, hit * RECORD, (hit + 1) * RECORD));
        if (at % 16 == 0) {
          assertThat(log.append(DiskLogs.record(9, PAYLOAD)).value()).isGreaterThanOrEqualTo(FEW);
        }
      }
    }
  }

  @Test
  void survivesAnyFlippedBitInKeyAndCheckpoint() throws Exception {
    try (IngestLog log = DiskLogs.unflushed(folder)) {
      for (int i = 0; i < ENTRIES; i++) {
        log.append(DiskLogs.record(i, PAYLOAD));
        log.checkpoint(new Checkpoint(new LogPosition(i < 4 ? i : 4), Map.of("n", "" + i)));
      }
    }
    Map<Path, byte[]> files = DiskLogs.snapshot(folder);
    Random random = new Random(43);
    for (Path file : List.copyOf(files.keySet())) {
      byte[] whole = requireNonNull(files.get(file));
      boolean key = file.toString().endsWith(".key");
      if (!key && !file.endsWith("checkpoint")) {
        continue;
      }
      for (int at = 0; at < whole.length; at += key ? 5 : 397) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        files.put(file, flipped);
        DiskLogs.restore(files, folder);
        try (IngestLog log = DiskLogs.unflushed(folder)) {
          assertThat(DiskLogs.ids(log)).endsWith(4, 5, 6, 7);
          assertThat(log.damages()).hasSize(key ? 0 : 1);
        }
      }
      files.put(file, whole);
    }
  }

  /** Several random faults at once: nothing wrong is delivered, nothing whole is missing. */
  @Test
  void neverDeliversWrongBytesUnderRandomFaults() throws Exception {
    long seed = System.nanoTime();
    System.err.println("LogDamageTest seed " + seed);
    Random random = new Random(seed);
    Path source = folder.resolve("source");
    int count = 60;
    try (IngestLog log = DiskLogs.open(source, 4 << 10, new FaultyFiles(false))) {
      for (int i = 0; i < count; i++) {
        log.append(DiskLogs.record(i, 300));
      }
    }
    Map<Path, byte[]> files = DiskLogs.snapshot(source);
    int record = RecordHeader.BYTES + 2 + 300;
    for (int round = 0; round < 25; round++) {
      Map<Path, byte[]> damaged = new TreeMap<>(files);
      Set<Integer> hit = new HashSet<>();
      for (int fault = 0; fault < 3; fault++) {
        List<Path> segments =
            damaged.keySet().stream().filter(f -> f.toString().endsWith(".log")).toList();
        Path file = segments.get(random.nextInt(segments.size()));
        byte[] bytes = requireNonNull(damaged.get(file)).clone();
        int first = Integer.parseInt(file.toString().substring(0, 19));
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(600));
        byte[] garbage = new byte[to - from];
        random.nextBytes(garbage);
        System.arraycopy(garbage, 0, bytes, from, garbage.length);
        damaged.put(file, bytes);
        for (int r = from / record; r <= (to - 1) / record; r++) {
          hit.add(first + r);
        }
      }
      DiskLogs.restore(damaged, folder.resolve("damaged"));
      try (IngestLog log =
          DiskLogs.open(folder.resolve("damaged"), 4 << 10, new FaultyFiles(false))) {
        List<Integer> expected = new ArrayList<>(range(0, count));
        expected.removeAll(hit);
        List<LogEntry> entries = DiskLogs.readAll(log);
        assertThat(entries.stream().map(DiskLogs::id)).isEqualTo(expected);
        entries.forEach(
            e -> assertThat(e.payload()).isEqualTo(DiskLogs.record(DiskLogs.id(e), 300).payload()));
        for (int lost : hit) {
          assertThat(log.damages())
              .as("entry %d", lost)
              .anyMatch(d -> d.from().value() <= lost && lost < d.to().value());
        }
        assertThat(log.recovery().pendingEntries()).isEqualTo(expected.size());
      }
    }
  }

  @Test
  void findsDamageThatHappensWhileTheLogIsOpen() throws Exception {
    try (IngestLog log = DiskLogs.unflushed(folder)) {
      for (int i = 0; i < ENTRIES; i++) {
        log.append(DiskLogs.record(i, PAYLOAD));
      }
      Path segment = DiskLogs.segments(folder).getFirst();
      byte[] bytes = Files.readAllBytes(segment);
      bytes[3 * RECORD + 5] ^= 1;
      bytes[5 * RECORD + 60] ^= 1;
      Files.write(segment, bytes);
      assertThat(DiskLogs.ids(log)).containsExactly(0, 1, 2, 4, 6, 7);
      assertThat(DiskLogs.ids(log)).hasSize(6);
      assertThat(log.damages()).hasSize(2);
      assertThat(log.damages()).extracting(d -> d.from().value()).containsExactly(3L, 5L);
      assertThat(log.damages()).extracting(d -> d.to().value()).containsExactly(4L, 6L);
    }
  }

  @Test
  void reportsASegmentThatVanished() throws Exception {
    try (IngestLog log = DiskLogs.open(folder, 4 << 10, new FaultyFiles(false))) {
      for (int i = 0; i < 24; i++) {
        log.append(DiskLogs.record(i, 1000));
      }
    }
    List<Path> segments = DiskLogs.segments(folder);
    assertThat(segments).hasSizeGreaterThan(5);
    Map<Path, byte[]> files = DiskLogs.snapshot(folder);
    for (int gone = 0; gone < segments.size(); gone++) {
      DiskLogs.restore(files, folder);
      Files.delete(segments.get(gone));
      try (IngestLog log = DiskLogs.open(folder, 4 << 10, new FaultyFiles(false))) {
        List<Integer> ids = DiskLogs.ids(log);
        List<Integer> lost = new ArrayList<>(range(0, 24));
        lost.removeAll(ids);
        assertThat(lost).isNotEmpty();
        assertThat(log.damages()).hasSize(1);
        assertThat(log.damages().getFirst().from().value()).isEqualTo((long) lost.getFirst());
        assertThat(log.damages().getFirst().to().value()).isEqualTo(lost.getLast() + 1L);
        assertThat(log.recovery().pendingEntries()).isEqualTo(ids.size());
      }
    }
  }

  @Test
  void reportsASegmentWhoseKeyIsLost() throws Exception {
    crashed();
    Path segment = DiskLogs.segments(folder).getFirst();
    Files.delete(LogFolder.keyOf(segment));
    try (IngestLog log = DiskLogs.unflushed(folder)) {
      assertThat(DiskLogs.ids(log)).isEmpty();
      assertThat(log.recovery().pendingEntries()).isZero();
      assertThat(log.damages()).hasSize(1);
      assertThat(log.damages().getFirst().from().value()).isZero();
      assertThat(log.damages().getFirst().to().value()).isEqualTo(ENTRIES);
      assertThat(log.append(DiskLogs.record(9, 4)).value()).isGreaterThanOrEqualTo(ENTRIES);
      assertThat(DiskLogs.ids(log)).containsExactly(9);
    }
  }

  @Test
  void leavesForeignFilesAloneAndSetsGarbageSegmentsAside() throws Exception {
    crashed();
    Random random = new Random(44);
    byte[] garbage = new byte[3000];
    random.nextBytes(garbage);
    Files.write(folder.resolve("notes.txt"), garbage);
    Files.write(folder.resolve("x.log"), garbage);
    Files.write(folder.resolve("0000000000000000005-zz.log"), garbage);
    Files.createDirectory(folder.resolve("0000000000000000006-0000000000000000.log"));
    Files.write(folder.resolve("0000000000000000100-0123456789abcdef.log"), garbage);
    Files.write(folder.resolve("0000000000000000101-0123456789abcdef.key"), garbage);
    try (IngestLog log = DiskLogs.unflushed(folder)) {
      assertThat(DiskLogs.ids(log)).hasSize(ENTRIES);
      assertThat(log.damages()).isNotEmpty();
      assertThat(log.damages())
          .allMatch(d -> d.source().equals("0000000000000000100-0123456789abcdef.log"));
      assertThat(log.append(DiskLogs.record(9, 4)).value()).isGreaterThanOrEqualTo(100);
      assertThat(DiskLogs.ids(log)).hasSize(ENTRIES + 1);
    }
    assertThat(folder.resolve("notes.txt")).hasBinaryContent(garbage);
    assertThat(folder.resolve("x.log")).hasBinaryContent(garbage);
    assertThat(folder.resolve("0000000000000000101-0123456789abcdef.key")).doesNotExist();
  }

  /** A payload that holds a whole record must not be taken for one behind a damaged header. */
  @Test
  void isNotFooledByARecordInsideAPayload() throws Exception {
    crashed();
    byte[] inner = Files.readAllBytes(DiskLogs.segments(folder).getFirst());
    Path outer = folder.resolve("outer");
    try (IngestLog log = DiskLogs.unflushed(outer)) {
      log.append(new LogRecord(Signal.TRACES, ByteBuffer.wrap(inner)));
      log.append(DiskLogs.record(1, PAYLOAD));
    }
    Path segment = DiskLogs.segments(outer).getFirst();
    byte[] bytes = Files.readAllBytes(segment);
    bytes[9] ^= 1;
    System.arraycopy(inner, 0, bytes, 100, inner.length - 100);
    Files.write(segment, bytes);
    try (IngestLog log = DiskLogs.unflushed(outer)) {
      assertThat(DiskLogs.ids(log)).containsExactly(1);
      assertThat(log.damages()).hasSize(1);
    }
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
