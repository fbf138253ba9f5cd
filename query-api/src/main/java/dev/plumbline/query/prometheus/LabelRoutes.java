// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

import static dev.plumbline.query.prometheus.PrometheusParams.END;
import static dev.plumbline.query.prometheus.PrometheusParams.LIMIT;
import static dev.plumbline.query.prometheus.PrometheusParams.MATCH;
import static dev.plumbline.query.prometheus.PrometheusParams.START;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.LabelRequest;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Listing;
import dev.plumbline.model.series.MetricMetadata;
import dev.plumbline.model.series.SeriesSource;
import dev.plumbline.promql.parse.PromqlParser;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** {@code labels}, {@code label/.../values}, {@code series} and {@code metadata}. Thread-safe. */
final class LabelRoutes {
  private static final String CUT = "results truncated due to limit";
  private static final Param<String> NAME = Param.path("name", "Name, or its U__ escape.");
  private static final Param<String> METRIC = Param.text("metric", "Only this one.");
  private static final Param<Integer> LIMIT_PER_METRIC =
      Param.number("limit_per_metric", 0, -1, Integer.MAX_VALUE, "Most entries for one metric.");

  /** Here a negative number means no limit. */
  private static final Param<Integer> METADATA_LIMIT =
      Param.number("limit", -1, -1, Integer.MAX_VALUE, "Most metrics.");

  private final SeriesSource source;

  LabelRoutes(SeriesSource source) {
    this.source = source;
  }

  List<Route> routes() {
    Map<String, Object> strings = PrometheusJson.schema(Schemas.array(Schemas.string()));
    return List.of(
        Route.getOrPost("/prometheus/api/v1/labels", "prometheus_labels")
            .tag("prometheus")
            .summary("Names of labels")
            .style(ApiStyle.PROMETHEUS)
            .params(MATCH, START, END, LIMIT)
            .answers(strings)
            .by(request -> strings(source.labelNames(wanted(request)))),
        Route.get("/prometheus/api/v1/label/{name}/values", "prometheus_label_values")
            .tag("prometheus")
            .summary("Values of a label")
            .style(ApiStyle.PROMETHEUS)
            .params(NAME, MATCH, START, END, LIMIT)
            .answers(strings)
            .by(request ->
                strings(
                    source.labelValues(LabelNames.unescape(request.get(NAME)), wanted(request)))),
        Route.getOrPost("/prometheus/api/v1/series", "prometheus_series")
            .tag("prometheus")
            .summary("Series that match a selector")
            .style(ApiStyle.PROMETHEUS)
            .params(MATCH, START, END, LIMIT)
            .answers(PrometheusJson.schema(Schemas.array(Schemas.mapOf(Schemas.string()))))
            .by(this::series),
        Route.get("/prometheus/api/v1/metadata", "prometheus_metadata")
            .tag("prometheus")
            .summary("Type, help and unit of metrics")
            .style(ApiStyle.PROMETHEUS)
            .params(METRIC, METADATA_LIMIT, LIMIT_PER_METRIC)
            .answers(
                PrometheusJson.schema(
                    Schemas.mapOf(
                        Schemas.array(
                            Schemas.object(
                                Schemas.of(
                                    "type", Schemas.string(),
                                    "help", Schemas.string(),
                                    "unit", Schemas.string()))))))
            .by(this::metadata));
  }

  private static LabelRequest wanted(Request request) {
    List<List<LabelMatcher>> selectors =
        request.all(MATCH).stream().map(PromqlParser::selector).toList();
    return stretch(request, selectors, request.get(LIMIT));
  }

  /** Without start and end: all time. */
  static LabelRequest stretch(Request request, List<List<LabelMatcher>> selectors, int limit) {
    Optional<Instant> start = request.find(START);
    Optional<Instant> end = request.find(END);
    if (start.isPresent() && end.isPresent() && end.get().isBefore(start.get())) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "end timestamp must not be before start timestamp");
    }
    return new LabelRequest(
        selectors,
        start.map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
        end.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE),
        limit);
  }

  private static Answer strings(Listing<String> listing) {
    return PrometheusJson.success(
        json -> json.writePOJO(listing.items()), warnings(listing), List.of());
  }

  private Answer series(Request request) {
    if (request.all(MATCH).isEmpty()) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "no match[] parameter provided");
    }
    Listing<Labels> listing = source.series(wanted(request));
    return PrometheusJson.success(
        json -> {
          json.writeStartArray();
          listing.items().forEach(labels -> PrometheusJson.labels(json, labels));
          json.writeEndArray();
        },
        warnings(listing),
        List.of());
  }

  private static List<String> warnings(Listing<?> listing) {
    return listing.truncated() ? List.of(CUT) : List.of();
  }

  private Answer metadata(Request request) {
    Optional<String> metric = request.find(METRIC);
    int limit = request.get(METADATA_LIMIT);
    int perMetric = request.get(LIMIT_PER_METRIC);
    SequencedMap<String, List<SequencedMap<String, Object>>> data = new LinkedHashMap<>();
    new TreeMap<>(source.metadata())
        .forEach((name, entries) -> {
          boolean wanted = metric.isEmpty() || metric.get().equals(name);
          if (wanted && (limit < 0 || data.size() < limit)) {
            data.put(
                name,
                entries.stream()
                    .limit(perMetric > 0 ? perMetric : Integer.MAX_VALUE)
                    .map(LabelRoutes::entry)
                    .toList());
          }
        });
    return PrometheusJson.success(json -> json.writePOJO(data));
  }

  private static SequencedMap<String, Object> entry(MetricMetadata entry) {
    return Schemas.of("type", entry.type().label(), "help", entry.help(), "unit", entry.unit());
  }
}
