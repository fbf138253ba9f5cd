// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The traces that something may still come for: bounded by bytes and by age, the longest untouched
 * goes first. One thread.
 */
final class TraceMemory {
  static final int MAX_SPANS_OF_ONE = 2_000;
  private static final int MAX_LOGS_OF_ONE = 500;
  private static final int FORGOTTEN_SLOTS = 1 << 18;

  private final long maxBytes;
  private final long maxAgeMillis;
  private final InstantSource clock;
  private final long startedMillis;
  private final Consumer<SpanState> onForget;
  private final LinkedHashMap<String, TraceState> traces = new LinkedHashMap<>(1024, 0.75f, true);
  private final long[] forgotten = new long[FORGOTTEN_SLOTS];
  private long bytes;

  TraceMemory(long maxBytes, long maxAgeMillis, InstantSource clock, Consumer<SpanState> onForget) {
    this.maxBytes = maxBytes;
    this.maxAgeMillis = maxAgeMillis;
    this.clock = clock;
    this.startedMillis = clock.millis();
    this.onForget = onForget;
  }

  /** One trace. */
  static final class TraceState {
    final String traceId;
    final Map<String, SpanState> spans = new LinkedHashMap<>(4);
    final Map<String, List<LogRecord>> logs = new HashMap<>(2);
    long bytes = 300;
    long touchedMillis;
    int logCount;

    /** Set when something arrived since the last reading. */
    boolean dirty;

    /** Not in memory before what is being taken in now. */
    boolean isNew;

    /** Time of the first thing that arrived. */
    long since;

    /** What holds for all its spans. */
    TraceIds ids = TraceIds.NONE;

    /** Spans that must be looked at: new ones, those below a new one, those with new logs. */
    final List<SpanState> pending = new ArrayList<>(2);

    /** All spans must be looked at. */
    boolean whole;

    /** Parent span id to the spans below; null when no span had a parent yet. */
    private @Nullable Map<String, List<SpanState>> below;

    TraceState(String traceId) {
      this.traceId = traceId;
    }

    /** The spans to look at now. */
    Collection<SpanState> scope() {
      return whole ? spans.values() : pending;
    }

    void queue(SpanState state) {
      if (!state.queued) {
        state.queued = true;
        pending.add(state);
      }
    }

    private void add(SpanState state) {
      spans.put(state.key.spanId(), state);
      queue(state);
      if (!state.parentId.isEmpty()) {
        below = below == null ? new HashMap<>(4) : below;
        below.computeIfAbsent(state.parentId, _ -> new ArrayList<>(2)).add(state);
      }
      if (below != null && below.containsKey(state.key.spanId())) {
        queueBelow(state, below);
      }
    }

    private static void queueBelow(SpanState top, Map<String, List<SpanState>> below) {
      Set<SpanState> seen = new HashSet<>();
      ArrayDeque<SpanState> todo = new ArrayDeque<>(List.of(top));
      while (!todo.isEmpty()) {
        SpanState state = todo.removeFirst();
        if (seen.add(state)) {
          state.trace.queue(state);
          todo.addAll(below.getOrDefault(state.key.spanId(), List.of()));
        }
      }
    }

    void remove(SpanState state) {
      spans.remove(state.key.spanId());
      if (state.queued) {
        pending.remove(state);
      }
      if (below != null && !state.parentId.isEmpty()) {
        below.getOrDefault(state.parentId, new ArrayList<>()).remove(state);
      }
    }

    /** Everything was looked at. */
    void done() {
      for (SpanState state : pending) {
        state.queued = false;
      }
      pending.clear();
      whole = false;
      dirty = false;
    }

    /** A span or a log belongs to a span that is not here. */
    boolean lacksSpans() {
      for (String spanId : logs.keySet()) {
        if (!spans.containsKey(spanId)) {
          return true;
        }
      }
      for (SpanState span : spans.values()) {
        if (!span.parentId.isEmpty() && !spans.containsKey(span.parentId)) {
          return true;
        }
      }
      return false;
    }

    /** The records of a span in the order of their time. */
    List<LogRecord> logsOf(String spanId) {
      return logs.getOrDefault(spanId, List.of());
    }
  }

  /** One span in its trace. Of a span of no GenAI meaning only its place and its ids are kept. */
  static final class SpanState {
    final TraceState trace;
    final SpanKey key;
    final String parentId;
    final long start;
    final long end;
    @Nullable Span span;
    Facts facts;
    String service;

    /** Its logs are not in the facts yet. */
    boolean logsChanged;

    boolean handedOn;
    boolean queued;

    /** Came from the store, where its text may have been redacted. */
    boolean recalled;

    /** The first reading, between being made and being handed on. */
    @Nullable GenAiSpan first;

    long readingHash;
    @Nullable Context context;
    String duplicateOf = "";
    ResponseGroups.@Nullable Group group;
    ConversationLinker.@Nullable Call call;

    /** Conversation in which its turn is counted; empty when in none. */
    String countedIn = "";

    SpanState(TraceState trace, Span span, Facts facts) {
      this.trace = trace;
      this.key = span.key();
      this.parentId = span.parentSpanId();
      this.start = span.startEpochNanos();
      this.end = span.endEpochNanos();
      this.span = span;
      this.facts = facts;
      this.service = span.resource().serviceName();
    }
  }

  @Nullable TraceState find(String traceId) {
    return traces.get(traceId);
  }

  /** The trace, a new one when it is not here. */
  TraceState get(String traceId) {
    TraceState trace = traces.get(traceId);
    if (trace == null) {
      trace = new TraceState(traceId);
      traces.put(traceId, trace);
      bytes += trace.bytes;
      touch(trace);
    }
    return trace;
  }

  void touch(TraceState trace) {
    trace.touchedMillis = clock.millis();
  }

  /** The trace was here not long ago. */
  boolean hasForgotten(String traceId) {
    long id = idOf(traceId);
    return forgotten[(int) id & (FORGOTTEN_SLOTS - 1)] == id;
  }

  /** A process before this one may have read a part of what happened then. */
  boolean isOlderThanMemory(long epochNanos) {
    long millis = epochNanos / 1_000_000;
    return millis < startedMillis && millis > startedMillis - maxAgeMillis;
  }

  /** 64 bits of a trace id: the hash that its text keeps anyway, and its first characters. */
  private static long idOf(String traceId) {
    long start = 0;
    for (int i = 0; i < Math.min(8, traceId.length()); i++) {
      start = start << 8 | traceId.charAt(i);
    }
    return traceId.hashCode() * 0x9E3779B97F4A7C15L ^ start;
  }

  void addLog(TraceState trace, LogRecord log) {
    if (trace.logCount >= MAX_LOGS_OF_ONE) {
      return;
    }
    List<LogRecord> list = trace.logs.computeIfAbsent(log.spanId(), _ -> new ArrayList<>(2));
    if (holds(list, log)) {
      return; // given again after the store could not be asked
    }
    list.add(log);
    if (list.size() > 1 && list.get(list.size() - 2).epochNanos() > log.epochNanos()) {
      list.sort(Comparator.comparingLong(LogRecord::epochNanos));
    }
    trace.logCount++;
    grow(trace, 200 + sizeOf(log.attributes()) + sizeOf(log.body()));
  }

  @SuppressWarnings("ReferenceEquality") // two equal records are two records
  private static boolean holds(List<LogRecord> list, LogRecord log) {
    for (LogRecord other : list) {
      if (other == log) {
        return true;
      }
    }
    return false;
  }

  void addSpan(SpanState state) {
    TraceState trace = state.trace;
    trace.add(state);
    Span span = state.span;
    grow(trace, span == null ? 250 : 700 + sizeOf(span.attributes()));
    if (trace.spans.size() > MAX_SPANS_OF_ONE) {
      SpanState oldest = trace.spans.values().iterator().next();
      if (oldest.handedOn) {
        trace.remove(oldest);
        onForget.accept(oldest);
      }
    }
  }

  private void grow(TraceState trace, long more) {
    trace.bytes += more;
    bytes += more;
  }

  private static long sizeOf(Map<String, AnyValue> attributes) {
    long size = 0;
    for (AnyValue value : attributes.values()) {
      size += 80 + sizeOf(value);
    }
    return size;
  }

  private static long sizeOf(AnyValue value) {
    return switch (value) {
      case AnyValue.StringValue(String text) -> text.length() + 40L;
      case AnyValue.BytesValue(byte[] array) -> array.length;
      case AnyValue.MapValue(Map<String, AnyValue> members) -> sizeOf(members);
      case AnyValue.ArrayValue(List<AnyValue> items) -> {
        long size = 0;
        for (AnyValue item : items) {
          size += 16 + sizeOf(item);
        }
        yield size;
      }
      case AnyValue.BoolValue _,
          AnyValue.IntValue _,
          AnyValue.DoubleValue _,
          AnyValue.EmptyValue _ ->
          16;
    };
  }

  /** Forgets what is too old or too much; traces with something not yet read stay. */
  void trim() {
    long oldest = clock.millis() - maxAgeMillis;
    Iterator<TraceState> eldestFirst = traces.values().iterator();
    while (eldestFirst.hasNext()) {
      TraceState trace = eldestFirst.next();
      if (trace.dirty || (bytes <= maxBytes && trace.touchedMillis >= oldest)) {
        break;
      }
      eldestFirst.remove();
      bytes -= trace.bytes;
      long id = idOf(trace.traceId);
      forgotten[(int) id & (FORGOTTEN_SLOTS - 1)] = id;
      trace.spans.values().forEach(onForget);
    }
  }

  /** Bytes held, roughly. */
  long bytes() {
    return bytes;
  }

  int size() {
    return traces.size();
  }
}
