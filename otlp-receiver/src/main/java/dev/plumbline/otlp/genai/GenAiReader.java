// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.otlp.genai.TraceMemory.SpanState;
import dev.plumbline.otlp.genai.TraceMemory.TraceState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads spans of all dialects: each by the table of its instrumentation, then what its logs, its
 * trace and its conversation add. Steps of one {@link #read}: take in what arrived; settle each
 * touched trace (ids, doubles, conversations); hand on the new spans, and those handed on before
 * that say something else now. When the store fails to answer a question, {@link #read} throws what
 * it threw, and may be called again with the same spans and logs. One thread.
 */
public final class GenAiReader implements SpanReader {
  private static final int MAX_ROUNDS = 4;

  /** Questions to the store in one reading; what is not asked for stays as it was stored. */
  private static final int MAX_RECALLS = 50;

  private final Vocabulary vocabulary = new Vocabulary();
  private final FactsReader facts;
  private final History history;
  private final TraceMemory memory;
  private final TraceSettler settler;
  private final SpanBuilder builder;

  public GenAiReader(GenAiConfig config, History history, InstantSource clock) {
    this.history = history;
    Segments segments = new Segments(config.segments());
    Dialects dialects = new Dialects(config.conversationAttribute(), config.userAttribute());
    this.facts = new FactsReader(dialects, vocabulary, segments);
    this.settler =
        new TraceSettler(
            new ConversationLinker(config.conversations()), config.conversations(), clock);
    this.builder = new SpanBuilder(facts);
    this.memory =
        new TraceMemory(
            config.memoryBytes(), config.memoryAge().toMillis(), clock, settler::forget);
  }

  @Override
  public Reading read(List<Span> spans, List<LogRecord> logs) {
    Set<TraceState> touched = new LinkedHashSet<>();
    for (LogRecord log : logs) {
      if (saysSomething(log)) {
        addLog(trace(log.traceId(), log.epochNanos(), touched), log);
      }
    }
    List<SpanState> fresh = new ArrayList<>(spans.size());
    for (Span span : spans) {
      TraceState trace = trace(span.key().traceId(), span.startEpochNanos(), touched);
      fresh.add(add(trace, span));
    }
    recallForgotten(touched);
    settle(touched);
    return handOn(fresh, touched);
  }

  private void addLog(TraceState trace, LogRecord log) {
    memory.addLog(trace, log);
    SpanState known = trace.spans.get(log.spanId());
    if (known != null) {
      known.logsChanged = true;
      trace.queue(known);
    }
  }

  private boolean saysSomething(LogRecord log) {
    if (log.traceId().isEmpty() || log.spanId().isEmpty()) {
      return false;
    }
    String event = vocabulary.eventName(log.eventName(), log.attributes());
    return vocabulary.isDetails(event) || vocabulary.messageRole(event) != null;
  }

  private TraceState trace(String traceId, long epochNanos, Set<TraceState> touched) {
    TraceState trace = memory.find(traceId);
    if (trace == null) {
      trace = memory.get(traceId);
      trace.since = epochNanos;
      trace.isNew = true;
    }
    memory.touch(trace);
    trace.dirty = true;
    touched.add(trace);
    return trace;
  }

  /** Brings back what this process, or the one before it, knew of traces that seem incomplete. */
  private void recallForgotten(Set<TraceState> touched) {
    int left = MAX_RECALLS;
    for (TraceState trace : touched) {
      if (trace.isNew) {
        boolean wanted =
            memory.hasForgotten(trace.traceId)
                || (memory.isOlderThanMemory(trace.since) && trace.lacksSpans());
        if (wanted && left-- > 0) {
          recall(trace, trace.since);
        }
        trace.isNew = false;
      }
    }
  }

  private SpanState add(TraceState trace, Span span) {
    SpanState again = trace.spans.get(span.key().spanId());
    if (again != null) {
      settler.forget(again);
      trace.remove(again);
    }
    SpanState state =
        new SpanState(trace, span, facts.read(span, trace.logsOf(span.key().spanId())));
    memory.addSpan(state);
    return state;
  }

  /** Brings back a trace as it was read the last time, without what has arrived since. */
  private void recall(TraceState trace, long epochNanos) {
    List<Span> stored = history.spansOf(trace.traceId, epochNanos);
    if (stored.isEmpty()) {
      return;
    }
    List<LogRecord> storedLogs = history.logsOf(trace.traceId, epochNanos);
    List<SpanState> arrivedSpans = List.copyOf(trace.spans.values());
    List<LogRecord> arrivedLogs = trace.logs.values().stream().flatMap(List::stream).toList();
    trace.spans.clear();
    trace.logs.clear();
    trace.done();
    for (LogRecord log : storedLogs) {
      if (saysSomething(log)) {
        memory.addLog(trace, log);
      }
    }
    for (Span span : stored) {
      if (span.key().traceId().equals(trace.traceId)) {
        add(trace, span).recalled = true;
      }
    }
    settler.settle(trace);
    for (SpanState state : trace.spans.values()) {
      state.context = settler.context(state);
      state.readingHash = SpanBuilder.hash(builder.build(state, state.context));
      letGo(state);
    }
    trace.done();
    for (LogRecord log : arrivedLogs) {
      addLog(trace, log);
    }
    arrivedSpans.forEach(state -> trace.spans.put(state.key.spanId(), state));
    trace.dirty = true;
    trace.whole = true;
  }

  /** Until nothing that was settled changes another trace. */
  private void settle(Set<TraceState> touched) {
    int recalls = MAX_RECALLS;
    List<TraceState> round = List.copyOf(touched);
    for (int i = 0; i < MAX_ROUNDS && !round.isEmpty(); i++) {
      for (TraceState trace : round) {
        readLogs(trace);
        settler.settle(trace);
      }
      settler.askHistory(history);
      Set<TraceState> next = new LinkedHashSet<>();
      for (Map.Entry<SpanKey, Long> other : settler.touched().entrySet()) {
        TraceState trace = memory.get(other.getKey().traceId());
        if (trace.spans.isEmpty() && recalls-- > 0) {
          recall(trace, other.getValue());
        }
        touch(trace, other.getKey().spanId());
        touched.add(trace);
        next.add(trace);
      }
      settler.clearTouched();
      round = List.copyOf(next);
    }
  }

  private void readLogs(TraceState trace) {
    for (SpanState state : trace.pending) {
      if (state.logsChanged && state.span != null) {
        Facts before = state.facts;
        state.facts = facts.read(state.span, trace.logsOf(state.key.spanId()));
        trace.whole |= !state.facts.sameIdsAs(before);
      }
    }
  }

  private static void touch(TraceState trace, String spanId) {
    SpanState state = trace.spans.get(spanId);
    if (state != null) {
      trace.queue(state);
      trace.whole |= trace.ids.firstCall() == state;
    }
  }

  private Reading handOn(List<SpanState> fresh, Set<TraceState> touched) {
    List<GenAiSpan> changed = new ArrayList<>();
    for (TraceState trace : touched) {
      for (SpanState state : trace.scope()) {
        Context context = settler.context(state);
        if (state.handedOn && !state.logsChanged && context.equals(state.context)) {
          continue;
        }
        state.context = context;
        state.logsChanged = false;
        if (state.span == null) {
          continue;
        }
        GenAiSpan reading = builder.build(state, context);
        long hash = SpanBuilder.hash(reading);
        if (!state.handedOn) {
          state.first = reading;
        } else if (hash != state.readingHash) {
          changed.add(reading);
        }
        state.readingHash = hash;
        letGo(state);
      }
      trace.done();
    }
    memory.trim();
    List<GenAiSpan> out = new ArrayList<>(fresh.size());
    for (SpanState state : fresh) {
      GenAiSpan reading = state.first;
      // null when sent twice in one batch, or when the trace has more spans than one may have
      out.add(reading == null ? builder.alone(state) : reading);
      state.first = null;
    }
    return new Reading(out, changed);
  }

  /** Bytes of spans and logs held for what may still come, roughly. */
  public long memoryBytes() {
    return memory.bytes();
  }

  /** Keeps only what a later change needs. */
  private static void letGo(SpanState state) {
    state.handedOn = true;
    state.facts.content = null;
    if (state.facts.kind == GenAiKind.OTHER) {
      state.span = null;
    }
  }
}
