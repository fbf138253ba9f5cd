// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.MetricSample;
import dev.plumbline.model.telemetry.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SpanStore} must do, seen through itself and through a {@link TelemetryReader}.
 */
public abstract class SpanStoreContract {
  /** 2026-11-21 15:00 UTC. */
  protected static final long NOW = 1_795_273_200_000_000_000L;

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("2263-01-01T00:00:00Z");

  /** A store with nothing in it, the same for all methods of one test. */
  protected abstract SpanStore store();

  /** Reads what {@link #store} wrote. */
  protected abstract TelemetryReader reader();

  @Test
  void keepsWhatACallSays() {
    write(
        "a",
        Calls.call()
            .texts("hello", "good day")
            .cost(0.25)
            .score("refusal", 0.5, "partial")
            .row(1, NOW));
    SequencedMap<String, @Nullable Object> row = onlyCall();
    assertThat(row)
        .containsEntry("TraceId", Calls.key(1).traceId())
        .containsEntry("SpanId", Calls.key(1).spanId())
        .containsEntry("Timestamp", "2026-11-21T15:00:00.000000000Z")
        .containsEntry("ServiceName", "checkout")
        .containsEntry("Environment", "test")
        .containsEntry("Operation", "chat")
        .containsEntry("Provider", "openai")
        .containsEntry("ResponseModel", "gpt-4o-2024-08-06")
        .containsEntry("InputTokens", 12L)
        .containsEntry("OutputTokens", 7L)
        .containsEntry("CacheReadTokens", null)
        .containsEntry("CostUsd", 0.25)
        .containsEntry("FinishReason", "stop")
        .containsEntry("DurationMs", 1500.0)
        .containsEntry("Turn", null)
        .containsEntry("ErrorType", "")
        .containsEntry("ContentState", "full")
        .containsEntry("InputText", "hello")
        .containsEntry("OutputText", "good day")
        .containsEntry("SystemText", "Be brief.")
        .containsEntry("Scores", Map.of("refusal", 0.5));
  }

  /**
   * OTLP clients resend after a lost acknowledgement; the pipeline writes a batch again after a
   * crash.
   */
  @Test
  void keepsOneCopyOfABatchThatIsWrittenTwice() {
    StoreBatch batch =
        new StoreBatch(
            "same",
            List.of(Calls.call().row(1, NOW), Calls.call().row(2, NOW + 1)),
            List.of(Calls.call().log(1, NOW, "{}")),
            List.of(sample("requests_total", NOW / 1_000_000, 1)),
            List.of());
    store().write(batch);
    store().write(batch);
    assertThat(rows(RowQuery.View.SPANS)).hasSize(2);
    assertThat(rows(RowQuery.View.LOGS)).hasSize(1);
  }

  @Test
  void showsTheNewReadingOfAChangedSpanAndOnlyThat() {
    write("a", Calls.call().row(1, NOW), Calls.call().row(2, NOW + 1));
    StoreBatch change =
        new StoreBatch(
            "b",
            List.of(),
            List.of(),
            List.of(),
            List.of(
                Calls.call()
                    .conversation("conv-9", 3)
                    .texts("late", "content")
                    .score("refusal", 1, "refusal")
                    .segment("feature", "billing")
                    .segment("shop", "north")
                    .row(1, NOW)));
    store().write(change);
    store().write(change);
    List<SequencedMap<String, @Nullable Object>> rows = rows(RowQuery.View.MODEL_CALLS);
    assertThat(rows).hasSize(2);
    assertThat(rows.getLast())
        .containsEntry("SpanId", Calls.key(1).spanId())
        .containsEntry("ConversationId", "conv-9")
        .containsEntry("Turn", 3L)
        .containsEntry("InputText", "late")
        .containsEntry("Feature", "billing")
        .containsEntry("Segments", Map.of("shop", "north"))
        .containsEntry("Scores", Map.of("refusal", 1.0));
    assertThat(rows.getFirst()).containsEntry("ConversationId", "").containsEntry("InputText", "");
  }

  @Test
  void changesNothingForARowThatIsNotStored() {
    store()
        .write(
            new StoreBatch(
                "c", List.of(), List.of(), List.of(), List.of(Calls.call().row(1, NOW))));
    assertThat(rows(RowQuery.View.SPANS)).isEmpty();
  }

  @Test
  void knowsTheKeysAndPositionsOfAStretchOfTime() {
    write(
        "a",
        Calls.call().row(1, NOW),
        Calls.call().row(2, NOW + 999),
        Calls.call().row(3, NOW + 1000));
    assertThat(store().spanKeys(NOW, NOW + 1000))
        .containsExactlyInAnyOrderEntriesOf(Map.of(Calls.key(1), 1L, Calls.key(2), 2L));
  }

  @Test
  void knowsTheHashesOfLogs() {
    StoredLog first = Calls.call().log(1, NOW, "a");
    StoredLog second = Calls.call().log(2, NOW + 5, "b");
    store().write(new StoreBatch("l", List.of(), List.of(first, second), List.of(), List.of()));
    assertThat(store().logHashes(NOW, NOW + 5)).isEqualTo(Map.of(first.recordHash(), 1L));
  }

  @Test
  void unfoldsScoresWithTheirProvenance() {
    write(
        "a",
        Calls.call()
            .score("refusal", 0.0, "")
            .unscored("schema_validity", ScoreStatus.NOT_APPLICABLE)
            .version("app_version", "1.0")
            .row(1, NOW));
    List<SequencedMap<String, @Nullable Object>> rows = rows(RowQuery.View.SCORES);
    assertThat(rows)
        .anySatisfy(row ->
            assertThat(row)
                .containsEntry("Dimension", "refusal")
                .containsEntry("Value", 0.0)
                .containsEntry("Status", "ok")
                .containsEntry("Evaluator", "test_rules")
                .containsEntry("EvaluatorVersion", "2.1")
                .containsEntry("SamplingProbability", 1.0))
        .anySatisfy(row ->
            assertThat(row)
                .containsEntry("Dimension", "schema_validity")
                .containsEntry("Value", null)
                .containsEntry("Status", "not_applicable")
                .containsEntry("Explanation", "no output"))
        .hasSize(2);
    assertThat(rows(RowQuery.View.VERSIONS)).hasSize(1);
  }

  @Test
  void listsToolRunsAndSessions() {
    write(
        "a",
        Calls.call().conversation("conv-1", 1).row(1, NOW),
        Calls.call().conversation("conv-1", 2).row(2, NOW + 1_000_000_000L),
        Calls.call().conversation("conv-1", 1).tool(3, NOW, "weather"));
    assertThat(rows(RowQuery.View.TOOL_CALLS))
        .singleElement()
        .satisfies(row ->
            assertThat(row)
                .containsEntry("ToolName", "weather")
                .containsEntry("Arguments", "{\"a\":1}")
                .containsEntry("Result", "42"));
    assertThat(rows(RowQuery.View.SESSIONS))
        .singleElement()
        .satisfies(row ->
            assertThat(row)
                .containsEntry("ConversationId", "conv-1")
                .containsEntry("Calls", 2L)
                .containsEntry("Turns", 2L));
    assertThat(rows(RowQuery.View.MODEL_CALLS)).hasSize(2);
  }

  @Test
  void remembersTracesAndConversationsForTheReader() {
    StoredSpan row =
        Calls.call()
            .history("hash-1")
            .conversation("conv-1", 1)
            .attribute("gen_ai.usage.input_tokens", AnyValue.of(12))
            .score("refusal", 1, "refusal")
            .row(1, NOW);
    store()
        .write(
            new StoreBatch(
                "h",
                List.of(row),
                List.of(Calls.call().log(1, NOW, "text")),
                List.of(),
                List.of()));
    SpanReader.History history = store().history();
    List<Span> spans = history.spansOf(Calls.key(1).traceId(), NOW);
    assertThat(spans).hasSize(1);
    Span span = spans.getFirst();
    assertThat(span.key()).isEqualTo(Calls.key(1));
    assertThat(span.startEpochNanos()).isEqualTo(NOW);
    assertThat(span.durationNanos()).isEqualTo(1_500_000_000L);
    assertThat(span.attributes())
        .isEqualTo(
            Map.of(
                "gen_ai.operation.name",
                AnyValue.of("chat"),
                "gen_ai.usage.input_tokens",
                AnyValue.of("12")));
    assertThat(span.resource().serviceName()).isEqualTo("checkout");
    assertThat(span.events()).hasSize(1);
    assertThat(span.links()).hasSize(1);
    assertThat(history.logsOf(Calls.key(1).traceId(), NOW))
        .singleElement()
        .satisfies(log -> assertThat(log.body().asText()).isEqualTo("text"));
    assertThat(history.conversations(List.of("hash-1", "hash-2")))
        .isEqualTo(Map.of("hash-1", new SpanReader.Conversation(Calls.key(1), "conv-1")));
    assertThat(history.spansOf(Calls.key(77).traceId(), NOW)).isEmpty();
  }

  @Test
  void findsTheConversationOfAPatchedRow() {
    write("a", Calls.call().row(1, NOW));
    store()
        .write(
            new StoreBatch(
                "b",
                List.of(),
                List.of(),
                List.of(),
                List.of(Calls.call().history("later").conversation("c", 1).row(1, NOW))));
    assertThat(store().history().conversations(List.of("later"))).hasSize(1);
  }

  @Test
  void takesTheEdgesOfTime() {
    write("a", Calls.call().row(1, 0), Calls.call().row(2, Long.MAX_VALUE - 1));
    List<SequencedMap<String, @Nullable Object>> rows = rows(RowQuery.View.MODEL_CALLS);
    assertThat(rows).hasSize(2);
    assertThat(rows.getLast()).containsEntry("Timestamp", "1970-01-01T00:00:00.000000000Z");
    assertThat(rows.getFirst()).containsEntry("Timestamp", "2262-04-11T23:47:16.854775806Z");
    assertThat(store().spanKeys(0, 1)).hasSize(1);
    assertThat(store().spanKeys(Long.MAX_VALUE - 1, Long.MAX_VALUE)).hasSize(1);
  }

  @Test
  void takesHugeAndStrangeTexts() {
    String strange = "ä€𝄞\u0000\t\n\\'\"".repeat(1000);
    String huge = "x".repeat(10 << 20);
    write(
        "a",
        Calls.call()
            .texts(strange, "\ud800 alone")
            .attribute("x", AnyValue.of(huge))
            .attribute(strange, AnyValue.of(Double.NaN))
            .row(1, NOW));
    assertThat(onlyCall())
        .containsEntry("InputText", strange)
        .containsEntry("OutputText", "? alone");
    assertThat(store().history().spansOf(Calls.key(1).traceId(), NOW).getFirst().attributes())
        .containsEntry("x", AnyValue.of(huge))
        .containsEntry(strange, AnyValue.of("NaN"));
  }

  @Test
  void findsRowsByValuesThatLookLikeSql() {
    String nasty = "o'neill\\'; DROP TABLE otel_traces; --\t\n";
    write("a", Calls.call().segment("feature", nasty).row(1, NOW), Calls.call().row(2, NOW));
    Rows rows =
        reader()
            .rows(
                new RowQuery(
                    RowQuery.View.MODEL_CALLS,
                    EARLIEST,
                    LATEST,
                    Map.of("feature", nasty),
                    List.of("SpanId"),
                    10,
                    Optional.empty()));
    assertThat(rows.rows()).hasSize(1);
  }

  @Test
  void storesManyRowsInOneBatch() {
    List<StoredSpan> many = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      many.add(Calls.call().texts("question " + i, "answer").row(i, NOW + i));
    }
    store().write(new StoreBatch("many", many, List.of(), List.of(), List.of()));
    store().write(new StoreBatch("many", many, List.of(), List.of(), List.of()));
    assertThat(store().spanKeys(NOW, NOW + 20_000)).hasSize(20_000);
    assertThat(rows(RowQuery.View.MODEL_CALLS, 10_000)).hasSize(10_000);
  }

  protected void write(String token, StoredSpan... rows) {
    store().write(new StoreBatch(token, List.of(rows), List.of(), List.of(), List.of()));
  }

  protected SequencedMap<String, @Nullable Object> onlyCall() {
    List<SequencedMap<String, @Nullable Object>> rows = rows(RowQuery.View.MODEL_CALLS);
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  protected List<SequencedMap<String, @Nullable Object>> rows(RowQuery.View view) {
    return rows(view, 100);
  }

  private List<SequencedMap<String, @Nullable Object>> rows(RowQuery.View view, int limit) {
    return reader()
        .rows(new RowQuery(view, EARLIEST, LATEST, Map.of(), List.of(), limit, Optional.empty()))
        .rows();
  }

  protected static MetricSample sample(String name, long epochMillis, double value) {
    return new MetricSample(
        name, "counter", "1", "A test.", new TreeMap<>(Map.of("job", "test")), epochMillis, value);
  }
}
