// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.alertmanager;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.hash.Sha256;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.promql.parse.PromqlParser;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import dev.plumbline.query.prometheus.DriftAlerts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Reads our firing alerts as an Alertmanager would list them. Nothing is silenced here: what is
 * acknowledged stays active. Thread-safe.
 */
public final class AlertmanagerRoutes {
  private static final String BASE = "/alertmanager/api/v2/";
  private static final SequencedMap<String, Object> RECEIVER = Schemas.of("name", "none");
  private static final Duration STILL_OPEN = Duration.ofMinutes(5);

  private static final Param<Boolean> ACTIVE =
      Param.optional(
          "active",
          text ->
              switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text);
              },
          "true or false",
          "false: none of ours, for all of them are active.",
          Schemas.of("type", "boolean"));
  private static final Param<String> FILTER =
      Param.text("filter", "A matcher, such as service=\"shop\".").many();

  private final AlertStore alerts;
  private final Instant startedAt;

  /**
   * Reads {@code alerts} anew at each request.
   *
   * @param startedAt shown as uptime
   */
  public AlertmanagerRoutes(AlertStore alerts, Instant startedAt) {
    this.alerts = alerts;
    this.startedAt = startedAt;
  }

  public List<Route> routes() {
    SequencedMap<String, Object> objects = Schemas.array(Schemas.of("type", "object"));
    return List.of(
        get("status", "Says that this can be asked like an Alertmanager")
            .answers(Schemas.of("type", "object"))
            .by(_ -> Answer.json(status())),
        get("alerts", "Firing alerts")
            .params(ACTIVE, FILTER)
            .answers(objects)
            .by(request -> Answer.json(firing(request))),
        get("alerts/groups", "Firing alerts by dimension")
            .params(ACTIVE, FILTER)
            .answers(objects)
            .by(request -> Answer.json(groups(request))),
        get("receivers", "There is one, none")
            .answers(objects)
            .by(_ -> Answer.json(List.of(RECEIVER))),
        get("silences", "There are none").answers(objects).by(_ -> Answer.json(List.of())));
  }

  private static Route.Builder get(String name, String summary) {
    return Route.get(BASE + name, "alertmanager_" + name.replace('/', '_'))
        .tag("alertmanager")
        .summary(summary)
        .style(ApiStyle.PLAIN);
  }

  private SequencedMap<String, Object> status() {
    return Schemas.of(
        "cluster", Schemas.of("status", "disabled", "peers", List.of()),
        "config", Schemas.of("original", "route:\n  receiver: none\nreceivers:\n- name: none\n"),
        "uptime", startedAt,
        "versionInfo",
            Schemas.of(
                "branch", "",
                "buildDate", "",
                "buildUser", "",
                "goVersion", "",
                "revision", "",
                "version", "0.28.0"));
  }

  private List<SequencedMap<String, Object>> firing(Request request) {
    return matching(request).stream().map(alert -> item(alert, request.now())).toList();
  }

  private List<Alert> matching(Request request) {
    if (!request.find(ACTIVE).orElse(true)) {
      return List.of();
    }
    List<LabelMatcher> matchers =
        request.all(FILTER).stream()
            .flatMap(text -> PromqlParser.selector(braced(text)).stream())
            .toList();
    return alerts.open().stream()
        .filter(alert -> alert.state() != AlertState.PENDING)
        .filter(alert -> Matching.all(matchers, DriftAlerts.labels(alert)))
        .toList();
  }

  private static String braced(String matcher) {
    return matcher.strip().startsWith("{") ? matcher : "{" + matcher + "}";
  }

  private List<SequencedMap<String, Object>> groups(Request request) {
    List<Alert> found = matching(request);
    return found.stream()
        .map(Alert::dimension)
        .distinct()
        .sorted()
        .map(dimension ->
            Schemas.of(
                "labels", Map.of("alertname", DriftAlerts.NAME, "dimension", dimension),
                "receiver", RECEIVER,
                "alerts",
                    found.stream()
                        .filter(alert -> alert.dimension().equals(dimension))
                        .map(alert -> item(alert, request.now()))
                        .toList()))
        .toList();
  }

  private static SequencedMap<String, Object> item(Alert alert, Instant now) {
    return Schemas.of(
        "labels", DriftAlerts.labels(alert),
        "annotations", DriftAlerts.annotations(alert),
        "startsAt", alert.startedAt(),
        "endsAt", now.plus(STILL_OPEN),
        "updatedAt", alert.updatedAt(),
        "fingerprint", Sha256.hex(alert.id(), 16),
        "generatorURL", "",
        "receivers", List.of(RECEIVER),
        "status", Schemas.of("state", "active", "silencedBy", List.of(), "inhibitedBy", List.of()));
  }
}
