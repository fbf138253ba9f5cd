// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.testkit.store.NoTelemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Hourly windows of 100 scores of one dimension. */
final class MemoryWindows extends NoTelemetry {
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
}
