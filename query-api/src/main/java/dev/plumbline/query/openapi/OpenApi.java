// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.openapi;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.Failure;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Describes routes as OpenAPI 3.1. */
public final class OpenApi {
  private static final Set<ErrorKind> ALWAYS =
      EnumSet.of(
          ErrorKind.OVERLOADED, ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT, ErrorKind.INTERNAL);

  private OpenApi() {}

  /** The route of the document itself; it lists {@code routes} at each request. */
  public static Route route(String version, Supplier<List<Route>> routes) {
    return Route.get("/openapi.json", "openapi")
        .tag("operations")
        .summary("This document")
        .answers(Schemas.of("type", "object"))
        .by(_ -> Answer.json(document(version, routes.get())));
  }

  /** The document. */
  public static SequencedMap<String, Object> document(String version, List<Route> routes) {
    SequencedMap<String, Object> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      for (Route.Method method : Route.Method.values()) {
        if (route.methods().contains(method)) {
          path(paths, route.path())
              .put(method.name().toLowerCase(Locale.ROOT), operation(route, method));
        }
      }
    }
    return Schemas.of(
        "openapi",
        "3.1.0",
        "info",
        Schemas.of(
            "title",
            "Plumbline query API",
            "version",
            version,
            "description",
            "Unset text is the empty string, unset numbers are null, times are RFC 3339 in UTC.",
            "license",
            Schemas.of("name", "Apache-2.0", "identifier", "Apache-2.0")),
        "security",
        List.of(Map.of(), Map.of("bearer", List.of()), Map.of("basic", List.of())),
        "paths",
        paths,
        "components",
        components());
  }

  @SuppressWarnings("unchecked") // only this class puts values in
  private static SequencedMap<String, Object> path(
      SequencedMap<String, Object> paths, String path) {
    return (SequencedMap<String, Object>)
        paths.computeIfAbsent(path, _ -> new LinkedHashMap<String, Object>());
  }

  private static SequencedMap<String, Object> components() {
    return Schemas.of(
        "securitySchemes",
        Schemas.of(
            "bearer", Schemas.of("type", "http", "scheme", "bearer"),
            "basic",
                Schemas.of(
                    "type", "http", "scheme", "basic", "description", "The token as password.")),
        "schemas",
        Schemas.of(
            "Problem",
            Failure.problemSchema(),
            "PrometheusError",
            Schemas.object(
                Schemas.of(
                    "status", Schemas.choice(List.of("error")),
                    "errorType", Schemas.string(),
                    "error", Schemas.string()))));
  }

  private static SequencedMap<String, Object> operation(Route route, Route.Method method) {
    boolean second = method == Route.Method.POST && route.methods().contains(Route.Method.GET);
    SequencedMap<String, Object> operation =
        Schemas.of(
            "operationId", second ? route.id() + "_post" : route.id(),
            "tags", List.of(route.tag()),
            "summary", route.summary());
    if (!route.params().isEmpty()) {
      operation.put("parameters", route.params().stream().map(OpenApi::parameter).toList());
    }
    if (method == Route.Method.POST && route.takesBody()) {
      operation.put(
          "requestBody",
          Schemas.of(
              "required",
              false,
              "content",
              Schemas.of(
                  "application/json", Schemas.of("schema", Schemas.of("type", "object")),
                  "text/plain", Schemas.of("schema", Schemas.string()))));
    } else if (method == Route.Method.POST) {
      operation.put("requestBody", form(route));
    }
    if (route.open()) {
      operation.put("security", List.of(Map.of()));
    }
    operation.put("responses", responses(route));
    return operation;
  }

  private static SequencedMap<String, Object> form(Route route) {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    for (Param<?> param : route.params()) {
      if (param.in() == Param.In.QUERY) {
        properties.put(param.name(), valueSchema(param));
      }
    }
    return Schemas.of(
        "required",
        false,
        "description",
        "The same parameters as form; both places count.",
        "content",
        Schemas.of(
            "application/x-www-form-urlencoded",
            Schemas.of("schema", Schemas.of("type", "object", "properties", properties))));
  }

  private static SequencedMap<String, Object> valueSchema(Param<?> param) {
    SequencedMap<String, Object> schema =
        param.repeated() ? Schemas.array(param.schema()) : new LinkedHashMap<>(param.schema());
    param.fallback().ifPresent(text -> schema.put("default", fallback(param, text)));
    return schema;
  }

  private static Object fallback(Param<?> param, String text) {
    return "integer".equals(param.schema().get("type")) ? (Object) Long.valueOf(text) : text;
  }

  private static SequencedMap<String, Object> parameter(Param<?> param) {
    SequencedMap<String, Object> parameter =
        Schemas.of(
            "name", param.name(),
            "in", param.in().name().toLowerCase(Locale.ROOT),
            "description", description(param),
            // a POST may carry it in its body instead
            "required", param.in() == Param.In.PATH || param.required(),
            "schema", valueSchema(param));
    if (param.repeated()) {
      parameter.put("style", "form");
      parameter.put("explode", true);
    }
    return parameter;
  }

  private static String description(Param<?> param) {
    return param.aliases().isEmpty()
        ? param.description()
        : param.description() + " Also as " + String.join(", ", param.aliases()) + ".";
  }

  private static SequencedMap<String, Object> responses(Route route) {
    SequencedMap<String, Object> responses = new LinkedHashMap<>();
    SequencedMap<String, Object> media = new LinkedHashMap<>();
    if (!route.schema().isEmpty()) {
      media.put("schema", route.schema());
    }
    responses.put(
        "200",
        Schemas.of("description", "Good.", "content", Schemas.of(route.contentType(), media)));
    if (!route.open()) {
      responses.put("401", text("A token is needed."));
    }
    EnumSet<ErrorKind> kinds = EnumSet.copyOf(ALWAYS);
    kinds.addAll(route.failures());
    if (route.style() == ApiStyle.OWN && !route.open()) {
      kinds.add(ErrorKind.INVALID_INPUT); // unknown parameters
    }
    Map<Integer, String> statuses = new TreeMap<>();
    for (ErrorKind kind : kinds) {
      int status =
          route.style() == ApiStyle.PROMETHEUS
              ? Failure.prometheusStatus(kind)
              : Failure.ownStatus(kind);
      statuses.merge(status, Failure.title(kind), (a, b) -> a + ". " + b);
    }
    statuses.forEach(
        (status, title) -> responses.put(String.valueOf(status), failure(route, title + ".")));
    return responses;
  }

  private static SequencedMap<String, Object> failure(Route route, String title) {
    return switch (route.style()) {
      case OWN -> ref(title, Failure.PROBLEM, "Problem");
      case PROMETHEUS -> ref(title, Answer.JSON, "PrometheusError");
      case PLAIN -> text(title);
    };
  }

  private static SequencedMap<String, Object> ref(String title, String type, String schema) {
    return Schemas.of(
        "description",
        title,
        "content",
        Schemas.of(
            type, Schemas.of("schema", Schemas.of("$ref", "#/components/schemas/" + schema))));
  }

  private static SequencedMap<String, Object> text(String title) {
    return Schemas.of(
        "description",
        title,
        "content",
        Schemas.of("text/plain", Schemas.of("schema", Schemas.string())));
  }
}
