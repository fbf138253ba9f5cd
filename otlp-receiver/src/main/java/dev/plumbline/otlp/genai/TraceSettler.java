// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.Document;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.SpanReader.Conversation;
import dev.plumbline.model.genai.SpanReader.History;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.otlp.genai.TraceMemory.SpanState;
import dev.plumbline.otlp.genai.TraceMemory.TraceState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Works out what the spans of a trace say together: ids go up and down, one span stands for each
 * call, conversations are linked. One thread.
 */
final class TraceSettler {
  private static final int MAX_ANCESTORS = 64;
  private static final int MAX_DOCUMENTS = 100;

  /** Traces of so many spans are looked at whole; of longer ones only what may have changed. */
  private static final int SMALL_TRACE = 64;

  private static final int MAX_QUESTIONS = 50;
  private static final long QUESTION_PAUSE_MILLIS = 1_000;

  private final ConversationLinker linker;
  private final TurnOrder turns;
  private final ResponseGroups groups = new ResponseGroups();

  /** Spans of other traces that what was settled may have changed, with a time in their trace. */
  private final Map<SpanKey, Long> touched = new LinkedHashMap<>();

  private final InstantSource clock;
  private long lastQuestionMillis = Long.MIN_VALUE / 2;
  private final List<ConversationLinker.Call> orphans = new ArrayList<>();

  TraceSettler(ConversationLinker linker, int conversations, InstantSource clock) {
    this.linker = linker;
    this.clock = clock;
    this.turns = new TurnOrder(conversations);
  }

  /** The span is no longer in memory. What its conversation knows of it stays. */
  void forget(SpanState state) {
    groups.remove(state);
  }

  /** Decides doubles, and tells conversations about the calls. */
  void settle(TraceState trace) {
    trace.whole |= trace.spans.size() <= SMALL_TRACE;
    for (SpanState state : trace.pending) {
      trace.whole |= trace.ids.wouldChangeBy(state);
    }
    if (trace.whole) {
      trace.ids = TraceIds.of(trace);
    }
    List<SpanState> calls = new ArrayList<>(2);
    for (SpanState state : trace.scope()) {
      if (state.facts.isCall()) {
        calls.add(state);
        state.duplicateOf = "";
        if (state.facts.responseId.isEmpty()) {
          groups.remove(state);
        } else {
          groups.put(state);
        }
      }
    }
    calls.forEach(this::decideDouble);
    for (SpanState state : calls) {
      join(state, explicitConversation(state, trace.ids));
    }
  }

  private void decideDouble(SpanState state) {
    ResponseGroups.Group group = state.group;
    if (group != null) {
      SpanState best = group.bestFor(state);
      if (best != state) {
        state.duplicateOf = best.key.spanId();
        return;
      }
      for (SpanState other : group.spans) {
        if (other.trace != state.trace) {
          boolean stands = group.bestFor(other) == other;
          if (stands != other.duplicateOf.isEmpty()) {
            touch(other.key, other.start);
          }
        }
      }
    }
    SpanState outer = ancestor(state, above -> sameCall(above, state));
    if (outer != null && outer.duplicateOf.isEmpty()) {
      if (state.facts.hasContent && !outer.facts.hasContent) {
        outer.duplicateOf = state.key.spanId();
        state.trace.queue(outer);
      } else {
        state.duplicateOf = outer.key.spanId();
      }
    }
  }

  /** Without a response id on both, a call inside a call to the same model is the same call. */
  private static boolean sameCall(SpanState outer, SpanState inner) {
    return outer.facts.kind == inner.facts.kind
        && outer.facts.isCall()
        && (outer.facts.responseId.isEmpty() || inner.facts.responseId.isEmpty())
        && outer.facts.sameModelAs(inner.facts);
  }

  private void join(SpanState state, String explicitId) {
    boolean counts = state.duplicateOf.isEmpty() && state.facts.kind == GenAiKind.MODEL;
    boolean linkable = counts && (state.facts.historyHash != 0 || state.facts.prefixes.length > 0);
    ConversationLinker.Call known = state.recalled ? linker.find(state.key) : null;
    if (linkable && known != null) {
      state.call = known;
    } else if (linkable) {
      ConversationLinker.Call call =
          linker.put(new ConversationLinker.Call(state.key, state.start, state.facts));
      if (call != state.call && ConversationLinker.looksForMore(call)) {
        orphans.add(call);
      }
      state.call = call;
    } else if (state.call != null) {
      linker.remove(state.key);
      state.call = null;
    }
    for (ConversationLinker.Call call : linker.takeChanged()) {
      touch(call.key, call.start);
    }
    String countIn = counts ? explicitId : "";
    if (!countIn.equals(state.countedIn) && !state.countedIn.isEmpty()) {
      turns.remove(state.countedIn, state.key, state.start);
    }
    state.countedIn = countIn;
    if (!countIn.isEmpty()) {
      turns.put(countIn, state.key, state.start, state.facts);
    }
    for (SpanKey key : turns.takeChanged()) {
      touch(key, state.start);
    }
  }

  private void touch(SpanKey key, long time) {
    touched.put(key, time);
  }

  /**
   * Asks the store for turns that this process does not remember: not often, and not for more calls
   * than a query takes. A call that is not asked for begins a conversation of its own.
   */
  void askHistory(History history) {
    if (orphans.isEmpty()) {
      return;
    }
    long now = clock.millis();
    if (now - lastQuestionMillis >= QUESTION_PAUSE_MILLIS) {
      List<ConversationLinker.Call> asked =
          orphans.subList(0, Math.min(orphans.size(), MAX_QUESTIONS));
      Map<String, Conversation> known =
          history.conversations(
              asked.stream().map(call -> HistoryHash.text(call.prefixes[0])).distinct().toList());
      lastQuestionMillis = now;
      for (ConversationLinker.Call call : asked) {
        Conversation conversation = known.get(HistoryHash.text(call.prefixes[0]));
        if (conversation != null && !conversation.call().equals(call.key)) {
          linker.continueStored(call, conversation);
        }
      }
      for (ConversationLinker.Call call : linker.takeChanged()) {
        touch(call.key, call.start);
      }
    }
    orphans.clear();
  }

  /** Spans whose reading may have changed though nothing arrived in their trace. */
  Map<SpanKey, Long> touched() {
    return touched;
  }

  void clearTouched() {
    touched.clear();
  }

  /** What trace and conversation add to a span, after everything was settled. */
  Context context(SpanState state) {
    Facts facts = state.facts;
    if (facts.kind == GenAiKind.OTHER) {
      return NOTHING;
    }
    TraceIds ids = state.trace.ids;
    String conversation = explicitConversation(state, ids);
    if (conversation.isEmpty()) {
      conversation = linkedConversation(state);
    }
    int turn = 0;
    if (facts.kind == GenAiKind.MODEL && state.duplicateOf.isEmpty()) {
      turn = state.countedIn.isEmpty() ? 0 : turns.turn(state.countedIn, state.key, state.start);
      turn = turn == 0 ? Math.max(0, facts.userTurns) : turn;
    }
    String user = inherited(state, above -> above.facts.userId);
    return new Context(
        conversation,
        user.isEmpty() ? ids.user() : user,
        inherited(state, above -> above.facts.promptName),
        inherited(state, above -> above.facts.promptVersion),
        inherited(state, above -> above.facts.agentName),
        segments(state, ids),
        facts.isCall() ? schema(state) : "",
        facts.isCall() ? documents(state) : List.of(),
        state.duplicateOf,
        turn);
  }

  private static final Context NOTHING =
      new Context("", "", "", "", "", Map.of(), "", List.of(), "", 0);

  private static String explicitConversation(SpanState state, TraceIds ids) {
    String own = inherited(state, above -> above.facts.conversationId);
    return own.isEmpty() ? ids.conversation() : own;
  }

  /** The call's own conversation; spans around calls belong to that of the trace's first call. */
  private static String linkedConversation(SpanState state) {
    if (state.call != null) {
      return state.call.conversationId();
    }
    SpanState double_ = state.trace.spans.get(state.duplicateOf);
    if (double_ != null && double_.call != null) {
      return double_.call.conversationId();
    }
    SpanState first = state.trace.ids.firstCall();
    return first == null || first.call == null ? "" : first.call.conversationId();
  }

  private static String schema(SpanState state) {
    if (!state.facts.outputSchema.isEmpty()) {
      return state.facts.outputSchema;
    }
    SpanState parent = state.trace.spans.get(state.parentId);
    return parent == null || parent.facts.kind != GenAiKind.AGENT ? "" : parent.facts.outputSchema;
  }

  /** What was retrieved in the trace before the call began. */
  private static List<Document> documents(SpanState state) {
    List<SpanState> retrievals = state.trace.ids.retrievals();
    if (retrievals.isEmpty()) {
      return List.of();
    }
    List<Document> out = new ArrayList<>();
    for (SpanState other : retrievals) {
      if (other.end <= state.start && out.size() < MAX_DOCUMENTS) {
        out.addAll(other.facts.documents);
      }
    }
    return out;
  }

  private static Map<String, String> segments(SpanState state, TraceIds ids) {
    Map<String, String> out = null;
    SpanState here = state;
    for (int i = 0; here != null && i < MAX_ANCESTORS; i++) {
      out = with(out, here.facts.segments);
      here = here.parentId.isEmpty() ? null : state.trace.spans.get(here.parentId);
    }
    out = with(out, ids.rootSegments());
    return out == null ? Map.of() : out;
  }

  private static @Nullable Map<String, String> with(
      @Nullable Map<String, String> nearer, Map<String, String> farther) {
    if (farther.isEmpty()) {
      return nearer;
    }
    Map<String, String> out = nearer == null ? new TreeMap<>() : nearer;
    farther.forEach(out::putIfAbsent);
    return out;
  }

  /** The span's own value, or that of the nearest ancestor that has one. */
  private static String inherited(SpanState state, Function<SpanState, String> value) {
    SpanState here = state;
    for (int i = 0; here != null && i < MAX_ANCESTORS; i++) {
      String found = value.apply(here);
      if (!found.isEmpty()) {
        return found;
      }
      here = here.parentId.isEmpty() ? null : state.trace.spans.get(here.parentId);
    }
    return "";
  }

  private static @Nullable SpanState ancestor(
      SpanState state, java.util.function.Predicate<SpanState> condition) {
    SpanState here = state;
    for (int i = 0; i < MAX_ANCESTORS && !here.parentId.isEmpty(); i++) {
      SpanState parent = state.trace.spans.get(here.parentId);
      if (parent == null || parent == here) {
        return null;
      }
      if (condition.test(parent)) {
        return parent;
      }
      here = parent;
    }
    return null;
  }
}
