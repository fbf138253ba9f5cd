// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.series;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.MetricMetadata;
import dev.plumbline.model.series.SelectRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One-minute windows as gauges: {@code plumbline_score_mean}, {@code _sum}, {@code _count} and
 * {@code _quantile}, one sample at the end of each minute.
 */
final class WindowSeries {
  static final Map<String, MetricMetadata> METADATA = metadata();

  /** Metric, label quantile, value in SQL. */
  private record Item(String metric, String quantile, String value) {}

  private static final List<Item> ITEMS =
      List.of(
          new Item("plumbline_score_mean", "", "SumWX / SumW"),
          new Item("plumbline_score_sum", "", "SumWX"),
          new Item("plumbline_score_count", "", "toFloat64(N)"),
          new Item("plumbline_score_quantile", "0.5", "toFloat64(q[1])"),
          new Item("plumbline_score_quantile", "0.95", "toFloat64(q[2])"),
          new Item("plumbline_score_quantile", "0.99", "toFloat64(q[3])"));

  private final ClickHouse clickHouse;

  WindowSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  void select(SelectRequest request, Found found) {
    List<Item> items = wanted(request.matchers());
    if (items.isEmpty()) {
      return;
    }
    Params params = range(request.startMillis(), request.endMillis());
    boolean quantiles = items.stream().anyMatch(item -> !item.quantile().isEmpty());
    String sql =
        "SELECT item.1, item.2, toString(ServiceName), toString(Dimension), toString(Segment), toString(SegmentValue),"
            + " groupArray(toInt64(toUInt32(WindowStart) + 60) * 1000), groupArray(item.3) FROM ("
            + "SELECT WindowStart, ServiceName, Dimension, Segment, SegmentValue, N, SumW, SumWX, "
            + (quantiles ? "finalizeAggregation(Digest)" : "[0, 0, 0]")
            + " AS q FROM score_windows_1m WHERE WindowStart >= toDateTime(intDiv({start:Int64} + 999, 1000) - 60, 'UTC')"
            + " AND WindowStart <= toDateTime(intDiv({end:Int64}, 1000) - 60, 'UTC')"
            + places(request.matchers(), params)
            + ") ARRAY JOIN ["
            + items.stream().map(WindowSeries::tuple).collect(Collectors.joining(", "))
            + "] AS item WHERE "
            + where(request.matchers(), params)
            + " GROUP BY item.1, item.2, ServiceName, Dimension, Segment, SegmentValue LIMIT "
            + (request.limits().maxSeries() + 1L);
    clickHouse.query(
        sql,
        params,
        request.limits().timeout(),
        in -> {
          while (in.hasNext()) {
            Labels labels = labels(in);
            found.add(labels, in.array(RowBinaryReader::int64), in.array(RowBinaryReader::float64));
          }
          return 0;
        });
  }

  /** From the hourly windows: an answer about labels may know time roughly. */
  List<Labels> labels(List<LabelMatcher> matchers, long start, long end) {
    List<Item> items = wanted(matchers);
    if (items.isEmpty()) {
      return List.of();
    }
    Params params = range(start, end);
    String sql =
        "SELECT DISTINCT item.1, item.2, toString(ServiceName), toString(Dimension), toString(Segment), toString(SegmentValue)"
            + " FROM (SELECT DISTINCT ServiceName, Dimension, Segment, SegmentValue FROM score_windows_1h_data"
            + " WHERE Gone = 0 AND WindowStart >= toStartOfHour(toDateTime(greatest(0, intDiv({start:Int64}, 1000) - 60), 'UTC'))"
            + " AND WindowStart <= toDateTime(intDiv({end:Int64}, 1000), 'UTC')"
            + places(matchers, params)
            + ") ARRAY JOIN ["
            + items.stream()
                .map(item -> "('" + item.metric() + "', '" + item.quantile() + "')")
                .collect(Collectors.joining(", "))
            + "] AS item WHERE "
            + where(matchers, params);
    return clickHouse.list(sql, params, WindowSeries::labels);
  }

  private static List<Item> wanted(List<LabelMatcher> matchers) {
    return ITEMS.stream().filter(item -> Matching.mayBe(item.metric(), matchers)).toList();
  }

  private static String tuple(Item item) {
    return "('" + item.metric() + "', '" + item.quantile() + "', " + item.value() + ")";
  }

  /** Matchers on labels of the windows themselves, applied before anything is unfolded. */
  private static String places(List<LabelMatcher> matchers, Params params) {
    List<LabelMatcher> own =
        matchers.stream()
            .filter(m ->
                switch (m.name()) {
                  case "service", "dimension", "segment", "segment_value" -> true;
                  default -> false;
                })
            .toList();
    return " AND " + Matching.all(own, WindowSeries::expression, "p", params);
  }

  private static String where(List<LabelMatcher> matchers, Params params) {
    return Matching.all(matchers, WindowSeries::expression, "m", params);
  }

  private static String expression(String label) {
    return switch (label) {
      case Labels.METRIC_NAME -> "item.1";
      case "quantile" -> "item.2";
      case "service" -> "ServiceName";
      case "dimension" -> "Dimension";
      case "segment" -> "Segment";
      case "segment_value" -> "SegmentValue";
      default -> "''";
    };
  }

  private static Params range(long start, long end) {
    return Params.none()
        .number("start", Math.max(60_000, Times.millis(start)))
        .number("end", Math.max(60_000, Times.millis(end)));
  }

  private static Labels labels(RowBinaryReader in) throws IOException {
    return Labels.of(
        Labels.METRIC_NAME,
        in.string(),
        "quantile",
        in.string(),
        "service",
        in.string(),
        "dimension",
        in.string(),
        "segment",
        in.string(),
        "segment_value",
        in.string());
  }

  private static Map<String, MetricMetadata> metadata() {
    Map<String, MetricMetadata> all = new LinkedHashMap<>();
    all.put("plumbline_score_mean", gauge("Weighted mean of a dimension in one minute."));
    all.put("plumbline_score_sum", gauge("Weighted sum of a dimension in one minute."));
    all.put("plumbline_score_count", gauge("Scores of a dimension in one minute."));
    all.put("plumbline_score_quantile", gauge("Quantile of a dimension in one minute."));
    return Map.copyOf(all);
  }

  private static MetricMetadata gauge(String help) {
    return new MetricMetadata(MetricMetadata.Type.GAUGE, help, "");
  }
}
