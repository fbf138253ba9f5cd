// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import static dev.plumbline.query.rest.CommonParams.FROM;
import static dev.plumbline.query.rest.CommonParams.TO;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.hash.Sha256;
import dev.plumbline.model.marker.Marker;
import dev.plumbline.model.marker.MarkerStore;
import dev.plumbline.model.store.ModelUses;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.TelemetryReader.VersionChange;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Json;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Times;
import dev.plumbline.query.rest.CommonParams.Stretch;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Markers: declared by people and pipelines, and seen in the version tuple. Thread-safe. */
public final class MarkerRoutes {
  private static final Duration USUAL = Duration.ofDays(30);
  private static final int MAX_SERVICES = 50;
  private static final Set<String> FIELDS =
      Set.of("id", "kind", "service", "time", "label", "actor", "note");

  /** Parts of the version tuple whose changes are markers by themselves. */
  private static final Map<String, Marker.Kind> SEEN =
      Map.of(
          "app_version", Marker.Kind.DEPLOYMENT,
          "response_model", Marker.Kind.MODEL_VERSION,
          "prompt_version", Marker.Kind.PROMPT);

  private static final Param<String> SERVICE =
      Param.text("service", "service.name; markers of all services are shown with it.");
  private static final Param<Marker.Kind> KIND =
      Param.choice("kind", Marker.Kind.class, "What changed.").many();

  private final MarkerStore markers;
  private final TelemetryReader reader;
  private final ModelUses uses;

  /**
   * @param uses tells which services there are when none is asked for
   */
  public MarkerRoutes(MarkerStore markers, TelemetryReader reader, ModelUses uses) {
    this.markers = markers;
    this.reader = reader;
    this.uses = uses;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/markers", "list_markers")
            .tag("registry")
            .summary(
                "Changes that were declared, or seen in service.version, response model and prompt"
                    + " version; the latest first, 30 days unless from is given")
            .params(FROM, TO, SERVICE, KIND)
            .answers(Listed.class)
            .by(this::list),
        Route.post("/api/v1/markers", "save_marker")
            .tag("registry")
            .summary(
                "Declares a change. Body: JSON with kind (deployment, model_version, prompt, fix)"
                    + " and label; service, time, actor, note and id if you like")
            .takesBody()
            .fails(ErrorKind.INVALID_INPUT, ErrorKind.TOO_LARGE)
            .answers(Item.class)
            .by(this::save));
  }

  private Answer list(Request request) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    Optional<String> service = request.find(SERVICE);
    List<Marker.Kind> kinds = request.all(KIND);
    List<Marker> all = new ArrayList<>(markers.list(service, stretch.from(), stretch.to()));
    List<String> services =
        service
            .map(List::of)
            .orElseGet(() ->
                uses.modelUses(stretch.from(), stretch.to()).stream()
                    .map(ModelUses.ModelUse::service)
                    .distinct()
                    .limit(MAX_SERVICES)
                    .toList());
    for (String name : services) {
      reader.versionChanges(name, "all", "", stretch.from(), stretch.to()).stream()
          .filter(change -> SEEN.containsKey(change.part()) && !change.after().isEmpty())
          .forEach(change -> all.add(seen(name, change)));
    }
    return Answer.json(
        new Listed(
            stretch.from(),
            stretch.to(),
            all.stream()
                .filter(marker -> kinds.isEmpty() || kinds.contains(marker.kind()))
                .sorted(Comparator.comparing(Marker::at).reversed().thenComparing(Marker::id))
                .map(Item::of)
                .toList()));
  }

  private static Marker seen(String service, VersionChange change) {
    String text = String.join("\n", service, change.part(), change.after());
    String before = change.before().isEmpty() ? "" : "before: " + change.before();
    return new Marker(
        "seen-" + Sha256.hex(text, 16),
        SEEN.getOrDefault(change.part(), Marker.Kind.DEPLOYMENT),
        cut(service, 500),
        change.firstSeen().truncatedTo(ChronoUnit.MILLIS),
        cut(change.after(), 500),
        Marker.SEEN,
        cut(before, 500));
  }

  private static String cut(String text, int max) {
    return text.substring(0, Math.min(max, text.length()));
  }

  private Answer save(Request request) {
    JsonNode body = body(request);
    Instant at = request.now();
    String time = text(body, "time", "");
    try {
      if (!time.isEmpty()) {
        at = Times.time(time, request.now());
      }
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "time must be " + Times.RULE, e);
    }
    String kind = text(body, "kind", "");
    try {
      String service = text(body, "service", "");
      String label = text(body, "label", "");
      at = at.truncatedTo(ChronoUnit.MILLIS);
      String usualId = Sha256.hex(String.join("\n", kind, service, at.toString(), label), 24);
      Marker marker =
          new Marker(
              text(body, "id", usualId),
              kind(kind),
              service,
              at,
              label,
              text(body, "actor", "api"),
              text(body, "note", ""));
      markers.save(marker);
      return Answer.json(Item.of(marker));
    } catch (IllegalArgumentException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, String.valueOf(e.getMessage()), e);
    }
  }

  private static Marker.Kind kind(String text) {
    for (Marker.Kind kind : Marker.Kind.values()) {
      if (kind.label().equals(text.toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw PlumblineException.invalid(
        "kind", "must be one of deployment, model_version, prompt and fix", text);
  }

  private static JsonNode body(Request request) {
    try {
      JsonNode body = Json.parse(request.body().isBlank() ? "{}" : request.body());
      if (body.isObject()) {
        for (String name : body.propertyNames()) {
          if (!FIELDS.contains(name)) {
            throw PlumblineException.invalid(
                "body", "must hold only id, kind, service, time, label, actor and note", name);
          }
        }
        return body;
      }
    } catch (JacksonException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body is not JSON", e);
    }
    throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body must be a JSON object");
  }

  private static String text(JsonNode body, String name, String fallback) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return fallback;
    }
    if (!value.isString()) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, name + " must be text");
    }
    return value.stringValue().isBlank() ? fallback : value.stringValue().strip();
  }

  /** Answer of {@code GET /api/v1/markers}. */
  record Listed(Instant from, Instant to, List<Item> items) {}

  /** One marker. */
  record Item(
      String id,
      @Doc("deployment, model_version, prompt or fix.") String kind,
      @Doc("Empty for all services.") String service,
      Instant time,
      String label,
      @Doc("Who says so; seen: from the data.") String actor,
      String note) {
    static Item of(Marker marker) {
      return new Item(
          marker.id(),
          marker.kind().label(),
          marker.service(),
          marker.at(),
          marker.label(),
          marker.actor(),
          marker.note());
    }
  }
}
