// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.series;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.MetricMetadata;
import dev.plumbline.model.series.SelectRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Series of {@code metric_samples}. */
final class SampleSeries {
  private static final String TIME =
      " Timestamp >= fromUnixTimestamp64Milli({start:Int64}) AND Timestamp <= fromUnixTimestamp64Milli({end:Int64})";

  private final ClickHouse clickHouse;

  SampleSeries(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  void select(SelectRequest request, Found found) {
    Params params = range(request.startMillis(), request.endMillis());
    String where = where(request.matchers(), "m", params);
    String sql =
        "SELECT toString(MetricName), any(Labels),"
            + " groupArray(toUnixTimestamp64Milli(Timestamp)), groupArray(Value) FROM metric_samples WHERE"
            + TIME
            + " AND "
            + where
            + " GROUP BY MetricName, SeriesId LIMIT "
            + (request.limits().maxSeries() + 1L);
    clickHouse.query(
        sql,
        params,
        request.limits().timeout(),
        in -> {
          while (in.hasNext()) {
            String name = in.string();
            Labels labels = labels(name, in.map(RowBinaryReader::string));
            found.add(labels, in.array(RowBinaryReader::int64), in.array(RowBinaryReader::float64));
          }
          return 0;
        });
  }

  List<Labels> labels(List<LabelMatcher> matchers, long start, long end) {
    Params params = range(start, end);
    return clickHouse.list(
        "SELECT toString(MetricName), any(Labels) FROM metric_samples WHERE"
            + TIME
            + " AND "
            + where(matchers, "m", params)
            + " GROUP BY MetricName, SeriesId",
        params,
        in -> {
          String name = in.string();
          return labels(name, in.map(RowBinaryReader::string));
        });
  }

  Map<String, List<MetricMetadata>> metadata() {
    return clickHouse.query(
        "SELECT DISTINCT toString(MetricName), toString(Type), toString(Help), toString(Unit)"
            + " FROM metric_samples WHERE Type != '' ORDER BY 1 LIMIT 100000",
        Params.none(),
        in -> {
          Map<String, List<MetricMetadata>> found = new TreeMap<>();
          while (in.hasNext()) {
            String name = in.string();
            MetricMetadata metadata =
                new MetricMetadata(type(in.string()), in.string(), in.string());
            found.computeIfAbsent(name, key -> new ArrayList<>()).add(metadata);
          }
          return found;
        });
  }

  private static String where(List<LabelMatcher> matchers, String prefix, Params params) {
    AtomicInteger labels = new AtomicInteger();
    return Matching.all(
        matchers,
        label -> {
          if (label.equals(Labels.METRIC_NAME)) {
            return "MetricName";
          }
          String param = prefix + "label" + labels.getAndIncrement();
          params.text(param, label);
          return "Labels[{" + param + ":String}]";
        },
        prefix,
        params);
  }

  private static Params range(long start, long end) {
    return Params.none().number("start", Times.millis(start)).number("end", Times.millis(end));
  }

  private static Labels labels(String name, SequencedMap<String, String> labels) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.put(Labels.METRIC_NAME, name);
    return Labels.of(all);
  }

  private static MetricMetadata.Type type(String text) {
    try {
      return MetricMetadata.Type.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return MetricMetadata.Type.UNKNOWN;
    }
  }
}
