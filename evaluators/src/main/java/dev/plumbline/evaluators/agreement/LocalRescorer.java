// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.ContentState;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.model.telemetry.SpanKind;
import dev.plumbline.model.telemetry.StatusCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Scores stored calls again with evaluators of this process, from question, answer and system text.
 * What needs more (tool calls, schemas, the turns before) stays with the scores it has.
 * Thread-safe.
 */
public final class LocalRescorer implements Rescorer {
  private static final CallText PROBE =
      new CallText(
          "00000000000000000000000000000001",
          "0000000000000001",
          Instant.EPOCH,
          "",
          "",
          "",
          "",
          "",
          "",
          "Is the office open today?",
          "Yes, it is open until five.",
          "",
          "");

  private final Function<GenAiSpan, List<Score>> scorer;
  private @Nullable Map<String, String> running;

  /**
   * Runs nothing yet.
   *
   * @param scorer gives every score of a call; thread-safe
   */
  public LocalRescorer(Function<GenAiSpan, List<Score>> scorer) {
    this.scorer = scorer;
  }

  /** What scores an ordinary question and answer here. */
  @Override
  public Optional<String> running(String dimension) {
    return Optional.ofNullable(running().get(dimension));
  }

  private synchronized Map<String, String> running() {
    Map<String, String> known = running;
    if (known == null) {
      known = new HashMap<>();
      for (Score score : scorer.apply(call(PROBE))) {
        if (score.value().isPresent()) {
          known.put(score.dimension(), score.evaluator() + "@" + score.evaluatorVersion());
        }
      }
      running = known;
    }
    return known;
  }

  @Override
  public Optional<Score> score(String dimension, CallText call) {
    return scorer.apply(call(call)).stream()
        .filter(score -> score.dimension().equals(dimension) && score.value().isPresent())
        .findFirst();
  }

  /** A stored call as evaluators want it: question, answer and system text alone. */
  public static GenAiSpan call(CallText call) {
    Content content =
        new Content(
            ContentState.FULL,
            call.system(),
            call.input().isEmpty() ? List.of() : List.of(Message.text("user", call.input())),
            call.output().isEmpty() ? List.of() : List.of(Message.text("assistant", call.output())),
            List.of(),
            "",
            List.of());
    ModelCall model = ModelCall.chat("", call.model(), Usage.MISSING, content);
    return new GenAiSpan(
        new Span(
            new SpanKey(call.traceId(), call.spanId()),
            "",
            "",
            "chat",
            SpanKind.CLIENT,
            0,
            0,
            Map.of(),
            List.of(),
            List.of(),
            StatusCode.UNSET,
            "",
            Resource.EMPTY,
            Scope.EMPTY),
        "",
        GenAiKind.MODEL,
        Optional.of(model),
        "",
        Optional.empty(),
        List.of(),
        call.conversationId(),
        "",
        "",
        "",
        "",
        new TreeMap<>(),
        "");
  }
}
