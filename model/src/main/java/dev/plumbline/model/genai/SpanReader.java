// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import java.util.List;
import java.util.Map;

/**
 * Reads GenAI meaning out of spans and their logs, and keeps it right while more arrives. Holds a
 * bounded memory of recent traces and conversations. One thread.
 */
public interface SpanReader {
  /**
   * Takes what arrived, already free of repeated spans, in any order.
   *
   * @return what every new span says now, in the order given, and earlier spans whose reading
   *     changed by what arrived
   */
  Reading read(List<Span> spans, List<LogRecord> logs);

  /**
   * What was read out of one batch.
   *
   * @param fresh one for each span given
   * @param changed spans of earlier calls, read anew; the store must replace what it has
   */
  record Reading(List<GenAiSpan> fresh, List<GenAiSpan> changed) {}

  /** What a reader asks for when its memory does not reach back far enough. */
  interface History {
    /** Stored spans of a trace, with the logs that belong to them. Empty when there are none. */
    List<Span> spansOf(String traceId, long aroundEpochNanos);

    List<LogRecord> logsOf(String traceId, long aroundEpochNanos);

    /**
     * Calls whose conversation up to their answer has one of the hashes, the latest for each hash.
     *
     * @return history hash to conversation
     */
    Map<String, Conversation> conversations(List<String> historyHashes);

    /** A history that knows nothing. */
    History NONE = NoHistory.INSTANCE;
  }

  /** A call that a next turn may follow. */
  record Conversation(SpanKey call, String conversationId) {}
}
