// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.signals;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.feedback.Feedback;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.SpanKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A span store that also stores the feedback and the scores of others that are in a batch. Feedback
 * goes first: when the process dies in between, the batch comes again, and feedback has ids. Scores
 * go last: they belong to calls that must be stored. A store that is down makes the batch come
 * again; feedback or scores that can never be stored do not keep the batch from being stored.
 * Thread-safe.
 */
public final class SignalStore implements SpanStore {
  private static final Logger log = LoggerFactory.getLogger(SignalStore.class);

  private final SpanStore store;
  private final Consumer<List<Feedback>> feedback;
  private final ExternalScores scores;
  private final InstantSource clock;
  private final Meters.Counter taken;
  private final Meters.Counter broken;

  /**
   * @param store closed by nobody here
   * @param feedback stores events, each once; fails as {@code FeedbackStore.write}
   */
  public SignalStore(
      SpanStore store,
      Consumer<List<Feedback>> feedback,
      ExternalScores scores,
      InstantSource clock,
      Meters meters) {
    this.store = store;
    this.feedback = feedback;
    this.scores = scores;
    this.clock = clock;
    this.taken =
        meters.counter(
            "plumbline_feedback_events_total",
            "Feedback found in telemetry, by the way it came; a batch that is stored again counts"
                + " again.",
            "source");
    this.broken =
        meters.counter(
            "plumbline_feedback_invalid_total", "Feedback in telemetry that breaks a rule.");
  }

  @Override
  public void write(StoreBatch batch) {
    SignalReader found = read(batch);
    if (found != null && !found.feedback().isEmpty()) {
      guarded("feedback", () -> feedback.accept(found.feedback()));
      found.feedback().forEach(event -> taken.increment(event.source()));
    }
    store.write(batch);
    if (found != null) {
      broken.add(found.broken());
      guarded("scores of others", () -> scores.accept(found.scores()));
    }
  }

  private @Nullable SignalReader read(StoreBatch batch) {
    SignalReader reader = null;
    for (StoredLog row : batch.logs()) {
      if (SignalReader.mayHold(row.record())) {
        reader = reader == null ? reader() : reader;
        reader.read(row.record());
      }
    }
    // changed ones too: a crash may have left them stored without their feedback
    for (List<StoredSpan> rows : List.of(batch.spans(), batch.changed())) {
      for (StoredSpan row : rows) {
        if (!row.span().span().attributes().isEmpty() || !row.span().span().events().isEmpty()) {
          reader = reader == null ? reader() : reader;
          reader.read(row.span().span());
        }
      }
    }
    return reader;
  }

  private SignalReader reader() {
    return new SignalReader(ExternalScores.nanos(clock.instant()));
  }

  private static void guarded(String what, Runnable write) {
    try {
      write.run();
    } catch (PlumblineException e) {
      if (e.kind() != ErrorKind.INVALID_INPUT && e.kind() != ErrorKind.TOO_LARGE) {
        throw e; // the batch comes again
      }
      log.atError()
          .addKeyValue("error.type", e.kind().label())
          .addKeyValue("what", what)
          .log("the store will never take this; it is left out");
    }
  }

  @Override
  public Map<SpanKey, Long> spanKeys(long fromEpochNanos, long toEpochNanos) {
    return store.spanKeys(fromEpochNanos, toEpochNanos);
  }

  @Override
  public Map<Long, Long> logHashes(long fromEpochNanos, long toEpochNanos) {
    return store.logHashes(fromEpochNanos, toEpochNanos);
  }

  @Override
  public SpanReader.History history() {
    return store.history();
  }
}
