// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowMetricsQuery;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.testkit.store.NoTelemetry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Rows in memory. Remembers what was asked, and can be made to fail or to block. */
final class FakeTelemetry extends NoTelemetry {
  private static final Set<String> SEGMENTS = Set.of("model", "customer", "user_tier", "feature");

  final Map<RowQuery.View, List<SequencedMap<String, @Nullable Object>>> views =
      new LinkedHashMap<>();
  final List<SequencedMap<String, @Nullable Object>> metrics = new ArrayList<>();
  final List<Window> windows = new ArrayList<>();
  final Map<String, Long> conversations = new LinkedHashMap<>();
  final List<Sample> samples = new ArrayList<>();
  final List<VersionChange> changes = new CopyOnWriteArrayList<>();
  final List<UnpricedModel> unpriced = new ArrayList<>();
  final List<RowQuery> rowQueries = new CopyOnWriteArrayList<>();
  final List<WindowMetricsQuery> metricQueries = new CopyOnWriteArrayList<>();
  volatile @Nullable RuntimeException failure;
  volatile boolean blocking;

  @Override
  public Rows rows(RowQuery query) {
    rowQueries.add(query);
    misbehave();
    List<SequencedMap<String, @Nullable Object>> all = new ArrayList<>();
    for (SequencedMap<String, @Nullable Object> row :
        views.getOrDefault(query.view(), new ArrayList<>())) {
      if (matches(row, query.equal())) {
        all.add(columns(row, query.columns()));
      }
    }
    int start = query.page().map(Integer::parseInt).orElse(0);
    int end = Math.min(all.size(), start + query.limit());
    return new Rows(
        all.subList(Math.min(start, end), end),
        end < all.size() ? Optional.of(String.valueOf(end)) : Optional.empty());
  }

  private static boolean matches(
      SequencedMap<String, @Nullable Object> row, Map<String, String> equal) {
    for (Map.Entry<String, String> entry : equal.entrySet()) {
      if (!row.containsKey(entry.getKey())) {
        if (SEGMENTS.contains(entry.getKey())) {
          continue;
        }
        throw new PlumblineException(ErrorKind.INVALID_INPUT, "unknown column " + entry.getKey());
      }
      if (!entry.getValue().equals(row.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private static SequencedMap<String, @Nullable Object> columns(
      SequencedMap<String, @Nullable Object> row, List<String> columns) {
    if (columns.isEmpty()) {
      return row;
    }
    SequencedMap<String, @Nullable Object> some = new LinkedHashMap<>();
    columns.forEach(column -> some.put(column, row.get(column)));
    return some;
  }

  private void misbehave() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
    if (blocking) {
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        throw new PlumblineException(ErrorKind.TIMEOUT, "interrupted", e);
      }
    }
  }

  @Override
  public List<Window> windows(WindowQuery query) {
    misbehave();
    return windows.stream()
        .filter(w -> query.service().map(w.service()::equals).orElse(true))
        .filter(w -> query.segment().map(w.segment()::equals).orElse(true))
        .filter(w -> query.dimension().map(w.dimension()::equals).orElse(true))
        .filter(w -> !w.start().isBefore(query.from()) && w.start().isBefore(query.to()))
        .toList();
  }

  @Override
  public Rows windowMetrics(WindowMetricsQuery query) {
    metricQueries.add(query);
    misbehave();
    return new Rows(metrics.subList(0, Math.min(query.limit(), metrics.size())), Optional.empty());
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
    return samples.stream()
        .filter(s -> !s.time().isBefore(from) && s.time().isBefore(to))
        .limit(limit)
        .toList();
  }

  @Override
  public List<VersionChange> versionChanges(
      String service, String segment, String segmentValue, Instant from, Instant to) {
    return changes;
  }

  @Override
  public List<UnpricedModel> unpricedModels(Instant from, Instant to) {
    misbehave();
    return unpriced;
  }

  @Override
  public Map<String, Long> conversationCounts(Instant from, Instant to) {
    misbehave();
    return conversations;
  }
}
