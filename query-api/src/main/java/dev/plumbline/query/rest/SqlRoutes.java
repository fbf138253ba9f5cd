// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.SqlGateway;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Json;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Read-only SQL. The statement is the body whatever its type, or parameter {@code query}; the
 * format follows ClickHouse's rules, with {@code Accept} as a further way to ask. Thread-safe.
 */
final class SqlRoutes {
  private static final Param<String> QUERY = Param.text("query", "The statement.");
  private static final Param<String> FORMAT =
      Param.optional(
              "default_format",
              text -> {
                if (!text.matches("[A-Za-z][A-Za-z0-9]{0,63}")) {
                  throw new IllegalArgumentException(text);
                }
                return text;
              },
              "the name of a ClickHouse output format",
              "ClickHouse output format, when the statement has no FORMAT; TabSeparated when left"
                  + " out.",
              Schemas.string())
          .alias("format");
  private static final Param<String> DATABASE =
      Param.optional(
          "database",
          text -> {
            if (!text.equals("plumbline")) {
              throw new IllegalArgumentException(text);
            }
            return text;
          },
          "plumbline",
          "For ClickHouse clients that send it; only plumbline.",
          Schemas.string());

  private final SqlGateway gateway;

  SqlRoutes(SqlGateway gateway) {
    this.gateway = gateway;
  }

  List<Route> routes() {
    return List.of(
        Route.getOrPost("/api/v1/sql", "sql")
            .tag("sql")
            .summary(
                "Runs one reading statement of ClickHouse SQL; param_NAME gives the value of"
                    + " {NAME:Type}")
            .params(QUERY, FORMAT, DATABASE)
            .prefix("param_")
            .takesBody()
            .answers("*/*")
            .fails(ErrorKind.INVALID_INPUT, ErrorKind.TOO_LARGE)
            .by(this::run));
  }

  private Answer run(Request request) {
    request.find(DATABASE);
    Statement statement = statement(request);
    if (statement.sql().isBlank()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "there is no statement, neither as body nor as parameter query");
    }
    return new Answer.Stream(opener ->
        gateway.query(statement.sql(), statement.format(), statement.parameters(), opener::open));
  }

  private static Statement statement(Request request) {
    Map<String, String> parameters = new LinkedHashMap<>(request.prefixed("param_"));
    Optional<String> query = request.find(QUERY);
    String body = request.body();
    String format = request.find(FORMAT).orElseGet(() -> formatOf(request));
    if (body.isBlank()) {
      return new Statement(query.orElse(""), format, parameters);
    }
    if (query.isPresent()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "the statement came twice: as body and as parameter query");
    }
    boolean json = request.header("Content-Type").startsWith(Answer.JSON);
    return json ? fromJson(body, format, parameters) : new Statement(body, format, parameters);
  }

  private static Statement fromJson(String body, String format, Map<String, String> parameters) {
    JsonNode node;
    try {
      node = Json.parse(body);
    } catch (JacksonException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body is not JSON", e);
    }
    JsonNode given = node.path("parameters");
    for (String name : given.propertyNames()) {
      parameters.put(name, given.path(name).asString(""));
    }
    return new Statement(
        node.path("query").asString(""), node.path("format").asString(format), parameters);
  }

  private static String formatOf(Request request) {
    String header = request.header("X-ClickHouse-Format");
    if (header.matches("[A-Za-z][A-Za-z0-9]{0,63}")) {
      return header;
    }
    String accept = request.header("Accept").toLowerCase(Locale.ROOT);
    if (accept.contains("application/x-ndjson")) {
      return "JSONEachRow";
    } else if (accept.contains(Answer.JSON)) {
      return "JSON";
    } else if (accept.contains("text/csv")) {
      return "CSVWithNames";
    }
    return "TabSeparated";
  }

  private record Statement(String sql, String format, Map<String, String> parameters) {}
}
