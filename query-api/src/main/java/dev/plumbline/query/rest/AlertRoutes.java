// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import static dev.plumbline.query.rest.CommonParams.FROM;
import static dev.plumbline.query.rest.CommonParams.LIMIT;
import static dev.plumbline.query.rest.CommonParams.TO;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Json;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.rest.CommonParams.Stretch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Alerts, their history and evidence, and acknowledging them. Thread-safe. */
final class AlertRoutes {
  private static final Duration USUAL = Duration.ofDays(7);
  private static final int MOST = 10_000;
  private static final int MAX_NOTE = 2000;

  private static final Param<AlertState> STATE =
      Param.choice("state", AlertState.class, "Where the alert is in its life.").many();
  private static final Param<GateState> GATE =
      Param.choice("gate", GateState.class, "Whether the evaluator has earned alerts.");
  private static final Param<String> SERVICE = Param.text("service", "service.name");
  private static final Param<String> DIMENSION = Param.text("dimension", "Name of the score.");
  private static final Param<String> SEGMENT = Param.text("segment", "Name of the segment.");
  private static final Param<String> SEGMENT_VALUE =
      Param.text("segment_value", "Value of the segment.");
  private static final Param<String> ID = Param.path("id", "Id of the alert.");

  private final AlertStore alerts;
  private final TelemetryReader telemetry;

  AlertRoutes(AlertStore alerts, TelemetryReader telemetry) {
    this.alerts = alerts;
    this.telemetry = telemetry;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/alerts", "list_alerts")
            .tag("alerts")
            .summary("Alerts that were open in a stretch of time, the latest change first")
            .params(FROM, TO, STATE, GATE, SERVICE, DIMENSION, SEGMENT, SEGMENT_VALUE, LIMIT)
            .answers(AlertJson.Alerts.class)
            .by(this::list),
        Route.get("/api/v1/alerts/{id}", "get_alert")
            .tag("alerts")
            .summary("One alert with its history and its evidence")
            .params(ID)
            .fails(ErrorKind.NOT_FOUND)
            .answers(AlertJson.Detail.class)
            .by(request -> detail(find(request))),
        Route.get("/api/v1/alerts/{id}/rerun", "rerun_alert")
            .tag("alerts")
            .summary("The numbers of the evidence, computed again from the stored windows")
            .params(ID)
            .fails(ErrorKind.NOT_FOUND)
            .answers(AlertRerun.Rerun.class)
            .by(request -> Answer.json(AlertRerun.of(telemetry, find(request)))),
        Route.post("/api/v1/alerts/{id}/acknowledge", "acknowledge_alert")
            .tag("alerts")
            .summary(
                "Says that someone has taken over a firing alert. Body, optional: JSON with actor"
                    + " and note")
            .params(ID)
            .takesBody()
            .fails(ErrorKind.NOT_FOUND, ErrorKind.TOO_LARGE)
            .answers(AlertJson.Detail.class)
            .by(this::acknowledge));
  }

  private Answer list(Request request) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    int limit = request.get(LIMIT);
    List<AlertState> states = request.all(STATE);
    List<Alert> found =
        alerts.list(stretch.from(), stretch.to(), MOST).stream()
            .filter(alert -> states.isEmpty() || states.contains(alert.state()))
            .filter(matches(request, GATE, Alert::gate))
            .filter(matches(request, SERVICE, Alert::service))
            .filter(matches(request, DIMENSION, Alert::dimension))
            .filter(matches(request, SEGMENT, Alert::segment))
            .filter(matches(request, SEGMENT_VALUE, Alert::segmentValue))
            .limit(limit + 1L)
            .toList();
    return Answer.json(
        new AlertJson.Alerts(
            stretch.from(),
            stretch.to(),
            found.size() > limit,
            found.stream().limit(limit).map(AlertJson.Item::of).toList()));
  }

  private static <T> java.util.function.Predicate<Alert> matches(
      Request request, Param<T> param, Function<Alert, T> field) {
    Optional<T> wanted = request.find(param);
    return alert -> wanted.isEmpty() || wanted.get().equals(field.apply(alert));
  }

  private Alert find(Request request) {
    return alerts
        .find(request.get(ID))
        .orElseThrow(
            () -> new PlumblineException(ErrorKind.NOT_FOUND, "there is no alert with this id"));
  }

  private Answer detail(Alert alert) {
    return Answer.json(AlertJson.Detail.of(alert, alerts.events(alert.id())));
  }

  private Answer acknowledge(Request request) {
    Alert alert = find(request);
    JsonNode body = body(request);
    String actor = field(body, "actor", "api");
    String note = field(body, "note", "");
    if (alert.state() == AlertState.ACKNOWLEDGED) {
      return detail(alert);
    }
    if (alert.state() != AlertState.FIRING) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "only a firing alert can be acknowledged; this one is " + alert.state().label());
    }
    Alert acknowledged = alert.withState(AlertState.ACKNOWLEDGED, request.now());
    alerts.save(
        acknowledged,
        Optional.of(
            new AlertEvent(
                alert.id(), request.now(), alert.state(), AlertState.ACKNOWLEDGED, actor, note)));
    return detail(acknowledged);
  }

  private static JsonNode body(Request request) {
    String text = request.body().isBlank() ? "{}" : request.body();
    try {
      JsonNode node = Json.parse(text);
      if (node.isObject()) {
        for (String name : node.propertyNames()) {
          if (!name.equals("actor") && !name.equals("note")) {
            throw PlumblineException.invalid("body", "must hold only actor and note", name);
          }
        }
        return node;
      }
    } catch (JacksonException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body is not JSON", e);
    }
    throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body must be a JSON object");
  }

  private static String field(JsonNode body, String name, String fallback) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return fallback;
    }
    if (!value.isString() || value.stringValue().length() > MAX_NOTE) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, name + " must be text of at most " + MAX_NOTE + " characters");
    }
    return value.stringValue().isBlank() ? fallback : value.stringValue();
  }
}
