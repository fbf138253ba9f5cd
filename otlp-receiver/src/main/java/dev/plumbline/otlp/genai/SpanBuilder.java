// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.otlp.genai.TraceMemory.SpanState;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the reading of a span from what it says itself and what its surroundings add. */
final class SpanBuilder {
  private static final SortedMap<String, String> NO_SEGMENTS =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  private final FactsReader reader;

  SpanBuilder(FactsReader reader) {
    this.reader = reader;
  }

  GenAiSpan build(SpanState state, Context context) {
    Span span = state.span;
    if (span == null) {
      throw new IllegalStateException("a span of no meaning is not read again");
    }
    Facts facts = state.facts;
    if (facts.kind == GenAiKind.OTHER) {
      return nothing(span, facts.dialect);
    }
    Optional<ModelCall> call = Optional.empty();
    if (facts.isCall() && context.duplicateOf().isEmpty()) {
      if (facts.content == null) {
        facts.content = reader.read(span, state.trace.logsOf(state.key.spanId())).content;
      }
      call = Optional.of(call(facts, context));
    }
    return new GenAiSpan(
        span,
        facts.dialect,
        facts.kind,
        call,
        context.duplicateOf(),
        Optional.ofNullable(facts.tool),
        facts.documents,
        context.conversationId(),
        context.userId(),
        context.agentName(),
        facts.environment,
        facts.appVersion,
        context.segments().isEmpty()
            ? NO_SEGMENTS
            : Collections.unmodifiableSortedMap(new TreeMap<>(context.segments())),
        call.isPresent() ? HistoryHash.text(facts.historyHash) : "");
  }

  /** The reading of a span whose trace cannot be looked at. */
  GenAiSpan alone(SpanState state) {
    Facts facts = state.facts;
    return build(
        state,
        new Context(
            facts.conversationId,
            facts.userId,
            facts.promptName,
            facts.promptVersion,
            facts.agentName,
            facts.segments,
            facts.outputSchema,
            List.of(),
            "",
            Math.max(0, facts.userTurns)));
  }

  private static GenAiSpan nothing(Span span, String dialect) {
    return new GenAiSpan(
        span,
        dialect,
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
        NO_SEGMENTS,
        "");
  }

  private static ModelCall call(Facts facts, Context context) {
    Content content = facts.content == null ? Content.NONE : facts.content;
    if (!context.documents().isEmpty()) {
      content =
          new Content(
              content.state(),
              content.system(),
              content.input(),
              content.output(),
              content.tools(),
              content.toolsJson(),
              context.documents());
    }
    return new ModelCall(
        facts.operation,
        facts.provider,
        facts.requestModel,
        facts.responseModel,
        facts.responseId,
        facts.usage,
        facts.costUsd,
        facts.finish,
        facts.streaming,
        facts.ttftMs,
        facts.error,
        context.turn() > 0 ? OptionalInt.of(context.turn()) : OptionalInt.empty(),
        context.promptName(),
        context.promptVersion(),
        context.outputSchema(),
        facts.jsonRequested || !context.outputSchema().isEmpty(),
        content);
  }

  /** A number that differs when anything in the reading differs, but for the span itself. */
  static long hash(GenAiSpan reading) {
    long h = reading.dialect().hashCode();
    h = h * 31 + reading.kind().name().hashCode();
    if (reading.call().isPresent()) {
      h = h * 0x100000001B3L + hash(reading.call().get());
      h = h * 0x100000001B3L + hash(reading.call().get().content(), reading.historyHash());
    }
    h = h * 0x100000001B3L + reading.duplicateOf().hashCode();
    h = h * 0x100000001B3L + reading.tool().hashCode();
    h = h * 0x100000001B3L + reading.retrieved().hashCode();
    h = h * 0x100000001B3L + reading.conversationId().hashCode();
    h = h * 0x100000001B3L + reading.userId().hashCode();
    h = h * 0x100000001B3L + reading.agentName().hashCode();
    h = h * 0x100000001B3L + reading.environment().hashCode();
    h = h * 0x100000001B3L + reading.segments().hashCode();
    return h * 0x100000001B3L + reading.historyHash().hashCode();
  }

  private static long hash(ModelCall call) {
    long h = call.operation().hashCode();
    h = h * 0x100000001B3L + call.provider().hashCode();
    h = h * 0x100000001B3L + call.requestModel().hashCode();
    h = h * 0x100000001B3L + call.responseModel().hashCode();
    h = h * 0x100000001B3L + call.responseId().hashCode();
    h = h * 0x100000001B3L + call.usage().hashCode();
    h = h * 0x100000001B3L + call.reportedCostUsd().hashCode();
    h = h * 0x100000001B3L + call.finish().map(FinishReason::name).hashCode();
    h = h * 0x100000001B3L + (call.streaming() ? 1 : 0);
    h = h * 0x100000001B3L + call.timeToFirstTokenMs().hashCode();
    h = h * 0x100000001B3L + call.errorType().map(CallError::name).hashCode();
    h = h * 0x100000001B3L + call.turn().hashCode();
    h = h * 0x100000001B3L + call.promptName().hashCode();
    h = h * 0x100000001B3L + call.promptVersion().hashCode();
    return h * 0x100000001B3L + call.outputSchemaJson().hashCode();
  }

  /** The history hash stands for the messages that it covers. */
  private static long hash(Content content, String historyHash) {
    long h = content.state().name().hashCode();
    h = h * 0x100000001B3L + content.system().hashCode();
    h = h * 0x100000001B3L + content.toolsJson().hashCode();
    h = h * 0x100000001B3L + content.documents().hashCode();
    h = h * 0x100000001B3L + content.output().size();
    if (historyHash.isEmpty()) {
      h = h * 0x100000001B3L + content.input().hashCode();
    }
    if (historyHash.isEmpty() || content.output().size() > 1) {
      h = h * 0x100000001B3L + content.output().hashCode();
    }
    return h;
  }
}
