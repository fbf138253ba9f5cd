// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What went wrong, ready to be said in the words of each API. The table of statuses stands here and
 * nowhere else (docs/query-api.md, "Statuses").
 *
 * @param message for the caller; a fixed sentence with an error id when it was our fault
 */
public record Failure(ErrorKind kind, String message, Optional<Duration> retryAfter) {
  /** Media type of RFC 9457. */
  public static final String PROBLEM = "application/problem+json";

  private static final Logger log = LoggerFactory.getLogger(Failure.class);

  /** Maps what was thrown. What is our fault goes to the log with an id, and only the id out. */
  static Failure of(Throwable thrown, Route route) {
    if (thrown instanceof PlumblineException known && known.kind() != ErrorKind.INTERNAL) {
      return new Failure(known.kind(), String.valueOf(known.getMessage()), known.retryAfter());
    }
    String id = UUID.randomUUID().toString();
    log.atError()
        .addKeyValue("error.id", id)
        .addKeyValue("error.type", thrown.getClass().getName())
        .addKeyValue("route", route.id())
        .setCause(thrown)
        .log("request failed");
    return new Failure(
        ErrorKind.INTERNAL,
        "internal error; the log says more under the id " + id,
        Optional.empty());
  }

  /** Status of the own API. */
  public static int ownStatus(ErrorKind kind) {
    return switch (kind) { // no default: a new kind must be decided here before it compiles
      case INVALID_INPUT -> 400;
      case TOO_LARGE -> 413;
      case NOT_FOUND -> 404;
      case OVERLOADED -> 429;
      case UNAVAILABLE -> 503;
      case TIMEOUT -> 504;
      case INTERNAL -> 500;
    };
  }

  /** Status of the Prometheus API. */
  public static int prometheusStatus(ErrorKind kind) {
    return switch (kind) {
      case INVALID_INPUT -> 400;
      case TOO_LARGE -> 422;
      case NOT_FOUND -> 404;
      case OVERLOADED, UNAVAILABLE, TIMEOUT -> 503;
      case INTERNAL -> 500;
    };
  }

  /** {@code errorType} of the Prometheus API. */
  public static String prometheusType(ErrorKind kind) {
    return switch (kind) {
      case INVALID_INPUT -> "bad_data";
      case TOO_LARGE -> "execution";
      case NOT_FOUND -> "not_found";
      case OVERLOADED, UNAVAILABLE -> "unavailable";
      case TIMEOUT -> "timeout";
      case INTERNAL -> "internal";
    };
  }

  /** Short text for people who know the kind: RFC 9457 {@code title}. */
  public static String title(ErrorKind kind) {
    return switch (kind) {
      case INVALID_INPUT -> "The request breaks a rule";
      case TOO_LARGE -> "The request or its answer is larger than a limit";
      case NOT_FOUND -> "There is no such thing";
      case OVERLOADED -> "Too much is being asked at once";
      case UNAVAILABLE -> "A part that is needed is not available";
      case TIMEOUT -> "The request took longer than its time limit";
      case INTERNAL -> "Something went wrong here";
    };
  }

  Answer answer(ApiStyle style) {
    return switch (style) {
      case OWN -> text(ownStatus(kind), PROBLEM, Json.text(problem(ownStatus(kind))));
      case PROMETHEUS ->
          text(
              prometheusStatus(kind),
              Answer.JSON,
              Json.text(
                  Schemas.of(
                      "status", "error", "errorType", prometheusType(kind), "error", message)));
      case PLAIN -> text(ownStatus(kind), Answer.TEXT, message + "\n");
    };
  }

  SequencedMap<String, Object> problem(int status) {
    SequencedMap<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", title(kind));
    problem.put("status", status);
    problem.put("detail", message);
    problem.put("error_kind", kind.label());
    return problem;
  }

  private Answer text(int status, String contentType, String body) {
    return new Answer.Text(
        status,
        contentType,
        body,
        retryAfter()
            .or(() ->
                kind == ErrorKind.OVERLOADED
                    ? Optional.of(Duration.ofSeconds(1))
                    : Optional.empty())
            .map(after ->
                Map.of(
                    "Retry-After", String.valueOf(Math.max(1, after.plusMillis(999).toSeconds()))))
            .orElse(Map.of()));
  }

  /** The schema of {@link #PROBLEM} here. */
  public static SequencedMap<String, Object> problemSchema() {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    properties.put("type", Schemas.string());
    properties.put("title", Schemas.string());
    properties.put("status", Schemas.of("type", "integer"));
    properties.put("detail", Schemas.described(Schemas.string(), "What exactly, in one sentence."));
    properties.put(
        "error_kind",
        Schemas.choice(java.util.Arrays.stream(ErrorKind.values()).map(ErrorKind::label).toList()));
    return Schemas.object(properties);
  }
}
