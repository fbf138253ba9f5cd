// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowMetricsQuery;
import dev.plumbline.model.store.WindowQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Hourly windows of 100 scores of one dimension. */
final class MemoryWindows implements TelemetryReader {
  static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private final String dimension;
  private final Map<Instant, Window> all = new LinkedHashMap<>();

  MemoryWindows(String dimension) {
    this.dimension = dimension;
  }

  /** Later windows of the same hour take the place of earlier ones. */
  void add(int fromHour, int toHour, int ofHundred) {
    for (int i = fromHour; i < toHour; i++) {
      Instant start = START.plus(Duration.ofHours(i));
      int count = ofHundred + (i % 3) - 1;
      all.put(
          start,
          new Window(
              "shop",
              "all",
              "",
              dimension,
              start,
              100,
              100,
              100,
              count,
              count,
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.empty()));
    }
  }

  @Override
  public List<Window> windows(WindowQuery query) {
    return all.values().stream()
        .filter(w -> query.segment().orElseThrow().equals(w.segment()))
        .filter(w -> !w.start().isBefore(query.from()) && w.start().isBefore(query.to()))
        .toList();
  }

  @Override
  public List<Sample> samples(
      String name,
      String service,
      String segment,
      String segmentValue,
      Instant from,
      Instant to,
      boolean highest,
      int limit) {
    return List.of();
  }

  @Override
  public List<VersionChange> versionChanges(
      String service, String segment, String segmentValue, Instant from, Instant to) {
    return List.of();
  }

  @Override
  public Rows rows(RowQuery query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Rows windowMetrics(WindowMetricsQuery query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, Long> conversationCounts(Instant from, Instant to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<UnpricedModel> unpricedModels(Instant from, Instant to) {
    throw new UnsupportedOperationException();
  }
}
