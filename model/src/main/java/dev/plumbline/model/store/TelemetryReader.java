// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Reads what is stored, for APIs and monitors. Thread-safe. */
public interface TelemetryReader {
  /** Rows of a view, newest first. */
  Rows rows(RowQuery query);

  /** Windows in order of time. At most 1,000,000; more is TOO_LARGE. */
  List<Window> windows(WindowQuery query);

  /** Rows of {@code window_metrics} in order of time. */
  Rows windowMetrics(WindowMetricsQuery query);

  /** Span ids (with trace ids) of calls that show a dimension at its most extreme in a stretch. */
  List<Sample> samples(
      String dimension,
      String service,
      String segment,
      String segmentValue,
      Instant from,
      Instant to,
      boolean highest,
      int limit);

  /** Which versions were seen when, in a stretch of time, the latest change first. */
  List<VersionChange> versionChanges(
      String service, String segment, String segmentValue, Instant from, Instant to);

  /** Models that were called and have no price, with the number of calls. */
  List<UnpricedModel> unpricedModels(Instant from, Instant to);

  /** Number of conversations with at least one call in a stretch of time, by service. */
  Map<String, Long> conversationCounts(Instant from, Instant to);

  /** One call as evidence. */
  record Sample(String traceId, String spanId, Instant time, double value) {}

  /**
   * A version that first appeared.
   *
   * @param part name of the part of the version tuple
   * @param before the most common value until then; empty when there was none
   */
  record VersionChange(String part, String before, String after, Instant firstSeen, long calls) {}

  /** A model without a price. */
  record UnpricedModel(String provider, String model, long calls) {}
}
