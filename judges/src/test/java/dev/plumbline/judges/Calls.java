// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.ContentState;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Scored;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.model.telemetry.SpanKind;
import dev.plumbline.model.telemetry.StatusCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Stored calls for tests. */
final class Calls {
  private Calls() {}

  static SpanKey key(int n) {
    return new SpanKey("%032x".formatted(n + 1), "%016x".formatted(n + 1));
  }

  static StoredSpan call(int n, String question, String reply, Map<String, Double> scores) {
    return call(n, question, reply, scores, "");
  }

  static StoredSpan call(
      int n, String question, String reply, Map<String, Double> scores, String conversation) {
    Content content =
        new Content(
            ContentState.FULL,
            "",
            List.of(Message.text("user", question)),
            List.of(Message.text("assistant", reply)),
            List.of(),
            "",
            List.of());
    return stored(n, content, scores, conversation, Map.of());
  }

  static StoredSpan stored(
      int n,
      Content content,
      Map<String, Double> scores,
      String conversation,
      Map<String, String> segments) {
    Span span =
        new Span(
            key(n),
            "",
            "",
            "chat",
            SpanKind.CLIENT,
            1_000_000_000L * (n + 1),
            1_000_000_000L * (n + 2),
            Map.of(),
            List.of(),
            List.of(),
            StatusCode.OK,
            "",
            Resource.EMPTY,
            Scope.EMPTY);
    ModelCall call =
        new ModelCall(
            "chat",
            "openai",
            "gpt-5-mini",
            "gpt-5-mini",
            "",
            Usage.MISSING,
            OptionalDouble.empty(),
            Optional.empty(),
            false,
            OptionalDouble.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            "",
            "",
            "",
            false,
            content);
    GenAiSpan read =
        new GenAiSpan(
            span,
            "otel",
            GenAiKind.MODEL,
            Optional.of(call),
            "",
            Optional.empty(),
            List.of(),
            conversation,
            "",
            "",
            "",
            "1.0",
            new TreeMap<>(segments),
            "");
    List<Score> inline =
        new TreeMap<>(scores)
            .entrySet().stream()
                .map(e ->
                    new Score(
                        e.getKey(),
                        OptionalDouble.of(e.getValue()),
                        "",
                        ScoreStatus.OK,
                        "",
                        1,
                        List.of(),
                        "test",
                        "1"))
                .toList();
    TreeMap<String, String> versions = new TreeMap<>(Map.of("app_version", "1.0"));
    versions.put("evaluators", "inline");
    return new StoredSpan(
        read, new Scored(inline, OptionalDouble.empty(), VersionTuple.of(versions)), 0);
  }
}
