// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Span;
import java.util.List;
import java.util.Map;

enum NoHistory implements SpanReader.History {
  INSTANCE;

  @Override
  public List<Span> spansOf(String traceId, long aroundEpochNanos) {
    return List.of();
  }

  @Override
  public List<LogRecord> logsOf(String traceId, long aroundEpochNanos) {
    return List.of();
  }

  @Override
  public Map<String, SpanReader.Conversation> conversations(List<String> historyHashes) {
    return Map.of();
  }
}
