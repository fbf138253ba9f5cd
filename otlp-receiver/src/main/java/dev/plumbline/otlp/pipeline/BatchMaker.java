// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.score.Scored;
import dev.plumbline.model.score.Scorer;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.MetricSample;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.otlp.IngestBalance.Outcome;
import dev.plumbline.otlp.decode.Decoded;
import dev.plumbline.otlp.decode.RejectReason;
import dev.plumbline.otlp.pipeline.DedupIndex.ItemKey;
import dev.plumbline.otlp.pipeline.DedupIndex.Verdict;
import dev.plumbline.otlp.pipeline.EntryQueue.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns log entries into rows: de-duplicates, reads GenAI meaning, scores. One thread. */
final class BatchMaker {
  private static final Logger log = LoggerFactory.getLogger(BatchMaker.class);
  private static final int FEW = 64;
  private static final Scored NOT_SCORED =
      new Scored(List.of(), OptionalDouble.empty(), VersionTuple.of(new TreeMap<>()));

  private final DedupIndex spanIndex;
  private final DedupIndex logIndex;
  private final SpanReader reader;
  private final Scorer scorer;
  private final PipelineMeters meters;

  BatchMaker(
      DedupIndex spanIndex,
      DedupIndex logIndex,
      SpanReader reader,
      Scorer scorer,
      PipelineMeters meters) {
    this.spanIndex = spanIndex;
    this.logIndex = logIndex;
    this.reader = reader;
    this.scorer = scorer;
    this.meters = meters;
  }

  /** What is counted of one signal while a batch is made. */
  private static final class Tally {
    long stored;
    long duplicate;
    final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);

    void reject(Map<RejectReason, Integer> reasons) {
      reasons.forEach((reason, n) -> rejected.merge(reason, (long) n, Long::sum));
    }

    Outcome outcome() {
      return new Outcome(stored, duplicate, rejected);
    }
  }

  /**
   * Makes a batch; waits as long as the store cannot tell what it has.
   *
   * @param storedBatch number of the last batch that is wholly stored
   */
  Batch make(long number, List<Item> items, long storedBatch) throws InterruptedException {
    EnumMap<Signal, Tally> tallies = new EnumMap<>(Signal.class);
    List<Span> spans = new ArrayList<>();
    List<ItemKey> spanKeys = new ArrayList<>();
    List<LogRecord> records = new ArrayList<>();
    List<ItemKey> logKeys = new ArrayList<>();
    List<MetricSample> samples = new ArrayList<>();
    for (Item item : items) {
      long position = item.entry().position().value();
      Tally tally = tallies.computeIfAbsent(item.entry().signal(), signal -> new Tally());
      tally.reject(item.decoded().rejected());
      switch (item.decoded()) {
        case Decoded.Traces traces -> {
          spans.addAll(traces.spans());
          traces.spans().forEach(span -> spanKeys.add(key(span, position)));
        }
        case Decoded.Logs logs -> {
          records.addAll(logs.records());
          logs.records().forEach(record -> logKeys.add(key(record, position)));
        }
        case Decoded.Metrics metrics -> {
          samples.addAll(metrics.samples());
          tally.stored += metrics.accepted();
        }
      }
    }
    prepare(spanIndex, spanKeys, number, storedBatch);
    prepare(logIndex, logKeys, number, storedBatch);
    Kept<Span> keptSpans = keep(spans, spanKeys, spanIndex, tallies.get(Signal.TRACES));
    Kept<LogRecord> keptLogs = keep(records, logKeys, logIndex, tallies.get(Signal.LOGS));

    SpanReader.Reading reading = read(keptSpans.items(), keptLogs.items());
    List<StoredSpan> rows = scored(reading.fresh(), keptSpans.keys());
    List<StoredSpan> inserted = new ArrayList<>(rows.size());
    List<StoredSpan> changed = new ArrayList<>(scored(reading.changed(), List.of()));
    for (int i = 0; i < rows.size(); i++) {
      // what a crash left stored may lack what this batch was about to change in it
      (keptSpans.stored().get(i) ? changed : inserted).add(rows.get(i));
    }
    List<StoredLog> storedLogs = new ArrayList<>(keptLogs.items().size());
    for (int i = 0; i < keptLogs.items().size(); i++) {
      if (!keptLogs.stored().get(i)) {
        ItemKey key = keptLogs.keys().get(i);
        storedLogs.add(new StoredLog(keptLogs.items().get(i), key.high(), key.position()));
      }
    }
    Map<Signal, Outcome> outcomes = new HashMap<>();
    tallies.forEach((signal, tally) -> outcomes.put(signal, tally.outcome()));
    return new Batch(
        number,
        items.getFirst().entry().position(),
        EntryQueue.end(items),
        inserted,
        storedLogs,
        samples,
        changed,
        outcomes,
        items.getFirst().entry().receivedAtEpochNanos());
  }

  private static ItemKey key(Span span, long position) {
    return key(span.key(), span.startEpochNanos(), position);
  }

  static ItemKey key(SpanKey key, long startEpochNanos, long position) {
    String traceId = key.traceId();
    long spanId = Long.parseUnsignedLong(key.spanId(), 16);
    // odd factor: within one trace, different spans always have different keys
    return new ItemKey(
        Long.parseUnsignedLong(traceId, 0, 16, 16) ^ (spanId * 0x9E3779B97F4A7C15L),
        Long.parseUnsignedLong(traceId, 16, 32, 16),
        startEpochNanos,
        position);
  }

  private static ItemKey key(LogRecord record, long position) {
    return new ItemKey(RecordHash.of(record), 0, record.epochNanos(), position);
  }

  private void prepare(DedupIndex index, List<ItemKey> keys, long number, long storedBatch)
      throws InterruptedException {
    Backoff backoff = new Backoff();
    while (true) {
      try {
        index.prepare(keys, number, storedBatch);
        return;
      } catch (PlumblineException e) {
        meters.retried("keys", e);
        if (backoff.tries() == 0) {
          log.atWarn()
              .addKeyValue("error.type", e.kind().label())
              .log("the store cannot tell what it has; waiting");
        }
        backoff.pause(e.retryAfter().orElse(Duration.ZERO));
      }
    }
  }

  /**
   * Items that are no duplicates, with their keys.
   *
   * @param stored which of them a crash left stored already: they are read again, since what they
   *     change in other rows may be missing, but not inserted again
   */
  private record Kept<T>(List<T> items, List<ItemKey> keys, BitSet stored) {}

  private static <T> Kept<T> keep(
      List<T> items, List<ItemKey> keys, DedupIndex index, @Nullable Tally tally) {
    Kept<T> kept =
        new Kept<>(new ArrayList<>(items.size()), new ArrayList<>(items.size()), new BitSet());
    if (tally == null) {
      return kept;
    }
    for (int i = 0; i < items.size(); i++) {
      Verdict verdict = index.add(keys.get(i));
      switch (verdict) {
        case FRESH -> {}
        case STORED_BEFORE_CRASH -> kept.stored().set(kept.items().size());
        case DUPLICATE -> {
          tally.duplicate++;
          continue;
        }
      }
      tally.stored++;
      kept.items().add(items.get(i));
      kept.keys().add(keys.get(i));
    }
    return kept;
  }

  /** A reader that fails costs the meaning of at most the spans it fails on, never their rows. */
  private SpanReader.Reading read(List<Span> spans, List<LogRecord> records)
      throws InterruptedException {
    if (spans.isEmpty() && records.isEmpty()) {
      return new SpanReader.Reading(List.of(), List.of());
    }
    Backoff backoff = new Backoff();
    while (true) {
      try {
        return reader.read(spans, records);
      } catch (PlumblineException e) { // the reader asks the store about earlier turns
        if (e.kind() == ErrorKind.INVALID_INPUT || e.kind() == ErrorKind.INTERNAL) {
          return readOneByOne(spans, e);
        }
        meters.retried("history", e);
        backoff.pause(e.retryAfter().orElse(Duration.ZERO));
      } catch (RuntimeException e) {
        return readOneByOne(spans, e);
      }
    }
  }

  private SpanReader.Reading readOneByOne(List<Span> spans, RuntimeException failure) {
    log.atError()
        .addKeyValue("error.type", failure.getClass().getName())
        .addKeyValue("batch.size", spans.size())
        .setCause(failure)
        .log("spans could not be read together; reading one by one");
    List<GenAiSpan> fresh = new ArrayList<>(spans.size());
    List<GenAiSpan> changed = new ArrayList<>();
    for (Span span : spans) {
      try {
        SpanReader.Reading one = reader.read(List.of(span), List.of());
        fresh.add(one.fresh().getFirst());
        changed.addAll(one.changed());
      } catch (RuntimeException e) {
        meters.unread();
        fresh.add(plain(span));
      }
    }
    return new SpanReader.Reading(fresh, changed);
  }

  private static GenAiSpan plain(Span span) {
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
        span.resource().text("deployment.environment.name"),
        span.resource().text("service.version"),
        new TreeMap<>(),
        "");
  }

  /** Scores in parallel, in order. {@code keys} is empty for rows that are stored already. */
  private List<StoredSpan> scored(List<GenAiSpan> spans, List<ItemKey> keys) {
    IntStream indexes = IntStream.range(0, spans.size());
    return (spans.size() < FEW ? indexes : indexes.parallel())
        .mapToObj(i ->
            new StoredSpan(
                spans.get(i), score(spans.get(i)), keys.isEmpty() ? 0 : keys.get(i).position()))
        .toList();
  }

  private Scored score(GenAiSpan span) {
    if (span.call().isEmpty()) {
      return NOT_SCORED;
    }
    try {
      return scorer.score(span);
    } catch (RuntimeException e) { // the contract forbids it; a span must not be lost by it
      meters.unscored();
      log.atError()
          .addKeyValue("error.type", e.getClass().getName())
          .addKeyValue("trace_id", span.span().key().traceId())
          .addKeyValue("span_id", span.span().key().spanId())
          .setCause(e)
          .log("scoring failed");
      return NOT_SCORED;
    }
  }
}
