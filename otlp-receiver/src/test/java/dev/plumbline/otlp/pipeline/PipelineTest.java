// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import static dev.plumbline.otlp.pipeline.Requests.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Scored;
import dev.plumbline.model.score.Scorer;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.otlp.IngestBalance;
import dev.plumbline.otlp.MemoryLog;
import dev.plumbline.otlp.decode.DecodeLimits;
import dev.plumbline.otlp.decode.RejectReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PipelineTest {
  @TempDir Path folder;

  private final MemoryLog log = new MemoryLog();
  private final MemoryStore store = new MemoryStore();
  private final List<Pipeline> started = new ArrayList<>();
  private IngestBalance balance = new IngestBalance();
  private SpanReader reader = new PlainReader();

  @AfterEach
  void stop() {
    started.forEach(Pipeline::close);
  }

  /** Reads nothing out of spans, but says which earlier one changed when span 9 arrives. */
  private static class PlainReader implements SpanReader {
    @Override
    public Reading read(List<Span> spans, List<LogRecord> logs) {
      return new Reading(spans.stream().map(PlainReader::plain).toList(), List.of());
    }

    static GenAiSpan plain(Span span) {
      return new GenAiSpan(
          span,
          "",
          GenAiKind.OTHER,
          Optional.empty(),
          "",
          Optional.empty(),
          List.of(),
          "",
          "",
          "",
          "",
          "",
          new TreeMap<>(),
          "");
    }
  }

  private static final class NoScores implements Scorer {
    @Override
    public Scored score(GenAiSpan span) {
      return new Scored(List.of(), OptionalDouble.empty(), VersionTuple.of(new TreeMap<>()));
    }

    @Override
    public List<Dimension> dimensions() {
      return List.of();
    }
  }

  @Test
  void storesEverySignalAndBalances() throws Exception {
    append(Requests.spans(1, 2, 3), Requests.logs(1, 2), Requests.metrics(7));
    Pipeline pipeline = start();
    append(Requests.spans(4, -1), Requests.logs(3));
    pipeline.close();
    assertThat(names()).containsExactly("span 1", "span 2", "span 3", "span 4");
    assertThat(store.logs).hasSize(3);
    assertThat(store.samples).hasSize(1);
    IngestBalance.Snapshot spans = balance.snapshot(Signal.TRACES);
    assertThat(spans)
        .isEqualTo(new IngestBalance.Snapshot(5, 4, 0, Map.of(RejectReason.TRACE_ID, 1L), 0));
    assertThat(balance.snapshot(Signal.LOGS).stored()).isEqualTo(3);
    assertThat(balance.snapshot(Signal.METRICS).stored()).isEqualTo(1);
    assertThat(log.checkpoint().position()).isEqualTo(log.status().next());
  }

  @Test
  void leavesOutWhatCameTwiceInOneBatchInAnotherAndAfterARestart() throws Exception {
    append(Requests.spans(1, 1, 2), Requests.spans(2), Requests.logs(5, 5));
    start().close();
    append(Requests.spans(2, 3), Requests.logs(5, 6));
    start().close();
    assertThat(names()).containsExactly("span 1", "span 2", "span 3");
    assertThat(store.logs).hasSize(2);
    assertThat(balance.snapshot(Signal.TRACES))
        .isEqualTo(new IngestBalance.Snapshot(6, 3, 3, Map.of(), 0));
    assertThat(balance.snapshot(Signal.LOGS).duplicate()).isEqualTo(2);
  }

  @Test
  void waitsForAStoreThatIsDown() throws Exception {
    store.failure = new PlumblineException(ErrorKind.UNAVAILABLE, "down");
    append(Requests.spans(range(0, 10)));
    Pipeline pipeline = start();
    Thread.sleep(300);
    assertThat(balance.snapshot(Signal.TRACES).pending()).isEqualTo(10);
    assertThat(log.checkpoint().position().value()).isZero();
    store.failure = null;
    await(() -> balance.snapshot(Signal.TRACES).stored() == 10);
    store.failure = new IllegalStateException("a bug in the store");
    append(Requests.spans(range(10, 20)));
    Thread.sleep(300);
    store.failure = null;
    await(() -> balance.snapshot(Signal.TRACES).stored() == 20);
    pipeline.close();
    assertThat(names()).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void keepsWhatItCannotStoreInTimeForTheNextStart() throws Exception {
    store.failure = new PlumblineException(ErrorKind.TIMEOUT, "slow");
    append(Requests.spans(range(0, 10)));
    long begin = System.nanoTime();
    start().close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    store.failure = null;
    start().close();
    assertThat(names()).hasSize(10);
  }

  @Test
  void setsAsideTheRowsThatTheStoreRefuses() throws Exception {
    store.refused = row -> Set.of("span 3", "span 8").contains(row.span().span().name());
    append(Requests.spans(range(0, 10)), Requests.logs(1));
    start().close();
    assertThat(names()).hasSize(8).doesNotHaveDuplicates();
    assertThat(store.logs).hasSize(1);
    assertThat(balance.snapshot(Signal.TRACES))
        .isEqualTo(new IngestBalance.Snapshot(10, 8, 0, Map.of(RejectReason.STORE_REFUSED, 2L), 0));
    assertThat(Files.readAllLines(folder.resolve("quarantine.jsonl")))
        .hasSize(2)
        .first()
        .asString()
        .contains("\"name\":\"span 3\"");
  }

  @Test
  void aReaderThatFailsCostsOnlyTheMeaningOfItsSpan() throws Exception {
    reader =
        new PlainReader() {
          @Override
          public Reading read(List<Span> spans, List<LogRecord> logs) {
            if (spans.stream().anyMatch(span -> span.name().equals("span 5"))) {
              throw new IllegalStateException("poison");
            }
            return super.read(spans, logs);
          }
        };
    append(Requests.spans(range(0, 10)));
    start().close();
    assertThat(names()).hasSize(10).contains("span 5");
  }

  @Test
  void passesOnWhatChangedBehindTheRowsThatAreNew() throws Exception {
    List<Span> earlier = new ArrayList<>();
    reader =
        new PlainReader() {
          @Override
          public Reading read(List<Span> spans, List<LogRecord> logs) {
            List<GenAiSpan> changed = earlier.stream().map(PlainReader::plain).toList();
            earlier.addAll(spans);
            return new Reading(super.read(spans, logs).fresh(), changed);
          }
        };
    Pipeline pipeline = start();
    append(Requests.spans(1));
    await(() -> store.spanCount() == 1);
    append(Requests.spans(2));
    pipeline.close();
    assertThat(store.changed)
        .singleElement()
        .satisfies(row -> assertThat(row.span().span().name()).isEqualTo("span 1"));
  }

  @Test
  void aCrashBetweenInsertAndChangeLosesNoChange() throws Exception {
    @Nullable Span[] earlier = {null};
    reader =
        new PlainReader() {
          @Override
          public Reading read(List<Span> spans, List<LogRecord> logs) {
            List<GenAiSpan> changed = new ArrayList<>();
            for (Span span : spans) {
              if (span.name().equals("span 1")) {
                earlier[0] = span;
              } else if (earlier[0] != null) {
                changed.add(plain(earlier[0]));
              }
            }
            return new Reading(super.read(spans, logs).fresh(), changed);
          }
        };
    Pipeline pipeline = start();
    append(Requests.spans(1));
    await(() -> log.checkpoint().position().value() > 0);
    AtomicBoolean killed = new AtomicBoolean();
    store.at =
        point -> {
          if (point == MemoryStore.Point.BETWEEN && !killed.getAndSet(true)) {
            throw new Killed();
          }
        };
    append(Requests.spans(2));
    await(() -> balance.snapshot(Signal.TRACES).stored() == 2);
    pipeline.close();
    assertThat(names()).containsExactly("span 1", "span 2");
    assertThat(store.changed)
        .extracting(row -> row.span().span().name())
        .containsExactly("span 1", "span 2");
  }

  @Test
  void preparesTheNextBatchWhileTheStoreIsBusyButNoFurther() throws Exception {
    store.delay = Duration.ofMillis(100);
    for (int i = 0; i < 6; i++) {
      append(Requests.spans(range(i * 100, i * 100 + 100)));
    }
    start().close(); // at most 100 items a batch
    assertThat(store.batches).hasSize(6);
    assertThat(names())
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, 600).mapToObj(i -> "span " + i).toList());
  }

  @Test
  void newDataIsStoredSoon() throws Exception {
    start();
    append(Requests.spans(1));
    await(() -> store.spanCount() == 1); // warm
    long begin = System.nanoTime();
    append(Requests.spans(2));
    await(() -> store.spanCount() == 2);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isLessThan(Duration.ofSeconds(3)); // a fraction of it on a quiet machine
  }

  @Test
  void theBalanceHoldsAtEveryMoment() throws Exception {
    start();
    AtomicBoolean done = new AtomicBoolean();
    List<String> wrong = new ArrayList<>();
    Thread watching =
        Thread.ofPlatform()
            .start(() -> {
              long last = 0;
              while (!done.get()) {
                IngestBalance.Snapshot now = balance.snapshot(Signal.TRACES);
                long sum = now.stored() + now.duplicate() + now.rejectedTotal() + now.pending();
                if (now.received() != sum || now.pending() < 0 || now.received() < last) {
                  wrong.add(now.toString());
                }
                last = now.received();
              }
            });
    for (int i = 0; i < 200; i++) {
      append(Requests.spans(i, i + 1, -1));
    }
    await(() -> balance.snapshot(Signal.TRACES).pending() == 0);
    done.set(true);
    watching.join();
    assertThat(wrong).isEmpty();
    assertThat(balance.snapshot(Signal.TRACES).received()).isEqualTo(600);
    assertThat(balance.snapshot(Signal.TRACES).stored()).isEqualTo(201);
  }

  @Test
  void exactlyOnceThoughKilledAtRandomPoints() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    log.hints = false;
    Set<String> sent = new HashSet<>();
    Set<Integer> sentLogs = new HashSet<>();
    int items = 0;
    int samples = 0;
    for (int life = 0; life < 25; life++) {
      AtomicBoolean dead = new AtomicBoolean();
      CountDownLatch killed = new CountDownLatch(1);
      int stepsLeft = random.nextInt(6);
      int[] steps = {stepsLeft};
      store.at =
          point -> {
            if (dead.get() || steps[0]-- == 0) {
              dead.set(true);
              killed.countDown();
              throw new Killed();
            }
          };
      log.checkpointFailure.set(null);
      Pipeline pipeline = start(Duration.ZERO);
      for (int n = random.nextInt(5); n >= 0; n--) {
        int from = random.nextInt(200);
        int[] numbers = range(from, from + 1 + random.nextInt(20));
        append(Requests.spans(numbers));
        items += numbers.length;
        for (int number : numbers) {
          sent.add("span " + number);
        }
        if (random.nextBoolean()) {
          int number = random.nextInt(50);
          append(Requests.logs(number));
          sentLogs.add(number);
        }
        if (random.nextBoolean()) {
          append(Requests.metrics(samples++));
        }
        Thread.sleep(random.nextInt(30));
      }
      if (random.nextInt(4) == 0) {
        // the checkpoint is cut off, not the write
        log.checkpointFailure.set(new PlumblineException(ErrorKind.UNAVAILABLE, "dead"));
      }
      killed.await(150, TimeUnit.MILLISECONDS);
      dead.set(true);
      pipeline.close();
      balance = new IngestBalance(); // memory is gone
    }
    store.at = point -> {};
    log.checkpointFailure.set(null);
    start(Duration.ofSeconds(20)).close();
    assertThat(names()).as("seed %d", seed).doesNotHaveDuplicates();
    assertThat(names()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(store.logs).as("seed %d", seed).hasSize(sentLogs.size());
    assertThat(store.samples).as("seed %d", seed).hasSize(samples);
    IngestBalance.Snapshot end = balance.snapshot(Signal.TRACES);
    assertThat(end)
        .as("seed %d", seed)
        .isEqualTo(
            new IngestBalance.Snapshot(items, sent.size(), items - sent.size(), Map.of(), 0));
  }

  /** The process is gone: no step after this one happens. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  private Pipeline start() throws InterruptedException {
    return start(Duration.ofSeconds(3));
  }

  private Pipeline start(Duration drain) throws InterruptedException {
    PipelineConfig config =
        new PipelineConfig(100, 1 << 20, Duration.ofMillis(20), 2000, drain, DecodeLimits.DEFAULT);
    Pipeline pipeline =
        new Pipeline(
            config,
            log,
            reader,
            new NoScores(),
            store,
            balance,
            folder.resolve("quarantine.jsonl"),
            Meters.none(),
            InstantSource.system());
    pipeline.start();
    started.add(pipeline);
    return pipeline;
  }

  /** As the receiver does: append, then count. */
  private void append(dev.plumbline.model.ingest.LogRecord... records) throws InterruptedException {
    for (var record : records) {
      log.append(record);
      if (!started.isEmpty()) {
        EntryDecoder decoder =
            new EntryDecoder(new dev.plumbline.otlp.decode.OtlpDecoder(DecodeLimits.DEFAULT));
        balance.received(record.signal(), decoder.count(log.entries().getLast()));
      }
    }
  }

  private List<String> names() {
    synchronized (store) {
      return store.spans.stream().map(row -> row.span().span().name()).toList();
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) { // the test's timeout ends it
      Thread.sleep(2);
    }
  }
}
