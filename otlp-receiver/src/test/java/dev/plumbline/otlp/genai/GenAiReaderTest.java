// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import static dev.plumbline.otlp.genai.TestSpan.log;
import static dev.plumbline.otlp.genai.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.genai.ContentState;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.genai.SpanReader.Reading;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Span;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenAiReaderTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(2_000));

  private final GenAiReader reader =
      new GenAiReader(GenAiConfig.DEFAULT, SpanReader.History.NONE, CLOCK);

  private Reading read(Span... spans) {
    return reader.read(List.of(spans), List.of());
  }

  private static ModelCall call(GenAiSpan span) {
    return span.call().orElseThrow();
  }

  private static String user(String... texts) {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < texts.length; i++) {
      out.append(i == 0 ? "" : ",")
          .append("{\"role\":\"")
          .append(i % 2 == 0 ? "user" : "assistant")
          .append("\",\"parts\":[{\"type\":\"text\",\"content\":\"")
          .append(texts[i])
          .append("\"}]}");
    }
    return out.append(']').toString();
  }

  private static String answer(String text) {
    return "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"%s\"}]}]"
        .formatted(text);
  }

  private static TestSpan turn(int trace, String answer, String... history) {
    return span(trace, 1)
        .model("gpt-4o-mini")
        .at(1_000 + trace)
        .set("gen_ai.input.messages", user(history))
        .set("gen_ai.output.messages", answer(answer));
  }

  @Test
  void aSpanOfNoGenAiMeaningIsOnlyThat() {
    Reading reading =
        read(
            span(1, 1)
                .scope("opentelemetry.instrumentation.httpx")
                .set("http.method", "GET")
                .build());

    GenAiSpan span = reading.fresh().getFirst();
    assertThat(span.kind()).isEqualTo(GenAiKind.OTHER);
    assertThat(span.call()).isEmpty();
    assertThat(span.dialect()).isEmpty();
  }

  @Test
  void contentThatArrivesLaterInALogChangesTheSpan() {
    Reading first = read(span(1, 1).model("gpt-4o").build());
    assertThat(call(first.fresh().getFirst()).content().state()).isEqualTo(ContentState.NONE);

    LogRecord log =
        log(1, 1, "gen_ai.client.inference.operation.details")
            .set("gen_ai.input.messages", user("Hello"))
            .logRecord();
    Reading second = reader.read(List.of(), List.of(log));

    assertThat(second.fresh()).isEmpty();
    ModelCall changed = call(second.changed().getFirst());
    assertThat(changed.content().inputText()).isEqualTo("Hello");
    assertThat(changed.turn()).hasValue(1);

    LogRecord other =
        log(1, 1, "gen_ai.client.inference.operation.details")
            .set("gen_ai.output.messages", answer("Hi there"))
            .logRecord();
    ModelCall both = call(reader.read(List.of(), List.of(other)).changed().getFirst());
    assertThat(both.content().inputText()).isEqualTo("Hello");
    assertThat(both.content().outputText()).isEqualTo("Hi there");
  }

  @Test
  void contentThatArrivesBeforeItsSpanIsThereAtOnce() {
    LogRecord question = log(1, 1, "gen_ai.user.message").body("content", "Hello").logRecord();
    LogRecord answer =
        log(1, 1, "gen_ai.choice").at(2).body("message", Map.of("content", "Hi")).logRecord();
    assertThat(reader.read(List.of(), List.of(answer, question)).fresh()).isEmpty();

    Reading reading = read(span(1, 1).model("gpt-4o").build());

    assertThat(reading.changed()).isEmpty();
    ModelCall call = call(reading.fresh().getFirst());
    assertThat(call.content().inputText()).isEqualTo("Hello");
    assertThat(call.content().outputText()).isEqualTo("Hi");
  }

  @Test
  void aLogThatSaysTheSameAgainChangesNothing() {
    read(turn(1, "Hi there", "Hello").build());
    LogRecord log =
        log(1, 1, "gen_ai.client.inference.operation.details")
            .set("gen_ai.input.messages", user("Hello"))
            .set("gen_ai.output.messages", answer("Hi there"))
            .logRecord();

    assertThat(reader.read(List.of(), List.of(log)).changed()).isEmpty();
  }

  @Test
  void idsOfALaterRootReachTheSpansBelow() {
    read(span(1, 2).parent(1).model("gpt-4o").build());

    Reading reading =
        read(
            span(1, 1)
                .set("session.id", "sess-1")
                .set("user.id", "ada")
                .set("app.feature", "billing")
                .build());

    assertThat(reading.changed()).hasSize(1);
    assertThat(reading.changed().getFirst().conversationId()).isEqualTo("sess-1");
    assertThat(reading.changed().getFirst().userId()).isEqualTo("ada");
    assertThat(reading.changed().getFirst().segment("feature")).isEqualTo("billing");
  }

  @Test
  void twoSpansOfOneAnswerAreOneCallAlsoAcrossTraces() {
    Span bare =
        span(1, 1)
            .model("claude")
            .scope("com.anthropic.sdk.python")
            .set("gen_ai.response.id", "msg_1")
            .build();
    Span withText = turn(2, "Hi", "Hello").at(1_000).set("gen_ai.response.id", "msg_1").build();

    assertThat(read(bare).fresh().getFirst().call()).isPresent();
    Reading reading = read(withText);

    assertThat(reading.fresh().getFirst().call()).isPresent();
    GenAiSpan former = reading.changed().getFirst();
    assertThat(former.call()).isEmpty();
    assertThat(former.duplicateOf()).isEqualTo(withText.key().spanId());
  }

  @Test
  void aCachedAnswerWithTheSameIdIsACallOfItsOwn() {
    read(span(1, 1).model("gpt-4o").at(1_000).set("gen_ai.response.id", "r-1").build());
    Reading reading =
        read(span(2, 1).model("gpt-4o").at(1_900).set("gen_ai.response.id", "r-1").build());

    assertThat(reading.fresh().getFirst().call()).isPresent();
    assertThat(reading.changed()).isEmpty();
  }

  @Test
  void aCallInsideACallToTheSameModelIsTheSameCall() {
    Reading reading =
        read(
            span(1, 2).parent(1).model("gpt-4o").build(),
            span(1, 1).model("gpt-4o").set("error.type", "RateLimitError").build());

    assertThat(reading.fresh().get(0).duplicateOf())
        .isEqualTo(reading.fresh().get(1).span().key().spanId());
    assertThat(call(reading.fresh().get(1)).errorType()).contains(CallError.RATE_LIMIT);
  }

  @Test
  void turnsWithoutAnIdAreOneConversationInWhateverOrderTheyArrive() {
    List<Span> turns =
        List.of(
            turn(3, "C", "a", "A", "b", "B", "c").build(),
            turn(1, "A", "a").build(),
            turn(2, "B", "a", "A", "b").build());
    Rows rows = new Rows();
    for (Span turn : turns) {
      rows.store(reader.read(List.of(turn), List.of()));
    }

    assertThat(rows.spans()).extracting(GenAiSpan::conversationId).doesNotContain("");
    assertThat(rows.spans().stream().map(GenAiSpan::conversationId).distinct()).hasSize(1);
    assertThat(rows.spans())
        .extracting(span -> call(span).turn().orElse(0))
        .containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void turnsOfASessionAreCountedWhereTheMessagesDoNotTell() {
    List<Span> turns = new ArrayList<>();
    for (int i = 3; i >= 1; i--) {
      turns.add(span(i, 1).model("gpt-4o").at(1_000 + i).set("session.id", "s").build());
    }
    Rows rows = new Rows();
    for (Span turn : turns) {
      rows.store(reader.read(List.of(turn), List.of()));
    }

    assertThat(rows.spans())
        .extracting(span -> call(span).turn().orElse(0))
        .containsExactly(3, 2, 1);
  }

  @Test
  void inputTokensIncludeTheCache() {
    Usage usage =
        call(read(span(1, 1)
                    .model("claude")
                    .set("gen_ai.usage.input_tokens", "15")
                    .set("gen_ai.usage.output_tokens", 9)
                    .set("gen_ai.usage.cache_read.input_tokens", 1024)
                    .set("gen_ai.usage.cache_creation.input_tokens", 256)
                    .build())
                .fresh()
                .getFirst())
            .usage();

    assertThat(usage.input()).hasValue(1295);
    assertThat(usage.source()).isEqualTo(Usage.Source.REPORTED);
  }

  @Test
  void noUsageIsMissingAndNotZero() {
    Usage usage =
        call(read(span(1, 1)
                    .model("gpt-4o")
                    .set("gen_ai.usage.input_tokens", 0)
                    .set("gen_ai.usage.output_tokens", 0)
                    .build())
                .fresh()
                .getFirst())
            .usage();

    assertThat(usage).isEqualTo(Usage.MISSING);
  }

  @Test
  void jsonThatIsNoneStaysText() {
    ModelCall call =
        call(
            read(span(1, 1)
                    .model("gpt-4o")
                    .set("gen_ai.input.messages", "[{not json")
                    .set("gen_ai.output.messages", "{\"role\":}")
                    .build())
                .fresh()
                .getFirst());

    assertThat(call.content().inputText()).isEqualTo("[{not json");
    assertThat(call.content().outputText()).isEqualTo("{\"role\":}");
  }

  @Test
  void jsonThatWasCutOffGivesWhatIsThere() {
    String whole =
        user("What is the capital of France?", "Paris.", "And of Italy, \\u00e9ven \\\"now\\\"?");
    for (int length = 80; length < whole.length(); length++) {
      Span span =
          span(length, 1)
              .model("gpt-4o")
              .set("gen_ai.input.messages", whole.substring(0, length))
              .build();
      ModelCall call = call(read(span).fresh().getFirst());
      assertThat(call.content().input()).isNotEmpty();
    }
    assertThat(CutJson.closed(whole.substring(0, 90))).isNotEqualTo(whole.substring(0, 90));
  }

  @Test
  void toolsAskedForAndToolsRunAreRead() {
    Reading reading =
        read(
            span(1, 1)
                .model("gpt-4o")
                .set(
                    "gen_ai.tool.definitions",
                    "[{\"type\":\"function\",\"function\":{\"name\":\"w\",\"parameters\":{\"type\":\"object\"}}}]")
                .set(
                    "gen_ai.output.messages",
                    "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"c1\",\"name\":\"w\",\"arguments\":{\"city\":\"Paris\"}}],\"finish_reason\":\"tool_calls\"}]")
                .build(),
            span(1, 2)
                .parent(1)
                .set("gen_ai.operation.name", "execute_tool")
                .set("gen_ai.tool.name", "w")
                .set("gen_ai.tool.call.arguments", "{\"city\":\"Paris\"}")
                .set("gen_ai.tool.call.result", "14C")
                .build());

    ModelCall call = call(reading.fresh().getFirst());
    assertThat(call.content().toolCalls())
        .containsExactly(new Part.ToolCall("c1", "w", "{\"city\":\"Paris\"}"));
    assertThat(call.content().tools().getFirst().name()).isEqualTo("w");
    assertThat(reading.fresh().get(1).tool().orElseThrow().result()).isEqualTo("14C");
  }

  @Test
  void vectorsAreLeftOut() {
    Reading reading =
        read(
            span(1, 1)
                .scope("openinference.instrumentation.openai")
                .set("openinference.span.kind", "EMBEDDING")
                .set("embedding.embeddings.0.embedding.text", "red shoes")
                .set(
                    "embedding.embeddings.0.embedding.vector",
                    new AnyValue.ArrayValue(List.of(AnyValue.of(0.123456), AnyValue.of(0.5))))
                .build());

    ModelCall call = call(reading.fresh().getFirst());
    assertThat(call.embedding()).isTrue();
    assertThat(call.content().inputText()).isEqualTo("red shoes");
    assertThat(call.toString()).doesNotContain("0.123456");
  }

  @Test
  void anyAttributeCanBeASegmentAndAnId() {
    Settings settings =
        new Settings(
            "test",
            Map.of(
                "segments.desk", "acme.desk",
                "genai.conversation_attribute", "acme.chat",
                "genai.user_attribute", "acme.user"));
    GenAiReader own = new GenAiReader(GenAiConfig.read(settings), SpanReader.History.NONE, CLOCK);
    settings.throwIfInvalid();

    GenAiSpan span =
        own.read(
                List.of(
                    span(1, 1)
                        .model("gpt-4o")
                        .set("acme.desk", "north")
                        .set("acme.chat", "c-9")
                        .set("session.id", "other")
                        .set("acme.user", "u-9")
                        .build()),
                List.of())
            .fresh()
            .getFirst();

    assertThat(span.segment("desk")).isEqualTo("north");
    assertThat(span.conversationId()).isEqualTo("c-9");
    assertThat(span.userId()).isEqualTo("u-9");
  }

  @Test
  void memoryIsBoundedAndAsksTheStoreOnlyForWhatItForgot() {
    StoredSpans store = new StoredSpans();
    GenAiConfig small = GenAiConfig.read(new Settings("test", Map.of("genai.memory", "100KiB")));
    GenAiReader bounded = new GenAiReader(small, store, CLOCK);
    for (int i = 1; i <= 500; i++) {
      Span span = span(i, 2).parent(1).model("gpt-4o").set("text", "x".repeat(500)).build();
      store.spans.add(span);
      bounded.read(List.of(span), List.of());
      assertThat(bounded.memoryBytes()).isLessThan(110_000);
    }
    assertThat(store.asked).isEmpty();

    Reading reading =
        bounded.read(List.of(span(1, 1).set("session.id", "sess-1").build()), List.of());

    assertThat(store.asked).containsExactly(span(1, 1).build().key().traceId());
    assertThat(reading.changed()).hasSize(1);
    assertThat(reading.changed().getFirst().conversationId()).isEqualTo("sess-1");
  }

  @Test
  void spansBeyondWhatATraceMayHaveAreStillHandedOn() {
    List<Span> spans = new ArrayList<>();
    for (int i = 1; i <= TraceMemory.MAX_SPANS_OF_ONE + 500; i++) {
      spans.add(span(1, i).model("gpt-4o").build());
    }
    assertThat(reader.read(spans, List.of()).fresh()).hasSize(spans.size());
    assertThat(read(span(1, 1).model("gpt-4o").build()).fresh()).hasSize(1);
  }

  @Test
  void aStoreThatFailsToAnswerIsAskedAgainWithTheSameSpans() {
    StoredSpans store = new StoredSpans();
    GenAiReader own = new GenAiReader(GenAiConfig.DEFAULT, store, CLOCK);
    // began before this process did, under a span that only the store has
    Span below = span(1, 2).parent(1).at(1_999).model("gpt-4o").build();
    store.spans.add(span(1, 1).at(1_999).set("session.id", "sess-1").build());
    LogRecord question =
        log(1, 2, "gen_ai.user.message").at(1_999).body("content", "Hello").logRecord();
    store.failing = true;
    assertThatThrownBy(() -> own.read(List.of(below), List.of(question)))
        .isInstanceOf(PlumblineException.class);
    assertThatThrownBy(() -> own.read(List.of(below), List.of(question)))
        .isInstanceOf(PlumblineException.class);
    store.failing = false;

    Reading reading = own.read(List.of(below), List.of(question));

    assertThat(reading.fresh()).hasSize(1);
    assertThat(reading.fresh().getFirst().conversationId()).isEqualTo("sess-1");
    assertThat(call(reading.fresh().getFirst()).content().input()).hasSize(1);
  }

  private static final class StoredSpans implements SpanReader.History {
    final List<Span> spans = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    boolean failing;

    @Override
    public List<Span> spansOf(String traceId, long aroundEpochNanos) {
      if (failing) {
        throw new PlumblineException(ErrorKind.UNAVAILABLE, "the store is down");
      }
      asked.add(traceId);
      return spans.stream().filter(span -> span.key().traceId().equals(traceId)).toList();
    }

    @Override
    public List<LogRecord> logsOf(String traceId, long aroundEpochNanos) {
      return List.of();
    }

    @Override
    public Map<String, SpanReader.Conversation> conversations(List<String> historyHashes) {
      return Map.of();
    }
  }
}
