// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

import static dev.plumbline.query.prometheus.PrometheusParams.END;
import static dev.plumbline.query.prometheus.PrometheusParams.LIMIT;
import static dev.plumbline.query.prometheus.PrometheusParams.QUERY;
import static dev.plumbline.query.prometheus.PrometheusParams.START;
import static dev.plumbline.query.prometheus.PrometheusParams.STATS;
import static dev.plumbline.query.prometheus.PrometheusParams.STEP;
import static dev.plumbline.query.prometheus.PrometheusParams.TIME;
import static dev.plumbline.query.prometheus.PrometheusParams.TIMEOUT;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.LabelRequest;
import dev.plumbline.model.series.SeriesSource;
import dev.plumbline.promql.EvaluationFailure;
import dev.plumbline.promql.PromqlEngine;
import dev.plumbline.promql.QueryOptions;
import dev.plumbline.promql.QueryResult;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.parse.PromqlParser;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/** {@code query}, {@code query_range} and {@code query_exemplars}. Thread-safe. */
final class QueryRoutes {
  private static final Logger log = LoggerFactory.getLogger(QueryRoutes.class);
  private static final int MAX_EXEMPLARS = 5000;

  private final PromqlEngine engine;
  private final SeriesSource source;

  QueryRoutes(PromqlEngine engine, SeriesSource source) {
    this.engine = engine;
    this.source = source;
  }

  List<Route> routes() {
    return List.of(
        route("query", "Evaluates PromQL at one time")
            .params(QUERY, TIME, TIMEOUT, LIMIT, STATS)
            .answers(PrometheusJson.schema(resultSchema("vector", "scalar", "string", "matrix")))
            .by(this::query),
        route("query_range", "Evaluates PromQL at start, start + step, ... up to end")
            .params(QUERY, START.mandatory(), END.mandatory(), STEP, TIMEOUT, LIMIT, STATS)
            .answers(PrometheusJson.schema(resultSchema("matrix")))
            .by(this::queryRange),
        route("query_exemplars", "Exemplars of the series in an expression")
            .params(QUERY, START, END)
            .answers(
                PrometheusJson.schema(
                    Schemas.array(
                        Schemas.object(
                            Schemas.of(
                                "seriesLabels",
                                Schemas.mapOf(Schemas.string()),
                                "exemplars",
                                Schemas.array(
                                    Schemas.object(
                                        Schemas.of(
                                            "labels", Schemas.mapOf(Schemas.string()),
                                            "value", Schemas.string(),
                                            "timestamp", Schemas.of("type", "number")))))))))
            .by(this::exemplars));
  }

  private static Route.Builder route(String name, String summary) {
    return Route.getOrPost("/prometheus/api/v1/" + name, "prometheus_" + name)
        .tag("prometheus")
        .summary(summary)
        .style(ApiStyle.PROMETHEUS)
        .fails(ErrorKind.TOO_LARGE);
  }

  private static Map<String, Object> resultSchema(String... types) {
    return Schemas.object(
        Schemas.of(
            "resultType", Schemas.choice(List.of(types)), "result", Schemas.of("type", "array")));
  }

  private Answer query(Request request) {
    Instant time = request.find(TIME).orElse(request.now());
    return evaluate(request, options -> engine.query(request.get(QUERY), time, options));
  }

  private Answer queryRange(Request request) {
    Instant start = request.get(START.mandatory());
    Instant end = request.get(END.mandatory());
    Duration step = request.get(STEP);
    return evaluate(
        request, options -> engine.queryRange(request.get(QUERY), start, end, step, options));
  }

  private interface Evaluation {
    QueryResult with(QueryOptions options);
  }

  private static Answer evaluate(Request request, Evaluation evaluation) {
    log.atDebug()
        .addKeyValue("from.alert", request.header("Fromalert"))
        .addKeyValue("rule.uid", request.header("X-Rule-Uid"))
        .addKeyValue("dashboard.uid", request.header("X-Dashboard-Uid"))
        .addKeyValue("panel.id", request.header("X-Panel-Id"))
        .log("PromQL query");
    QueryOptions options = new QueryOptions(request.find(TIMEOUT), request.get(LIMIT));
    try {
      QueryResult result = evaluation.with(options);
      return PrometheusJson.result(result, request.find(STATS).filter("all"::equals).isPresent());
    } catch (PlumblineException e) {
      if (EvaluationFailure.is(e)) {
        return PrometheusJson.executionFailed(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private Answer exemplars(Request request) {
    List<List<LabelMatcher>> selectors =
        PromqlParser.selectors(PromqlParser.parse(request.get(QUERY))).stream()
            .map(Expr.VectorSelector::matchers)
            .distinct()
            .toList();
    LabelRequest wanted = LabelRoutes.stretch(request, selectors, MAX_EXEMPLARS);
    return selectors.isEmpty()
        ? PrometheusJson.success(json -> json.writePOJO(List.of()))
        : PrometheusJson.success(array(() -> source.exemplars(wanted), PrometheusJson::exemplars));
  }

  /** Asks first and writes later, so that a failure still gets its status. */
  private static <T> Answer.JsonBody array(
      Supplier<List<T>> items, BiConsumer<JsonGenerator, T> writer) {
    List<T> found = items.get();
    return json -> {
      json.writeStartArray();
      found.forEach(item -> writer.accept(json, item));
      json.writeEndArray();
    };
  }
}
