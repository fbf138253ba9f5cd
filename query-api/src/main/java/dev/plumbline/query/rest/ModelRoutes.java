// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import static dev.plumbline.query.rest.CommonParams.FROM;
import static dev.plumbline.query.rest.CommonParams.TO;

import dev.plumbline.model.genai.ModelAlias;
import dev.plumbline.model.store.ModelUses;
import dev.plumbline.model.store.ModelUses.ModelUse;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.rest.CommonParams.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Models that calls ask for by a name that their provider may point elsewhere. Thread-safe. */
public final class ModelRoutes {
  private static final Duration USUAL = Duration.ofDays(30);

  private final ModelUses uses;

  public ModelRoutes(ModelUses uses) {
    this.uses = uses;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/models/unpinned", "list_unpinned_models")
            .tag("registry")
            .summary(
                "Request models that are aliases, with the models that answered; the most calls"
                    + " first, 30 days unless from is given")
            .params(FROM, TO)
            .answers(Unpinned.class)
            .by(this::unpinned));
  }

  private Answer unpinned(Request request) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    Map<String, List<ModelUse>> aliases = new TreeMap<>();
    for (ModelUse use : uses.modelUses(stretch.from(), stretch.to())) {
      if (!ModelAlias.pinned(use.requestModel())) {
        aliases
            .computeIfAbsent(use.provider() + "\n" + use.requestModel(), _ -> new ArrayList<>())
            .add(use);
      }
    }
    return Answer.json(
        new Unpinned(
            stretch.from(),
            stretch.to(),
            aliases.values().stream()
                .map(ModelRoutes::alias)
                .sorted(
                    Comparator.comparingLong(Alias::calls)
                        .reversed()
                        .thenComparing(Alias::provider)
                        .thenComparing(Alias::requestModel))
                .toList()));
  }

  private static Alias alias(List<ModelUse> uses) {
    Map<String, Response> responses = new TreeMap<>();
    TreeSet<String> services = new TreeSet<>();
    for (ModelUse use : uses) {
      services.add(use.service());
      responses.merge(use.responseModel(), Response.of(use), Response::with);
    }
    List<Response> found =
        responses.values().stream().sorted(Comparator.comparing(Response::firstSeen)).toList();
    ModelUse first = uses.getFirst();
    return new Alias(
        first.provider(),
        first.requestModel(),
        ModelAlias.of(first.requestModel()).name().toLowerCase(Locale.ROOT),
        found.stream().mapToLong(Response::calls).sum(),
        found.getFirst().firstSeen(),
        found.stream().filter(r -> !r.model().isEmpty()).count() > 1,
        List.copyOf(services),
        found);
  }

  /** Answer of {@code /api/v1/models/unpinned}. */
  record Unpinned(Instant from, Instant to, List<Alias> items) {}

  /** A name that pins nothing. */
  record Alias(
      String provider,
      String requestModel,
      @Doc("latest: it says so; no_version: it has neither a date nor a version.") String reason,
      long calls,
      @Doc("In the stretch of time that was asked for.") Instant firstSeen,
      @Doc("More than one model has answered.") boolean moved,
      List<String> services,
      @Doc("The first seen first.") List<Response> responseModels) {}

  /** A model that answered. */
  record Response(
      @Doc("Empty when the provider did not say.") String model,
      @Doc("Its name pins a version.") boolean pinned,
      long calls,
      Instant firstSeen,
      Instant lastSeen) {
    static Response of(ModelUse use) {
      return new Response(
          use.responseModel(),
          ModelAlias.pinned(use.responseModel()),
          use.calls(),
          use.firstSeen(),
          use.lastSeen());
    }

    Response with(Response other) {
      return new Response(
          model,
          pinned,
          calls + other.calls,
          firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
          lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen);
    }
  }
}
