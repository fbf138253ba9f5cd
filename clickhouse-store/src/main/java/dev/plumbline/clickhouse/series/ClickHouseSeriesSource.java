// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.series;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.model.series.ExemplarSeries;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.LabelRequest;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Listing;
import dev.plumbline.model.series.MetricMetadata;
import dev.plumbline.model.series.SelectRequest;
import dev.plumbline.model.series.Series;
import dev.plumbline.model.series.SeriesSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Series for PromQL: samples that were received or computed, one-minute windows as gauges, and
 * {@code ALERTS}. Matching and time ranges are done by ClickHouse. Thread-safe.
 */
public final class ClickHouseSeriesSource implements SeriesSource {
  private static final int EXEMPLARS = 100;

  private final ClickHouse clickHouse;
  private final SampleSeries samples;
  private final WindowSeries windows;
  private final AlertSeries alerts;

  public ClickHouseSeriesSource(ClickHouse clickHouse, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.samples = new SampleSeries(clickHouse);
    this.windows = new WindowSeries(clickHouse);
    this.alerts = new AlertSeries(clickHouse, clock);
  }

  @Override
  public List<Series> select(SelectRequest request) {
    Found found = new Found(request.limits());
    samples.select(request, found);
    windows.select(request, found);
    alerts.select(request, found);
    return found.inOrder();
  }

  @Override
  public Listing<String> labelNames(LabelRequest request) {
    TreeSet<String> names = new TreeSet<>();
    for (Labels labels : all(request)) {
      for (int i = 0; i < labels.size(); i++) {
        names.add(labels.name(i));
      }
    }
    return Listing.cut(List.copyOf(names), request.limit());
  }

  @Override
  public Listing<String> labelValues(String name, LabelRequest request) {
    TreeSet<String> values = new TreeSet<>();
    for (Labels labels : all(request)) {
      String value = labels.get(name);
      if (!value.isEmpty()) {
        values.add(value);
      }
    }
    return Listing.cut(List.copyOf(values), request.limit());
  }

  @Override
  public Listing<Labels> series(LabelRequest request) {
    return Listing.cut(List.copyOf(all(request)), request.limit());
  }

  @Override
  public Map<String, List<MetricMetadata>> metadata() {
    Map<String, List<MetricMetadata>> all = new TreeMap<>(samples.metadata());
    WindowSeries.METADATA.forEach((name, metadata) -> all.putIfAbsent(name, List.of(metadata)));
    all.putIfAbsent(AlertSeries.METRIC, List.of(AlertSeries.METADATA));
    return all;
  }

  /** The latest calls behind {@code plumbline_score_*}, with the score of each. */
  @Override
  public List<ExemplarSeries> exemplars(LabelRequest request) {
    Map<Labels, SortedMap<Long, ExemplarSeries.Exemplar>> found = new TreeMap<>();
    int limit = request.limit() == 0 ? EXEMPLARS : Math.min(request.limit(), EXEMPLARS);
    for (List<LabelMatcher> selector : request.selectors()) {
      if (Matching.mayBe("plumbline_score_mean", selector)
          || Matching.mayBe("plumbline_score_quantile", selector)) {
        exemplars(selector, request, limit, found);
      }
    }
    List<ExemplarSeries> all = new ArrayList<>();
    found.forEach(
        (labels, byTime) -> all.add(new ExemplarSeries(labels, List.copyOf(byTime.values()))));
    return all;
  }

  private void exemplars(
      List<LabelMatcher> selector,
      LabelRequest request,
      int limit,
      Map<Labels, SortedMap<Long, ExemplarSeries.Exemplar>> found) {
    Params params =
        Params.none()
            .number("start", Times.millis(request.startMillis()))
            .number("end", Times.millis(request.endMillis()));
    List<LabelMatcher> places =
        selector.stream()
            .filter(m -> !m.name().equals(Labels.METRIC_NAME) && !m.name().equals("quantile"))
            .toList();
    clickHouse.query(
        "SELECT toString(ServiceName), dim, seg.1, seg.2, TraceId, SpanId, toUnixTimestamp64Milli(toDateTime64(Timestamp, 3)), val"
            + " FROM (SELECT ServiceName, toString(d) AS dim, v AS val, SegmentPairs, TraceId, SpanId, Timestamp"
            + " FROM otel_traces ARRAY JOIN `Score.Dimension` AS d, `Score.Value` AS v"
            + " WHERE IsCall AND Timestamp >= fromUnixTimestamp64Milli({start:Int64})"
            + " AND Timestamp <= fromUnixTimestamp64Milli({end:Int64}) AND NOT isNaN(v))"
            + " ARRAY JOIN SegmentPairs AS seg WHERE "
            + Matching.all(places, ClickHouseSeriesSource::exemplarLabel, "m", params)
            + " ORDER BY Timestamp DESC LIMIT "
            + limit,
        params,
        in -> {
          while (in.hasNext()) {
            Labels labels =
                Labels.of(
                    Labels.METRIC_NAME,
                    "plumbline_score_mean",
                    "service",
                    in.string(),
                    "dimension",
                    in.string(),
                    "segment",
                    in.string(),
                    "segment_value",
                    in.string());
            Labels ids = Labels.of("trace_id", in.string(), "span_id", in.string());
            long time = in.int64();
            found
                .computeIfAbsent(labels, key -> new TreeMap<>())
                .put(time, new ExemplarSeries.Exemplar(ids, in.float64(), time));
          }
          return 0;
        });
  }

  private static String exemplarLabel(String label) {
    return switch (label) {
      case "service" -> "ServiceName";
      case "dimension" -> "dim";
      case "segment" -> "seg.1";
      case "segment_value" -> "seg.2";
      default -> "''";
    };
  }

  private Set<Labels> all(LabelRequest request) {
    TreeSet<Labels> all = new TreeSet<>();
    List<List<LabelMatcher>> selectors =
        request.selectors().isEmpty() ? List.of(List.of()) : request.selectors();
    for (List<LabelMatcher> selector : selectors) {
      all.addAll(samples.labels(selector, request.startMillis(), request.endMillis()));
      all.addAll(windows.labels(selector, request.startMillis(), request.endMillis()));
      all.addAll(alerts.labels(selector, request.startMillis(), request.endMillis()));
    }
    return all;
  }
}
