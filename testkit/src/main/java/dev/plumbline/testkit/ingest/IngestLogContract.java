// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.Hint;
import dev.plumbline.model.ingest.IngestLog;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogReader;
import dev.plumbline.model.ingest.LogRecord;
import dev.plumbline.model.ingest.Signal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every ingest log must do; one subclass per log, which overrides only the two opens. */
public abstract class IngestLogContract {
  private static final Duration NOW = Duration.ZERO;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final long ALL = Long.MAX_VALUE;

  /** An empty log. Within one test, called once. */
  protected abstract IngestLog create() throws Exception;

  /** The log of {@link #create}, which was closed, opened again. */
  protected abstract IngestLog reopen() throws Exception;

  @Test
  void givesBackWhatWasAppendedInOrder() throws Exception {
    try (IngestLog log = create()) {
      LogRecord traces = record(Signal.TRACES, 1, 10);
      LogRecord logs =
          new LogRecord(
              Signal.LOGS,
              Map.of("content-type", "application/json", "tenant", "é"),
              ByteBuffer.allocate(0),
              Optional.empty());
      LogPosition first = log.append(traces);
      LogPosition second = log.append(logs);
      try (LogReader reader = log.read(LogPosition.START)) {
        List<LogEntry> entries = reader.poll(ALL, SOON);
        assertThat(entries).extracting(LogEntry::position).containsExactly(first, second);
        assertThat(entries)
            .extracting(LogEntry::signal)
            .containsExactly(Signal.TRACES, Signal.LOGS);
        assertThat(entries.get(0).payload()).isEqualTo(traces.payload());
        assertThat(entries.get(1).payload().remaining()).isZero();
        assertThat(entries.get(1).headers()).isEqualTo(logs.headers());
        assertThat(entries.get(0).receivedAtEpochNanos()).isPositive();
        assertThat(reader.position()).isEqualTo(second.next());
        assertThat(reader.poll(ALL, NOW)).isEmpty();
      }
      assertThat(second).isGreaterThan(first);
      assertThat(log.status().pendingEntries()).isEqualTo(2);
      assertThat(log.status().next()).isEqualTo(second.next());
    }
  }

  @Test
  void appendsOnlyTheBytesBetweenPositionAndLimitAndLeavesTheBufferAsItWas() throws Exception {
    try (IngestLog log = create()) {
      ByteBuffer payload = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}).position(1).limit(3);
      log.append(new LogRecord(Signal.TRACES, payload));
      assertThat(payload.remaining()).isEqualTo(2);
      assertThat(readAll(log).getFirst().payload()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
    }
  }

  @Test
  void keepsEverythingAcrossReopening() throws Exception {
    List<LogPosition> positions = new ArrayList<>();
    try (IngestLog log = create()) {
      for (int i = 0; i < 50; i++) {
        positions.add(log.append(record(Signal.TRACES, i, 2000)));
      }
    }
    try (IngestLog log = reopen()) {
      assertThat(log.recovery().pendingEntries()).isEqualTo(50);
      assertThat(log.recovery().pendingBytes()).isEqualTo(50 * 2000L);
      assertThat(log.recovery().tornBytes()).isZero();
      assertThat(log.damages()).isEmpty();
      List<LogEntry> entries = readAll(log);
      assertThat(entries).extracting(LogEntry::position).isEqualTo(positions);
      for (int i = 0; i < 50; i++) {
        assertThat(entries.get(i).payload()).isEqualTo(payload(i, 2000));
      }
      assertThat(log.append(record(Signal.LOGS, 1, 1))).isGreaterThan(positions.getLast());
    }
  }

  @Test
  void givesTheHintToTheReaderOfTheSameProcess() throws Exception {
    try (IngestLog log = create()) {
      Object decoded = new Object();
      log.append(
          new LogRecord(
              Signal.TRACES, Map.of(), payload(1, 100), Optional.of(new Hint(decoded, 100))));
      assertThat(readAll(log).getFirst().hint()).containsSame(decoded);
    }
  }

  @Test
  void readsOnFromTheCheckpointWithItsState() throws Exception {
    LogPosition third;
    Checkpoint checkpoint;
    try (IngestLog log = create()) {
      assertThat(log.checkpoint()).isEqualTo(Checkpoint.NONE);
      log.append(record(Signal.TRACES, 1, 100));
      LogPosition second = log.append(record(Signal.TRACES, 2, 100));
      third = log.append(record(Signal.TRACES, 3, 100));
      checkpoint = new Checkpoint(second.next(), Map.of("received", "12", "stored", "11"));
      log.checkpoint(checkpoint);
      assertThat(log.checkpoint()).isEqualTo(checkpoint);
      assertThat(log.status().pendingEntries()).isEqualTo(1);
    }
    try (IngestLog log = reopen()) {
      assertThat(log.checkpoint()).isEqualTo(checkpoint);
      assertThat(log.recovery().checkpoint()).isEqualTo(checkpoint);
      assertThat(log.recovery().pendingEntries()).isEqualTo(1);
      assertThat(readAll(log)).extracting(LogEntry::position).containsExactly(third);
    }
  }

  @Test
  void neverGivesAPositionTwiceAlsoWhenEverythingIsStored() throws Exception {
    LogPosition last;
    try (IngestLog log = create()) {
      last = log.append(record(Signal.TRACES, 1, 100));
      log.checkpoint(new Checkpoint(last.next(), Map.of()));
    }
    try (IngestLog log = reopen()) {
      assertThat(log.recovery().pendingEntries()).isZero();
      assertThat(readAll(log)).isEmpty();
      LogPosition next = log.append(record(Signal.TRACES, 2, 100));
      assertThat(next).isGreaterThan(last);
      assertThat(readAll(log)).extracting(LogEntry::position).containsExactly(next);
    }
  }

  @Test
  void refusesACheckpointThatGoesBackOrBeyondTheEnd() throws Exception {
    try (IngestLog log = create()) {
      LogPosition first = log.append(record(Signal.TRACES, 1, 100));
      log.append(record(Signal.TRACES, 2, 100));
      log.checkpoint(new Checkpoint(first.next(), Map.of()));
      log.checkpoint(new Checkpoint(first.next(), Map.of("a", "b")));
      assertThat(log.checkpoint().state()).containsEntry("a", "b");
      assertThatThrownBy(() -> log.checkpoint(new Checkpoint(first, Map.of())))
          .isInstanceOf(IllegalArgumentException.class);
      LogPosition beyond = new LogPosition(log.status().next().value() + 1);
      assertThatThrownBy(() -> log.checkpoint(new Checkpoint(beyond, Map.of())))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void pollKeepsToItsBytesButGivesAtLeastOne() throws Exception {
    try (IngestLog log = create()) {
      for (int i = 0; i < 5; i++) {
        log.append(record(Signal.TRACES, i, 1000));
      }
      try (LogReader reader = log.read(LogPosition.START)) {
        assertThat(reader.poll(2500, SOON)).hasSize(2);
        assertThat(reader.poll(1, SOON)).hasSize(1);
        assertThat(reader.poll(ALL, SOON)).hasSize(2);
      }
    }
  }

  @Test
  void pollWaitsForTheNextEntry() throws Exception {
    try (IngestLog log = create();
        LogReader reader = log.read(LogPosition.START);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<LogEntry>> polled = executor.submit(() -> reader.poll(ALL, SOON));
      LogPosition position = log.append(record(Signal.METRICS, 1, 10));
      assertThat(polled.get(10, TimeUnit.SECONDS))
          .extracting(LogEntry::position)
          .containsExactly(position);
    }
  }

  @Test
  void pollStopsWaitingWhenInterruptedOrClosed() throws Exception {
    IngestLog log = create();
    LogReader reader = log.read(LogPosition.START);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                reader.poll(ALL, Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    waiting.interrupt();
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<LogEntry>> polled =
          executor.submit(() -> reader.poll(ALL, Duration.ofMinutes(1)));
      log.close();
      assertThat(polled.get(10, TimeUnit.SECONDS)).isEmpty();
    }
    reader.close();
  }

  @Test
  void severalReadersEachSeeEveryEntryFromTheirPosition() throws Exception {
    try (IngestLog log = create()) {
      List<LogPosition> positions = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        positions.add(log.append(record(Signal.TRACES, i, 500)));
      }
      assertThat(readAll(log)).extracting(LogEntry::position).isEqualTo(positions);
      assertThat(readAll(log)).extracting(LogEntry::position).isEqualTo(positions);
      try (LogReader reader = log.read(positions.get(4))) {
        assertThat(reader.poll(ALL, SOON))
            .extracting(LogEntry::position)
            .isEqualTo(positions.subList(4, 10));
      }
    }
  }

  /** Many appenders, one reader that checkpoints as it goes: nothing missing, nothing twice. */
  @Test
  void keepsEachEntryOnceUnderManyAppenders() throws Exception {
    int appenders = 16;
    int each = 60;
    List<LogPosition> appended = Collections.synchronizedList(new ArrayList<>());
    List<LogPosition> seen = new ArrayList<>();
    try (IngestLog log = create();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int a = 0; a < appenders; a++) {
        int seed = a;
        running.add(
            executor.submit(() -> {
              Random random = new Random(seed);
              for (int i = 0; i < each; i++) {
                appended.add(log.append(record(Signal.TRACES, i, 1 + random.nextInt(4000))));
              }
              return null;
            }));
      }
      try (LogReader reader = log.read(LogPosition.START)) {
        while (seen.size() < appenders * each) {
          List<LogEntry> entries = reader.poll(64 << 10, SOON);
          assertThat(entries).isNotEmpty();
          entries.forEach(entry -> seen.add(entry.position()));
          log.checkpoint(new Checkpoint(reader.position(), Map.of()));
        }
      }
      for (Future<?> each1 : running) {
        each1.get();
      }
      assertThat(log.status().pendingEntries()).isZero();
    }
    assertThat(seen).isSorted().doesNotHaveDuplicates();
    assertThat(appended).containsExactlyInAnyOrderElementsOf(seen);
  }

  @Test
  void refusesAppendsAfterClose() throws Exception {
    IngestLog log = create();
    log.close();
    log.close();
    assertThatThrownBy(() -> log.append(record(Signal.TRACES, 1, 1)))
        .isInstanceOfSatisfying(
            PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
  }

  /** Everything in the log now, read by a new reader. */
  public static List<LogEntry> readAll(IngestLog log) throws InterruptedException {
    List<LogEntry> all = new ArrayList<>();
    try (LogReader reader = log.read(LogPosition.START)) {
      List<LogEntry> some = reader.poll(ALL, NOW);
      while (!some.isEmpty()) {
        all.addAll(some);
        some = reader.poll(ALL, NOW);
      }
    }
    return all;
  }

  public static LogRecord record(Signal signal, int seed, int bytes) {
    return new LogRecord(signal, payload(seed, bytes));
  }

  /** The same bytes for the same seed. */
  public static ByteBuffer payload(int seed, int bytes) {
    byte[] payload = new byte[bytes];
    if (seed % 2 == 0) {
      new Random(seed).nextBytes(payload);
    } else {
      Arrays.fill(payload, (byte) seed);
    }
    return ByteBuffer.wrap(payload);
  }
}
