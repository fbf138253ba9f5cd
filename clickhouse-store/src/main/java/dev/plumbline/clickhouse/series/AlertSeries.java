// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.series;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.MetricMetadata;
import dev.plumbline.model.series.SelectRequest;
import dev.plumbline.model.series.Series;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ALERTS} as Prometheus writes it: 1 each minute while an alert is pending or firing
 * (acknowledged ones still fire), then a staleness marker.
 */
final class AlertSeries {
  static final String METRIC = "ALERTS";
  static final String ALERT_NAME = "PlumblineDrift";
  static final MetricMetadata METADATA =
      new MetricMetadata(MetricMetadata.Type.GAUGE, "Drift alerts that are pending or firing.", "");

  private static final long STEP_MILLIS = 60_000;

  /** How far before the newest minute an open alert is known to last: until now. */
  private static final double STALE = Double.longBitsToDouble(Series.STALE);

  private final ClickHouse clickHouse;
  private final InstantSource clock;

  AlertSeries(ClickHouse clickHouse, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.clock = clock;
  }

  /** One state of one alert. */
  private record Span(Labels labels, long from, long to) {}

  void select(SelectRequest request, Found found) {
    if (!Matching.mayBe(METRIC, request.matchers())) {
      return;
    }
    long start = Times.millis(request.startMillis());
    long end = Math.min(Times.millis(request.endMillis()), clock.millis());
    for (Span span : spans(request.matchers(), start, end, request.limits().timeout())) {
      List<Long> timestamps = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      long first = Math.max(span.from(), start);
      long last = Math.min(span.to(), end);
      if ((last - first) / STEP_MILLIS > found.left()) {
        last = first + (found.left() + 2) * STEP_MILLIS; // enough for the limit to be reported
      }
      for (long t = Math.ceilDiv(first, STEP_MILLIS) * STEP_MILLIS; t < last; t += STEP_MILLIS) {
        timestamps.add(t);
        values.add(1.0);
      }
      if (span.from() >= start && span.from() <= end) {
        timestamps.add(span.from());
        values.add(1.0);
      }
      if (span.to() <= end) {
        timestamps.add(span.to());
        values.add(STALE);
      } else if (last > first) {
        timestamps.add(last);
        values.add(1.0);
      }
      found.add(span.labels(), timestamps, values);
    }
  }

  List<Labels> labels(List<LabelMatcher> matchers, long start, long end) {
    return Matching.mayBe(METRIC, matchers)
        ? spans(matchers, Times.millis(start), Times.millis(end), Duration.ofSeconds(30)).stream()
            .map(Span::labels)
            .distinct()
            .toList()
        : List.of();
  }

  private List<Span> spans(List<LabelMatcher> matchers, long start, long end, Duration timeout) {
    Params params = Params.none().number("start", start).number("end", end);
    String sql =
        "SELECT toString(state.1), toString(ServiceName), toString(Dimension), toString(Segment), SegmentValue,"
            + " toString(Severity), toString(Gate), toString(Monitor), state.2, state.3 FROM ("
            + "SELECT *, toUnixTimestamp64Milli(PendingSince) AS pending,"
            + " ifNull(toUnixTimestamp64Milli(FiredAt), 0) AS fired,"
            + " if(State = 'resolved', ifNull(toUnixTimestamp64Milli(ResolvedAt), toUnixTimestamp64Milli(UpdatedAt)),"
            + "   9000000000000000) AS over FROM alerts"
            + ") ARRAY JOIN [('pending', pending, if(fired > 0, fired, over)),"
            + " ('firing', if(fired > 0, fired, over), over)] AS state"
            + " WHERE state.2 < state.3 AND state.2 <= {end:Int64} AND state.3 >= {start:Int64} AND "
            + Matching.all(matchers, AlertSeries::expression, "m", params);
    return clickHouse.query(
        sql,
        params,
        timeout,
        in -> {
          List<Span> spans = new ArrayList<>();
          while (in.hasNext()) {
            spans.add(span(in));
          }
          return spans;
        });
  }

  private static Span span(RowBinaryReader in) throws IOException {
    Labels labels =
        Labels.of(
            Labels.METRIC_NAME,
            METRIC,
            "alertname",
            ALERT_NAME,
            "alertstate",
            in.string(),
            "service",
            in.string(),
            "dimension",
            in.string(),
            "segment",
            in.string(),
            "segment_value",
            in.string(),
            "severity",
            in.string(),
            "gate",
            in.string(),
            "monitor",
            in.string());
    return new Span(labels, in.int64(), in.int64());
  }

  private static String expression(String label) {
    return switch (label) {
      case Labels.METRIC_NAME -> "'ALERTS'";
      case "alertname" -> "'PlumblineDrift'";
      case "alertstate" -> "state.1";
      case "service" -> "ServiceName";
      case "dimension" -> "Dimension";
      case "segment" -> "Segment";
      case "segment_value" -> "SegmentValue";
      case "severity" -> "Severity";
      case "gate" -> "Gate";
      case "monitor" -> "Monitor";
      default -> "''";
    };
  }
}
