// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentSteps;
import dev.plumbline.model.store.TelemetryReader.Sample;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/** Failing samples become examples of a golden set. Thread-safe. */
final class CaseRoutes {
  private static final int MAX_CASES = 200;
  private static final String JSONL = "application/x-ndjson";
  private static final Param<String> NAME = Param.path("name", "Name of the golden set.");
  private static final Param<String> VERSION =
      Param.path("version", "[1-9][0-9]{0,8}|latest", "a whole number or latest", "Version.");

  private final IncidentSources sources;

  CaseRoutes(IncidentSources sources) {
    this.sources = sources;
  }

  List<Route> routes() {
    return List.of(
        IncidentActions.action(
                "cases",
                "write_incident_cases",
                "Writes failing samples with their version tuple as the next version of a golden"
                    + " set. Body, optional: name (SERVICE-regressions), count (20), or calls"
                    + " ([{trace_id, span_id}]), actor, note")
            .answers(Written.class)
            .by(this::write),
        Route.get("/api/v1/golden-sets", "list_golden_sets")
            .tag("incidents")
            .summary("Versions of golden sets, by name, the newest version first")
            .answers(Sets.class)
            .by(_ ->
                Answer.json(new Sets(sources.golden().list().stream().map(SetItem::of).toList()))),
        Route.get("/api/v1/golden-sets/{name}/{version}", "get_golden_set")
            .tag("incidents")
            .summary("One version as JSON Lines, as ./plumbline evaluate reads them")
            .params(NAME, VERSION)
            .fails(ErrorKind.NOT_FOUND)
            .answers(JSONL)
            .by(this::download));
  }

  /** A call that was asked for. */
  private record Wanted(String traceId, String spanId, Optional<Instant> near) {}

  private Answer write(Request request) {
    Body body = Body.of(request, "name", "count", "calls", "actor", "note");
    Incident incident =
        sources
            .incidents()
            .find(request.get(IncidentActions.ID))
            .orElseThrow(IncidentActions::missing);
    Alert leading =
        IncidentRoutes.leading(incident, IncidentRoutes.alerts(sources, incident))
            .orElseThrow(() ->
                new PlumblineException(
                    ErrorKind.NOT_FOUND, "the leading alert is not stored any more"));
    int count = body.number("count", 20, 1, MAX_CASES);
    List<Wanted> wanted = new ArrayList<>();
    JsonNode calls = body.list("calls", MAX_CASES);
    if (calls.isArray()) {
      calls.forEach(call -> wanted.add(wanted(call)));
    } else {
      for (Sample sample :
          new IncidentCalls(sources.telemetry()).failing(incident, leading, request.now(), count)) {
        wanted.add(new Wanted(sample.traceId(), sample.spanId(), Optional.of(sample.time())));
      }
    }
    CaseLines lines = new CaseLines(sources.telemetry());
    SequencedMap<String, String> examples = new LinkedHashMap<>();
    for (Wanted call : wanted) {
      lines
          .line(call.traceId(), call.spanId(), call.near(), incident, leading)
          .ifPresent(line -> examples.put(call.traceId() + ":" + call.spanId(), line));
    }
    if (examples.isEmpty()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          wanted.isEmpty()
              ? "no call shows the drift; name calls, or resolve with a reason"
              : "none of the "
                  + wanted.size()
                  + " calls is stored with its words; name other calls, or resolve with a reason");
    }
    String name = body.text("name").orElseGet(() -> usualName(incident.service()));
    GoldenSets.Added added = sources.golden().add(name, examples);
    Instant now = IncidentActions.now(request);
    Incident changed =
        sources
            .incidents()
            .update(
                incident.id(),
                was ->
                    IncidentSteps.cases(
                        was, added.id(), added.added(), now, body.actor(), body.note()))
            .orElseThrow(IncidentActions::missing);
    return Answer.json(
        new Written(
            added.name(),
            added.version(),
            added.added(),
            added.examples(),
            wanted.size() - examples.size(),
            path(added.name(), added.version()),
            IncidentJson.Item.of(changed)));
  }

  private static String usualName(String service) {
    String safe = service.replaceAll("[^A-Za-z0-9_.-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
    return (safe.isEmpty() ? "service" : safe.substring(0, Math.min(safe.length(), 60)))
        + "-regressions";
  }

  private static Wanted wanted(JsonNode call) {
    String traceId = call.path("trace_id").asString("");
    String spanId = call.path("span_id").asString("");
    try {
      Checks.hexId("trace_id", traceId, 32);
      Checks.hexId("span_id", spanId, 16);
    } catch (IllegalArgumentException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "calls: " + e.getMessage(), e);
    }
    return new Wanted(traceId, spanId, Optional.empty());
  }

  private static String path(String name, int version) {
    return "/api/v1/golden-sets/" + IncidentJson.Links.part(name) + "/" + version;
  }

  private Answer download(Request request) {
    String version = request.get(VERSION);
    Path file =
        sources
            .golden()
            .file(
                request.get(NAME),
                version.equals("latest")
                    ? Optional.empty()
                    : Optional.of(Integer.parseInt(version)))
            .orElseThrow(
                () -> new PlumblineException(ErrorKind.NOT_FOUND, "there is no such version"));
    return new Answer.Stream(opener -> {
      try (var in = Files.newInputStream(file);
          var out = opener.open(JSONL)) {
        in.transferTo(out);
      }
    });
  }

  /** Answer of {@code POST /api/v1/incidents/{id}/cases}. */
  record Written(
      String name,
      int version,
      @Doc("Examples that the version before had not; none means that no version was written.")
          int added,
      @Doc("Examples of this version.") int examples,
      @Doc("Calls that are not stored with their words, or have more than 200,000 characters.")
          int leftOut,
      @Doc("The version as JSON Lines.") String href,
      IncidentJson.Item incident) {}

  /** Answer of {@code GET /api/v1/golden-sets}. */
  record Sets(List<SetItem> items) {}

  /** A version of a golden set. */
  record SetItem(
      String name, int version, Instant createdAt, long bytes, @Doc("JSON Lines.") String href) {
    static SetItem of(GoldenSets.Version version) {
      return new SetItem(
          version.name(),
          version.version(),
          version.createdAt(),
          version.bytes(),
          path(version.name(), version.version()));
    }
  }
}
