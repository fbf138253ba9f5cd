// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentChange;
import dev.plumbline.model.incident.IncidentSteps;
import dev.plumbline.model.incident.RunbookStep;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Times;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** What people do to incidents; each change is a line of the audit. Thread-safe. */
final class IncidentActions {
  static final Param<String> ID = Param.path("id", "Id of the incident.");
  private static final Param<String> STEP =
      Param.path(
          "step",
          "triage|scope|isolate|respond|learn",
          "one of triage, scope, isolate, respond, learn",
          "Step of the runbook.");

  private final IncidentSources sources;

  IncidentActions(IncidentSources sources) {
    this.sources = sources;
  }

  List<Route> routes() {
    return List.of(
        action(
                "acknowledge",
                "acknowledge_incident",
                "Somebody has taken over; its firing alerts are acknowledged too. Body, optional:"
                    + " actor, note")
            .by(this::acknowledge),
        action("note", "note_incident", "Words for the audit. Body: note, optional actor")
            .by(request ->
                change(
                    request,
                    Body.of(request, "actor", "note"),
                    (was, body) ->
                        IncidentSteps.note(was, now(request), body.actor(), body.note()))),
        action(
                "runbook/{step}",
                "finish_incident_step",
                "A step of the runbook is done. Body, optional: actor, note")
            .params(STEP)
            .by(request -> {
              RunbookStep.Kind kind =
                  RunbookStep.Kind.valueOf(request.get(STEP).toUpperCase(Locale.ROOT));
              return change(
                  request,
                  Body.of(request, "actor", "note"),
                  (was, body) ->
                      IncidentSteps.done(was, kind, now(request), body.actor(), body.note()));
            }),
        action(
                "fix",
                "mark_incident_fix",
                "A fix went out: from now on the timeline says when each score is back. Body,"
                    + " optional: at (now), actor, note")
            .by(request -> {
              Body body = Body.of(request, "at", "actor", "note");
              Instant at =
                  body.text("at").map(text -> time(text, now(request))).orElse(now(request));
              return change(
                  request,
                  body,
                  (was, b) -> IncidentSteps.fixed(was, at, now(request), b.actor(), b.note()));
            }),
        action(
                "resolve",
                "resolve_incident",
                "It is over. Body: reason, needed when no cases were written or while an alert is"
                    + " open; optional actor")
            .by(request ->
                change(
                    request,
                    Body.of(request, "actor", "reason"),
                    (was, body) ->
                        IncidentSteps.resolve(
                            was, now(request), body.actor(), body.text("reason").orElse("")))),
        action(
                "reopen",
                "reopen_incident",
                "It is not over: the runbook starts anew. Body, optional: actor, note")
            .by(request ->
                change(
                    request,
                    Body.of(request, "actor", "note"),
                    (was, body) ->
                        IncidentSteps.reopen(was, now(request), body.actor(), body.note()))));
  }

  static Route.Builder action(String name, String id, String summary) {
    return Route.post("/api/v1/incidents/{id}/" + name, id)
        .tag("incidents")
        .summary(summary)
        .params(ID)
        .takesBody()
        .fails(ErrorKind.NOT_FOUND, ErrorKind.INVALID_INPUT, ErrorKind.TOO_LARGE)
        .answers(IncidentJson.Now.class);
  }

  /** As exact as stores keep it. */
  static Instant now(Request request) {
    return Instant.ofEpochMilli(request.now().toEpochMilli());
  }

  private static Instant time(String text, Instant now) {
    try {
      return Instant.ofEpochMilli(Times.time(text, now).toEpochMilli());
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw PlumblineException.invalid("at", "must be " + Times.RULE, text);
    }
  }

  private Answer change(
      Request request, Body body, BiFunction<Incident, Body, IncidentChange> step) {
    return answer(update(request, was -> step.apply(was, body)), request);
  }

  private Incident update(
      Request request, java.util.function.Function<Incident, IncidentChange> step) {
    return sources.incidents().update(request.get(ID), step).orElseThrow(IncidentActions::missing);
  }

  static PlumblineException missing() {
    return new PlumblineException(ErrorKind.NOT_FOUND, "there is no incident with this id");
  }

  private Answer answer(Incident incident, Request request) {
    return Answer.json(
        IncidentJson.Now.of(incident, sources.incidents().events(incident.id()), request.now()));
  }

  private Answer acknowledge(Request request) {
    Body body = Body.of(request, "actor", "note");
    Instant now = now(request);
    Incident incident =
        update(request, was -> IncidentSteps.acknowledge(was, now, body.actor(), body.note()));
    for (String id : incident.openAlertIds()) {
      Optional<Alert> alert = sources.alerts().find(id).filter(a -> a.state() == AlertState.FIRING);
      alert.ifPresent(a ->
          sources
              .alerts()
              .save(
                  a.withState(AlertState.ACKNOWLEDGED, now),
                  Optional.of(
                      new AlertEvent(
                          id,
                          now,
                          a.state(),
                          AlertState.ACKNOWLEDGED,
                          body.actor(),
                          "with incident " + incident.id()))));
    }
    return answer(incident, request);
  }
}
