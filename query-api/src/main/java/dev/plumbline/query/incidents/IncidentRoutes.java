// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import static dev.plumbline.query.rest.CommonParams.FROM;
import static dev.plumbline.query.rest.CommonParams.LIMIT;
import static dev.plumbline.query.rest.CommonParams.TO;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentQuery;
import dev.plumbline.model.incident.IncidentState;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.rest.CommonParams;
import dev.plumbline.query.rest.CommonParams.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Incidents: the library, one with everything that is known of it, and similar ones. */
final class IncidentRoutes {
  private static final Duration USUAL = Duration.ofDays(90);
  private static final Duration LIBRARY = Duration.ofDays(800);
  private static final Duration AROUND = Duration.ofHours(24);
  private static final int QUEUE = 20;
  private static final int CONVERSATIONS = 5;
  private static final int COMPARED = 2000;

  private static final Param<String> TEXT =
      Param.text(
          "text", "Words in service, dimension, owner, summary, reason, what changed, or a note.");
  private static final Param<String> SERVICE = Param.text("service", "service.name");
  private static final Param<IncidentState> STATE =
      Param.choice("state", IncidentState.class, "Where the incident is in its life.").many();
  private static final Param<Similarity.By> BY =
      Param.choice(
              "by",
              Similarity.By.class,
              "What must be the same; when left out, any but the service alone.")
          .many();
  private static final Param<Integer> FEW =
      Param.number("limit", 10, 1, 100, "Incidents in the answer.");

  private final IncidentSources sources;
  private final IncidentCalls calls;

  IncidentRoutes(IncidentSources sources) {
    this.sources = sources;
    this.calls = new IncidentCalls(sources.telemetry());
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/incidents", "list_incidents")
            .tag("incidents")
            .summary("Incidents that were open in a stretch of time, the last opened first")
            .params(FROM, TO, TEXT, SERVICE, STATE, LIMIT)
            .reviewers()
            .answers(IncidentJson.Incidents.class)
            .by(this::list),
        Route.get("/api/v1/incidents/{id}", "get_incident")
            .tag("incidents")
            .summary(
                "One incident: timeline, runbook with clocks, answers for triage, conversations"
                    + " before and after, who is hit, and what changed")
            .params(IncidentActions.ID)
            .reviewers()
            .fails(ErrorKind.NOT_FOUND)
            .answers(IncidentJson.Detail.class)
            .by(this::detail),
        Route.get("/api/v1/incidents/{id}/similar", "list_similar_incidents")
            .tag("incidents")
            .summary("Incidents like this one, the most similar first")
            .params(IncidentActions.ID, BY, FEW)
            .reviewers()
            .fails(ErrorKind.NOT_FOUND)
            .answers(IncidentJson.Similar.class)
            .by(this::similar));
  }

  private Answer list(Request request) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    int limit = request.get(LIMIT);
    List<Incident> found =
        sources
            .incidents()
            .list(
                new IncidentQuery(
                    request.find(TEXT).orElse(""),
                    request.find(SERVICE),
                    Set.copyOf(request.all(STATE)),
                    stretch.from(),
                    stretch.to(),
                    Math.min(limit + 1, 10_000)));
    return Answer.json(
        new IncidentJson.Incidents(
            stretch.from(),
            stretch.to(),
            found.size() > limit,
            found.stream().limit(limit).map(IncidentJson.Item::of).toList()));
  }

  private Incident find(Request request) {
    return sources
        .incidents()
        .find(request.get(IncidentActions.ID))
        .orElseThrow(IncidentActions::missing);
  }

  private Answer similar(Request request) {
    return Answer.json(
        new IncidentJson.Similar(
            similar(find(request), request.all(BY), request.get(FEW), request.now())));
  }

  List<IncidentJson.SimilarItem> similar(
      Incident incident, List<Similarity.By> by, int limit, Instant now) {
    List<Incident> others =
        sources
            .incidents()
            .list(
                new IncidentQuery(
                    "",
                    Optional.empty(),
                    Set.of(),
                    now.minus(LIBRARY),
                    now.plusSeconds(60),
                    COMPARED));
    return Similarity.of(incident, others, by, limit);
  }

  private Answer detail(Request request) {
    UnaryOperator<String> mask = request.masked() ? sources.mask() : UnaryOperator.identity();
    return Answer.json(detail(find(request), request.now(), mask));
  }

  IncidentJson.Detail detail(Incident incident, Instant now, UnaryOperator<String> mask) {
    List<Alert> alerts = alerts(sources, incident);
    Optional<Alert> leading = leading(incident, alerts);
    List<IncidentJson.Call> queue =
        leading
            .map(alert -> calls.shown(calls.failing(incident, alert, now, QUEUE), mask))
            .orElse(List.of());
    return new IncidentJson.Detail(
        IncidentJson.Item.of(incident),
        IncidentJson.Step.all(incident, now),
        timeline(incident),
        alerts.stream().map(alert -> IncidentJson.AlertItem.of(alert, incident)).toList(),
        queue,
        leading.map(alert -> calls.before(alert, CONVERSATIONS, mask)).orElse(List.of()),
        IncidentCalls.oneEach(queue, CONVERSATIONS),
        leading
            .map(alert ->
                ScopeTable.of(sources.telemetry(), alert, IncidentCalls.until(incident, now)))
            .orElse(List.of()),
        changes(incident, now).stream().map(IncidentJson.VersionItem::of).toList(),
        IncidentJson.Links.of(incident));
  }

  static List<Alert> alerts(IncidentSources sources, Incident incident) {
    return incident.alertIds().stream()
        .map(sources.alerts()::find)
        .flatMap(Optional::stream)
        .toList();
  }

  /** The alert whose dimension and place the incident has. */
  static Optional<Alert> leading(Incident incident, List<Alert> alerts) {
    return alerts.stream()
        .filter(alert -> alert.dimension().equals(incident.dimension()))
        .filter(alert -> alert.segment().equals(incident.segment()))
        .filter(alert -> alert.segmentValue().equals(incident.segmentValue()))
        .reduce((_, last) -> last);
  }

  private List<TelemetryReader.VersionChange> changes(Incident incident, Instant now) {
    Instant to = incident.startedAt().plus(AROUND);
    return sources
        .telemetry()
        .versionChanges(
            incident.service(),
            "all",
            "",
            incident.startedAt().minus(AROUND),
            to.isBefore(now) ? to : now);
  }

  private List<IncidentJson.Line> timeline(Incident incident) {
    List<IncidentJson.Line> lines = new ArrayList<>();
    sources
        .incidents()
        .events(incident.id())
        .forEach(event -> lines.add(IncidentJson.Line.of(event)));
    for (String id : incident.alertIds()) {
      sources.alerts().events(id).forEach(e -> lines.add(IncidentJson.Line.of(e, incident)));
    }
    lines.sort(Comparator.comparing(IncidentJson.Line::at));
    return lines;
  }
}
