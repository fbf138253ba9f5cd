// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.marker.Marker;
import dev.plumbline.model.marker.MarkerStore;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowMetricsQuery;
import dev.plumbline.model.store.WindowQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A reader whose version changes include what people declared. Thread-safe. */
record MarkedReader(TelemetryReader reader, MarkerStore markers) implements TelemetryReader {
  @Override
  public Rows rows(RowQuery query) {
    return reader.rows(query);
  }

  @Override
  public List<Window> windows(WindowQuery query) {
    return reader.windows(query);
  }

  @Override
  public Rows windowMetrics(WindowMetricsQuery query) {
    return reader.windowMetrics(query);
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
    return reader.samples(dimension, service, segment, segmentValue, from, to, highest, limit);
  }

  @Override
  public List<VersionChange> versionChanges(
      String service, String segment, String segmentValue, Instant from, Instant to) {
    List<VersionChange> changes =
        new ArrayList<>(reader.versionChanges(service, segment, segmentValue, from, to));
    Optional<String> of = service.isEmpty() ? Optional.empty() : Optional.of(service);
    for (Marker marker : markers.list(of, from, to)) {
      changes.add(
          new VersionChange(marker.kind().label() + " marker", "", marker.label(), marker.at(), 0));
    }
    changes.sort(Comparator.comparing(VersionChange::firstSeen).reversed());
    return changes;
  }

  @Override
  public List<UnpricedModel> unpricedModels(Instant from, Instant to) {
    return reader.unpricedModels(from, to);
  }

  @Override
  public Map<String, Long> conversationCounts(Instant from, Instant to) {
    return reader.conversationCounts(from, to);
  }
}
