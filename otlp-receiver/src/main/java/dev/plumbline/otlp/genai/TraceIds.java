// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.otlp.genai.TraceMemory.SpanState;
import dev.plumbline.otlp.genai.TraceMemory.TraceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a whole trace.
 *
 * @param conversation id of the earliest span that has one
 * @param conversationStart start of that span
 * @param user id of the earliest span that has one
 * @param userStart start of that span
 * @param firstCall the earliest call to a model; null when none
 * @param retrievals spans that found documents
 */
record TraceIds(
    String conversation,
    long conversationStart,
    String user,
    long userStart,
    Map<String, String> rootSegments,
    @Nullable SpanState firstCall,
    List<SpanState> retrievals) {

  static final TraceIds NONE =
      new TraceIds("", Long.MAX_VALUE, "", Long.MAX_VALUE, Map.of(), null, List.of());

  /** A span that is new to the trace says something that holds for all its spans. */
  boolean wouldChangeBy(SpanState state) {
    Facts facts = state.facts;
    return (!facts.conversationId.isEmpty() && state.start < conversationStart)
        || (!facts.userId.isEmpty() && state.start < userStart)
        || (state.parentId.isEmpty() && !facts.segments.isEmpty())
        || (facts.hasContent && (firstCall == null || state.start < firstCall.start))
        || !facts.documents.isEmpty();
  }

  static TraceIds of(TraceState trace) {
    String conversation = "";
    String user = "";
    Map<String, String> segments = Map.of();
    SpanState firstCall = null;
    List<SpanState> retrievals = null;
    long conversationStart = Long.MAX_VALUE;
    long userStart = Long.MAX_VALUE;
    for (SpanState state : trace.spans.values()) {
      Facts facts = state.facts;
      if (!facts.conversationId.isEmpty() && state.start < conversationStart) {
        conversation = facts.conversationId;
        conversationStart = state.start;
      }
      if (!facts.userId.isEmpty() && state.start < userStart) {
        user = facts.userId;
        userStart = state.start;
      }
      if (state.parentId.isEmpty()) {
        segments = facts.segments;
      }
      if (facts.kind == GenAiKind.MODEL
          && facts.hasContent
          && (firstCall == null || state.start < firstCall.start)) {
        firstCall = state;
      }
      if (!facts.documents.isEmpty()) {
        retrievals = retrievals == null ? new ArrayList<>(1) : retrievals;
        retrievals.add(state);
      }
    }
    return new TraceIds(
        conversation,
        conversationStart,
        user,
        userStart,
        segments,
        firstCall,
        retrievals == null ? List.of() : retrievals);
  }
}
