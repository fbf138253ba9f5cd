// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.otlp.genai.TraceMemory.SpanState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spans that tell of the same answer of a provider, also across traces: two instrumentations on one
 * call. One of them stands for the call. One thread.
 */
final class ResponseGroups {
  /** An id that more spans have is no id of one answer. */
  private static final int MAX_DOUBLES = 16;

  private static final long SLACK_NANOS = 500_000_000;

  private final Map<String, Group> byId = new HashMap<>();

  /** The spans of one answer. */
  static final class Group {
    final String id;
    final List<SpanState> spans = new ArrayList<>(1);

    Group(String id) {
      this.id = id;
    }

    /**
     * The span that stands for the call that this span tells of. Doubles overlap in time: an answer
     * from a cache has the same id and is a call of its own.
     */
    SpanState bestFor(SpanState one) {
      SpanState best = one;
      if (spans.size() > 1 && spans.size() <= MAX_DOUBLES) {
        for (SpanState span : spans) {
          if (overlap(span, one) && standsBefore(span, best)) {
            best = span;
          }
        }
      }
      return best;
    }
  }

  private static boolean overlap(SpanState a, SpanState b) {
    return a.start <= b.end + SLACK_NANOS && b.start <= a.end + SLACK_NANOS;
  }

  /** Content counts first, then the outer of two, which begins earlier and lasts longer. */
  static boolean standsBefore(SpanState one, SpanState other) {
    if (one.facts.hasContent != other.facts.hasContent) {
      return one.facts.hasContent;
    }
    if (one.start != other.start) {
      return one.start < other.start;
    }
    if (one.end != other.end) {
      return one.end > other.end;
    }
    return one.key.spanId().compareTo(other.key.spanId()) < 0;
  }

  /** Puts a call with a response id into its group. */
  void put(SpanState span) {
    String id = span.service + '\n' + span.facts.responseId;
    Group group = span.group;
    if (group == null || !group.id.equals(id)) {
      remove(span);
      group = byId.computeIfAbsent(id, Group::new);
      group.spans.add(span);
      span.group = group;
    }
  }

  void remove(SpanState span) {
    Group group = span.group;
    if (group != null) {
      group.spans.remove(span);
      span.group = null;
      if (group.spans.isEmpty()) {
        byId.remove(group.id);
      }
    }
  }
}
