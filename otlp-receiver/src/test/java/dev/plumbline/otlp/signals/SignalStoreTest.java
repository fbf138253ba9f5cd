// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.feedback.CallLink;
import dev.plumbline.model.feedback.Coverage;
import dev.plumbline.model.feedback.Feedback;
import dev.plumbline.model.feedback.FeedbackKind;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.feedback.SignalQuery;
import dev.plumbline.model.feedback.SignalRates;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.store.LateScore;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanEvent;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.testkit.store.Calls;
import dev.plumbline.testkit.store.NoTelemetry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Feedback and scores of others, on their way to the store. */
class SignalStoreTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final long NANOS = START.getEpochSecond() * 1_000_000_000L;
  private static final String TRACE = Calls.key(1).traceId();
  private static final String SPAN = Calls.key(1).spanId();

  private final Map<String, Feedback> feedback = new LinkedHashMap<>();
  private final List<LateScore> late = new ArrayList<>();
  private final List<StoreBatch> batches = new ArrayList<>();
  private final Map<CallLink, SpanKey> calls = new HashMap<>();
  private final List<SequencedMap<String, @Nullable Object>> storedLogs = new ArrayList<>();
  private @Nullable PlumblineException failure;
  private Instant now = START;

  private final InstantSource clock = () -> now;
  private final ExternalScores external =
      new ExternalScores(
          new Links(),
          scores -> {
            late.addAll(scores);
            return List.of();
          },
          new History(),
          () ->
              List.of(
                  Dimension.degree(
                      "toxicity", "safety", Scale.PROBABILITY, Polarity.NEUTRAL, false, "x")),
          3,
          clock,
          Meters.none());
  private final SignalStore store =
      new SignalStore(new Spans(), this::take, external, clock, Meters.none());

  private void take(List<Feedback> events) {
    if (failure != null) {
      throw failure;
    }
    events.forEach(event -> feedback.putIfAbsent(event.id(), event));
  }

  private Feedback only() {
    assertThat(feedback).hasSize(1);
    return feedback.values().iterator().next();
  }

  @Test
  void readsAFeedbackEventFromALog() {
    StoreBatch batch =
        logs(
            log(
                "plumbline.feedback",
                Map.of(
                    "plumbline.feedback.kind", AnyValue.of("rating"),
                    "plumbline.feedback.value", AnyValue.of(4),
                    "plumbline.feedback.comment", AnyValue.of("fine"),
                    "user.id", AnyValue.of("u1"),
                    "gen_ai.response.id", AnyValue.of("resp-9"))));
    store.write(batch);
    store.write(batch); // after a lost acknowledgement or a crash
    assertThat(only().kind()).isEqualTo(FeedbackKind.RATING);
    assertThat(only().value()).hasValue(0.75);
    assertThat(only().link()).isEqualTo(new CallLink(TRACE, SPAN, "resp-9", ""));
    assertThat(only().userId()).isEqualTo("u1");
    assertThat(only().comment()).isEqualTo("fine");
    assertThat(only().service()).isEqualTo("shop");
    assertThat(only().source()).isEqualTo("log");
    assertThat(only().epochNanos()).isEqualTo(NANOS);
    assertThat(batches).hasSize(2);
  }

  @Test
  void readsOthersWordsForFeedback() {
    store.write(
        logs(
            log("gen_ai.user.feedback", Map.of("feedback.rating", AnyValue.of("thumbs_down"))),
            log("", Map.of("event.name", AnyValue.of("user_feedback"), "score", AnyValue.of(5))),
            new LogRecord(
                NANOS,
                "",
                "",
                0,
                9,
                "",
                "gen_ai.feedback",
                new MapValue(
                    Map.of("value", AnyValue.of(true), "session.id", AnyValue.of("conv-1"))),
                Map.of(),
                new Resource(Map.of(), ""),
                Scope.EMPTY)));
    assertThat(feedback.values())
        .extracting(event -> event.kind().label() + " " + event.value().orElse(-1))
        .containsExactly("thumbs 0.0", "rating 1.0", "thumbs 1.0");
    assertThat(feedback.values())
        .last()
        .satisfies(event -> assertThat(event.link().conversationId()).isEqualTo("conv-1"));
  }

  @Test
  void takesAPersonsEvaluationAsFeedback() {
    store.write(
        logs(
            evaluation("user_feedback", Map.of("gen_ai.evaluation.score.value", AnyValue.of(1.0))),
            evaluation("thumbs", Map.of("gen_ai.evaluation.score.label", AnyValue.of("fail"))),
            evaluation("csat", Map.of("gen_ai.evaluation.score.value", AnyValue.of(4.0))),
            evaluation(
                "tone",
                Map.of(
                    "gen_ai.evaluation.score.value", AnyValue.of(2.0),
                    "gen_ai.evaluation.evaluator.type", AnyValue.of("human")))));
    assertThat(feedback.values())
        .extracting(event -> event.kind().label() + " " + event.value().orElse(-1))
        .containsExactly("thumbs 1.0", "thumbs 0.0", "csat 0.75", "rating 0.25");
    assertThat(late).isEmpty();
  }

  @Test
  void readsSpanAttributesAndSpanEvents() {
    StoredSpan row =
        Calls.call()
            .attribute("plumbline.feedback.thumbs", AnyValue.of("up"))
            .attribute("plumbline.feedback.copied", AnyValue.of(true))
            .attribute("plumbline.feedback.escalated", AnyValue.of(false))
            .attribute("annotations.0.annotation.name", AnyValue.of("Relevance"))
            .attribute("annotations.0.annotation.score", AnyValue.of(0.4))
            .attribute("annotations.1.annotation.name", AnyValue.of("quality"))
            .attribute("annotations.1.annotation.score", AnyValue.of(0.9))
            .attribute("annotations.1.annotation.annotator_kind", AnyValue.of("HUMAN"))
            .row(1, NANOS);
    calls.put(new CallLink(TRACE, SPAN, "", ""), Calls.key(1));
    store.write(new StoreBatch("t", List.of(row), List.of(), List.of(), List.of()));
    assertThat(feedback.values())
        .extracting(event -> event.kind().label())
        .containsExactlyInAnyOrder("thumbs", "copied", "rating");
    assertThat(late).hasSize(1);
    assertThat(late.getFirst().score().dimension()).isEqualTo("relevance");

    SpanEvent event =
        new SpanEvent(
            NANOS + 5,
            "gen_ai.evaluation.result",
            Map.of(
                "gen_ai.evaluation.name", AnyValue.of("Answer Relevance"),
                "gen_ai.evaluation.score.value", AnyValue.of(0.8),
                "gen_ai.evaluation.explanation", AnyValue.of("on topic")));
    StoredSpan crashed = withEvents(row, List.of(event));
    store.write(new StoreBatch("u", List.of(), List.of(), List.of(), List.of(crashed)));
    assertThat(feedback).hasSize(3);
    assertThat(late)
        .extracting(score -> score.score().dimension() + ": " + score.score().explanation())
        .contains("answer_relevance: on topic");
  }

  @Test
  void bringsScoresOfOthersToTheirCallAndWaitsForIt() {
    store.write(
        logs(
            evaluation("Toxicity", Map.of("gen_ai.evaluation.score.value", AnyValue.of(0.7))),
            evaluation("grounded", Map.of("gen_ai.evaluation.score.label", AnyValue.of("pass"))),
            evaluation("style", Map.of("gen_ai.evaluation.score.label", AnyValue.of("terse"))),
            evaluation("fourth", Map.of("gen_ai.evaluation.score.value", AnyValue.of(1)))));
    external.step();
    assertThat(late).isEmpty();
    assertThat(external.waiting()).isEqualTo(4);
    calls.put(new CallLink(TRACE, SPAN, "", ""), Calls.key(1));
    external.step();
    external.step();
    assertThat(external.waiting()).isZero();
    assertThat(late).hasSize(3); // three names are allowed here
    Score first = late.getFirst().score();
    assertThat(first.dimension()).isEqualTo("external_toxicity"); // ours keeps its name
    assertThat(first.evaluator()).isEqualTo("external:external_toxicity");
    assertThat(first.value()).hasValue(0.7);
    assertThat(late.getFirst().call()).isEqualTo(Calls.key(1));
    assertThat(late.get(1).score().value()).hasValue(1);
    assertThat(late.get(2).score().status()).isEqualTo(ScoreStatus.ABSTAIN);
    assertThat(external.dimensions())
        .extracting(Dimension::name)
        .containsExactly("external_toxicity", "grounded", "style");
  }

  @Test
  void forgetsScoresWhoseCallDoesNotCome() {
    store.write(logs(evaluation("a", Map.of("gen_ai.evaluation.score.value", AnyValue.of(1)))));
    now = START.plusSeconds(3000);
    external.step();
    assertThat(external.waiting()).isEqualTo(1);
    now = START.plusSeconds(4000);
    external.step();
    assertThat(external.waiting()).isZero();
  }

  @Test
  void readsStoredEventsAgainAfterAStart() {
    SequencedMap<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("TraceId", TRACE);
    row.put("SpanId", SPAN);
    row.put("Timestamp", "2026-11-21T11:59:00.000000000Z");
    row.put(
        "LogAttributes",
        Map.of("gen_ai.evaluation.name", "helpful", "gen_ai.evaluation.score.value", "0.25"));
    storedLogs.add(row);
    calls.put(new CallLink(TRACE, SPAN, "", ""), Calls.key(1));
    external.step();
    external.step();
    assertThat(late).hasSize(1);
    assertThat(late.getFirst().score().value()).hasValue(0.25);
  }

  @Test
  void aStoreThatIsDownMakesTheBatchComeAgainAndARefusalDoesNot() {
    StoreBatch batch = logs(log("plumbline.feedback", Map.of("value", AnyValue.of("up"))));
    failure = new PlumblineException(ErrorKind.UNAVAILABLE, "down");
    assertThatThrownBy(() -> store.write(batch)).isSameAs(failure);
    assertThat(batches).isEmpty(); // feedback goes first, so that a crash in between loses nothing
    failure = new PlumblineException(ErrorKind.INVALID_INPUT, "never");
    store.write(batch);
    assertThat(batches).hasSize(1);
    failure = null;
    store.write(batch);
    assertThat(feedback).hasSize(1);
  }

  @Test
  void anyAttributesAreReadOrCounted() {
    Random random = new Random(11);
    String[] names = {
      "plumbline.feedback.kind", "plumbline.feedback.value", "plumbline.feedback.min",
      "plumbline.feedback.max", "plumbline.feedback.trace_id", "plumbline.feedback.span_id",
      "gen_ai.evaluation.name", "gen_ai.evaluation.score.value", "gen_ai.evaluation.score.label",
      "gen_ai.response.id", "plumbline.feedback.rating", "plumbline.feedback.thumbs",
      "annotations.0.annotation.name", "annotations.0.annotation.score"
    };
    AnyValue[] values = {
      AnyValue.of(""),
      AnyValue.of("up"),
      AnyValue.of(-7),
      AnyValue.of(Double.NaN),
      AnyValue.of("1e999"),
      AnyValue.of("x".repeat(5000)),
      AnyValue.of(true),
      new AnyValue.ArrayValue(List.of(AnyValue.of(1))),
      AnyValue.of("\u0000\ud83d"),
      AnyValue.EmptyValue.INSTANCE,
      AnyValue.of("rating"),
      AnyValue.of(3)
    };
    String[] events = {"plumbline.feedback", "gen_ai.evaluation.result"};
    calls.put(new CallLink(TRACE, SPAN, "", ""), Calls.key(1));
    for (int i = 0; i < 5000; i++) {
      Map<String, AnyValue> attributes = new HashMap<>();
      for (int n = random.nextInt(6); n >= 0; n--) {
        attributes.put(names[random.nextInt(names.length)], values[random.nextInt(values.length)]);
      }
      Calls call = Calls.call();
      attributes.forEach(call::attribute);
      store.write(
          new StoreBatch(
              "t" + i,
              List.of(call.row(1, NANOS)),
              List.of(new StoredLog(log(events[i % 2], attributes), i, i)),
              List.of(),
              List.of()));
    }
    assertThat(batches).hasSize(5000);
    assertThat(late)
        .allSatisfy(score -> assertThat(score.score().dimension()).matches("[a-z][a-z0-9_]{0,79}"));
  }

  @Test
  void namesBecomeDimensions() {
    assertThat(ExternalScores.plain("Answer Relevance")).isEqualTo("answer_relevance");
    assertThat(ExternalScores.plain("answerRelevance")).isEqualTo("answer_relevance");
    assertThat(ExternalScores.plain("BLEU-4")).isEqualTo("bleu_4");
    assertThat(ExternalScores.plain("5stars")).isEqualTo("x5stars");
    assertThat(ExternalScores.plain("\u00e9\u00e9 ")).isEqualTo("unnamed");
    assertThat(ExternalScores.plain("a".repeat(500))).hasSize(64);
  }

  private static StoredSpan withEvents(StoredSpan row, List<SpanEvent> events) {
    Span span = row.span().span();
    Span changed =
        new Span(
            span.key(),
            span.parentSpanId(),
            span.traceState(),
            span.name(),
            span.kind(),
            span.startEpochNanos(),
            span.endEpochNanos(),
            span.attributes(),
            events,
            span.links(),
            span.statusCode(),
            span.statusMessage(),
            span.resource(),
            span.scope());
    var read = row.span();
    return new StoredSpan(
        new dev.plumbline.model.genai.GenAiSpan(
            changed,
            read.dialect(),
            read.kind(),
            read.call(),
            read.duplicateOf(),
            read.tool(),
            read.retrieved(),
            read.conversationId(),
            read.userId(),
            read.agentName(),
            read.environment(),
            read.appVersion(),
            read.segments(),
            read.historyHash()),
        row.scored(),
        row.ingestPosition());
  }

  private static LogRecord evaluation(String name, Map<String, AnyValue> more) {
    Map<String, AnyValue> attributes = new HashMap<>(more);
    attributes.put("gen_ai.evaluation.name", AnyValue.of(name));
    return log("gen_ai.evaluation.result", attributes);
  }

  private static LogRecord log(String event, Map<String, AnyValue> attributes) {
    return new LogRecord(
        NANOS,
        TRACE,
        SPAN,
        1,
        9,
        "INFO",
        event,
        AnyValue.of(""),
        attributes,
        new Resource(Map.of("service.name", AnyValue.of("shop")), ""),
        Scope.EMPTY);
  }

  private static StoreBatch logs(LogRecord... records) {
    List<StoredLog> rows = new ArrayList<>();
    for (LogRecord record : records) {
      rows.add(new StoredLog(record, rows.size(), 1));
    }
    return new StoreBatch("t", List.of(), rows, List.of(), List.of());
  }

  private final class Spans implements SpanStore {
    @Override
    public void write(StoreBatch batch) {
      batches.add(batch);
    }

    @Override
    public Map<SpanKey, Long> spanKeys(long from, long to) {
      return Map.of();
    }

    @Override
    public Map<Long, Long> logHashes(long from, long to) {
      return Map.of();
    }

    @Override
    public SpanReader.History history() {
      return SpanReader.History.NONE;
    }
  }

  private final class Links implements FeedbackStore {
    @Override
    public Map<CallLink, FoundCall> find(Collection<CallLink> links) {
      Map<CallLink, FoundCall> found = new HashMap<>();
      for (CallLink link : links) {
        SpanKey key = calls.get(new CallLink(link.traceId(), link.spanId(), "", ""));
        if (key != null) {
          found.put(link, new FoundCall(key, NANOS, "shop"));
        }
      }
      return found;
    }

    @Override
    public int write(List<Feedback> events) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Feedback> list(Instant from, Instant to, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<SignalRates> rates(SignalQuery query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Coverage> coverage(Instant from, Instant to) {
      throw new UnsupportedOperationException();
    }
  }

  private final class History extends NoTelemetry {
    @Override
    public Rows rows(RowQuery query) {
      assertThat(query.view()).isEqualTo(RowQuery.View.LOGS);
      return new Rows(storedLogs, Optional.empty());
    }
  }
}
