// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code rules}, {@code alerts} and {@code status/buildinfo}. The rules are the monitors: one for
 * each dimension, in one group. Thread-safe.
 */
final class RuleRoutes {
  /** Level of the Prometheus API that we speak: Grafana chooses its requests by it. */
  private static final String EMULATED = "3.5.0";

  private static final String GROUP = "drift";
  private static final String FILE = "plumbline";
  private static final int INTERVAL_SECONDS = 60;

  private static final Param<String> TYPE = Param.text("type", "alert or record.");
  private static final Param<String> GROUPS =
      Param.text("rule_group[]", "Only this group.").alias("rule_group").many();
  private static final Param<String> NAMES =
      Param.text("rule_name[]", "Only this rule.").alias("rule_name").many();
  private static final Param<String> FILES =
      Param.text("file[]", "Only this file.").alias("file").many();
  private static final Param<String> EXCLUDE_ALERTS =
      Param.text("exclude_alerts", "true: rules without their alerts.");

  private final AlertStore alerts;
  private final Supplier<List<Dimension>> dimensions;
  private final String version;

  RuleRoutes(AlertStore alerts, Supplier<List<Dimension>> dimensions, String version) {
    this.alerts = alerts;
    this.dimensions = dimensions;
    this.version = version;
  }

  List<Route> routes() {
    SequencedMap<String, Object> objects = Schemas.array(Schemas.of("type", "object"));
    return List.of(
        get("rules", "Monitors as alerting rules")
            .params(TYPE, GROUPS, NAMES, FILES, EXCLUDE_ALERTS)
            .answers(PrometheusJson.schema(Schemas.object(Schemas.of("groups", objects))))
            .by(this::rules),
        get("alerts", "Pending and firing alerts")
            .answers(PrometheusJson.schema(Schemas.object(Schemas.of("alerts", objects))))
            .by(_ -> alerts()),
        get("status/buildinfo", "Level of the Prometheus API; our version is in revision")
            .answers(
                PrometheusJson.schema(
                    Schemas.object(
                        Schemas.of("version", Schemas.string(), "revision", Schemas.string()))))
            .by(_ -> buildInfo()));
  }

  private static Route.Builder get(String name, String summary) {
    return Route.get("/prometheus/api/v1/" + name, "prometheus_" + name.replace('/', '_'))
        .tag("prometheus")
        .summary(summary)
        .style(ApiStyle.PROMETHEUS);
  }

  private Answer rules(Request request) {
    boolean wanted =
        request.find(TYPE).map("alert"::equals).orElse(true)
            && allows(request.all(GROUPS), GROUP)
            && allows(request.all(NAMES), DriftAlerts.NAME)
            && allows(request.all(FILES), FILE);
    if (!wanted) {
      return PrometheusJson.success(json -> json.writePOJO(Map.of("groups", List.of())));
    }
    boolean withAlerts = !request.find(EXCLUDE_ALERTS).map("true"::equals).orElse(false);
    List<Alert> open = alerts.open();
    Instant last = request.now();
    SequencedMap<String, Object> group =
        Schemas.of(
            "name", GROUP,
            "file", FILE,
            "interval", INTERVAL_SECONDS,
            "limit", 0,
            "evaluationTime", 0,
            "lastEvaluation", last,
            "rules",
                dimensionNames(open).stream()
                    .map(dimension -> rule(dimension, open, withAlerts, last))
                    .toList());
    return PrometheusJson.success(json -> json.writePOJO(Map.of("groups", List.of(group))));
  }

  private static boolean allows(List<String> wanted, String name) {
    return wanted.isEmpty() || wanted.contains(name);
  }

  private Set<String> dimensionNames(List<Alert> open) {
    Set<String> names = new LinkedHashSet<>();
    dimensions.get().stream().map(Dimension::name).sorted().forEach(names::add);
    open.stream().map(Alert::dimension).sorted().forEach(names::add);
    return names;
  }

  private static SequencedMap<String, Object> rule(
      String dimension, List<Alert> open, boolean withAlerts, Instant last) {
    List<Alert> own = open.stream().filter(a -> a.dimension().equals(dimension)).toList();
    List<String> states = own.stream().map(DriftAlerts::state).toList();
    SequencedMap<String, Object> rule =
        Schemas.of(
            "type",
            "alerting",
            "name",
            DriftAlerts.NAME,
            "query",
            query(dimension),
            "duration",
            0,
            "keepFiringFor",
            0,
            "labels",
            Map.of("dimension", dimension),
            "annotations",
            Map.of("summary", "Drift of " + dimension),
            "state",
            states.contains("firing")
                ? "firing"
                : states.contains("pending") ? "pending" : "inactive",
            "health",
            "ok",
            "evaluationTime",
            0,
            "lastEvaluation",
            last);
    rule.put("alerts", withAlerts ? own.stream().map(RuleRoutes::alert).toList() : List.of());
    return rule;
  }

  private static String query(String dimension) {
    return "ALERTS{alertname=\"" + DriftAlerts.NAME + "\",dimension=\"" + dimension + "\"}";
  }

  private Answer alerts() {
    List<SequencedMap<String, Object>> items = new ArrayList<>();
    alerts.open().forEach(alert -> items.add(alert(alert)));
    return PrometheusJson.success(json -> json.writePOJO(Map.of("alerts", items)));
  }

  private static SequencedMap<String, Object> alert(Alert alert) {
    return Schemas.of(
        "labels", DriftAlerts.labels(alert),
        "annotations", DriftAlerts.annotations(alert),
        "state", DriftAlerts.state(alert),
        "activeAt", alert.pendingSince(),
        "value", GoNumbers.exponent(alert.value()));
  }

  private Answer buildInfo() {
    SequencedMap<String, Object> data =
        Schemas.of(
            "version", EMULATED,
            "revision", "plumbline-" + version,
            "branch", "",
            "buildUser", "",
            "buildDate", "",
            "goVersion", "");
    return PrometheusJson.success(json -> json.writePOJO(data));
  }
}
