// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowMetricsQuery;
import dev.plumbline.model.store.WindowQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store without telemetry: for fakes, which override what they have. */
public class NoTelemetry implements TelemetryReader {
  @Override
  public Rows rows(RowQuery query) {
    return new Rows(List.of(), Optional.empty());
  }

  @Override
  public List<Window> windows(WindowQuery query) {
    return List.of();
  }

  @Override
  public Rows windowMetrics(WindowMetricsQuery query) {
    return new Rows(List.of(), Optional.empty());
  }

  @Override
  public List<Sample> samples(
      String dimension,
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
  public List<UnpricedModel> unpricedModels(Instant from, Instant to) {
    return List.of();
  }

  @Override
  public Map<String, Long> conversationCounts(Instant from, Instant to) {
    return Map.of();
  }
}
