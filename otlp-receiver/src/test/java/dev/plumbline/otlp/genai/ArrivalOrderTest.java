// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import static dev.plumbline.otlp.genai.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is said in the end does not depend on the order and the portions in which spans arrive. */
class ArrivalOrderTest {
  @Test
  void smallTracesReadTheSameInAnyOrder() {
    for (int i = 0; i < 60; i++) {
      assertSame(System.nanoTime() + i, 2 + i % 40);
    }
  }

  @Test
  void longTracesReadTheSameInAnyOrder() {
    for (int i = 0; i < 4; i++) {
      assertSame(System.nanoTime() + i, 400);
    }
  }

  private static void assertSame(long seed, int size) {
    Random random = new Random(seed);
    List<Span> spans = trace(random, size);
    Map<String, Object> atOnce = read(spans, spans.size());
    Collections.shuffle(spans, random);
    Map<String, Object> shuffled = read(spans, 1 + random.nextInt(5));

    assertThat(shuffled).as("seed %d, %d spans", seed, size).isEqualTo(atOnce);
  }

  private static Map<String, Object> read(List<Span> spans, int portion) {
    GenAiReader reader = Requests.reader();
    Rows rows = new Rows();
    for (int i = 0; i < spans.size(); i += portion) {
      rows.store(reader.read(spans.subList(i, Math.min(i + portion, spans.size())), List.of()));
    }
    Function<GenAiSpan, Object> said =
        span ->
            List.of(
                span.kind(),
                span.duplicateOf(),
                span.call(),
                span.conversationId(),
                span.userId(),
                span.agentName(),
                span.segments());
    return rows.spans().stream()
        .collect(Collectors.toMap(span -> key(span.span().key()), said, (a, b) -> a, TreeMap::new));
  }

  private static String key(SpanKey key) {
    return key.traceId() + key.spanId();
  }

  private static List<Span> trace(Random random, int size) {
    List<Span> out = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      TestSpan span = span(1, i).at(1_000 + i);
      if (i > 1) {
        span.parent(1 + random.nextInt(i - 1));
      }
      switch (random.nextInt(4)) {
        case 0 ->
            span.set("gen_ai.operation.name", "invoke_agent")
                .set("gen_ai.agent.name", "agent-" + i);
        case 1 -> span.set("http.method", "GET");
        default -> {
          span.model("model-" + random.nextInt(3))
              .set("gen_ai.response.id", "r-" + (random.nextInt(8) == 0 ? "same" : i));
          if (random.nextBoolean()) {
            span.set(
                "gen_ai.input.messages",
                "[{\"role\":\"user\",\"content\":\"text %d\"}]".formatted(i));
          }
        }
      }
      if (random.nextInt(size) < 2) {
        span.set("session.id", "sess-" + i);
      }
      if (random.nextInt(size) < 2) {
        span.set("user.id", "user-" + i);
      }
      if (random.nextInt(6) == 0) {
        span.set("app.feature", "feature-" + i);
      }
      out.add(span.build());
    }
    return out;
  }
}
