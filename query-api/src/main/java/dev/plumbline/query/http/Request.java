// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One request as its route declared it. Only declared parameters can be read: a handler that asks
 * for another one is broken, and says so at once.
 */
public final class Request {
  private final Route route;
  private final Map<String, String> path;
  private final SequencedMap<String, List<String>> query;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Instant now;
  private final Duration timeLimit;
  private final boolean masked;

  /**
   * @param query parameters of the query string, and of the form body where the route takes one
   * @param headers names in lower case
   * @param masked whoever asks may not see personal data
   */
  Request(
      Route route,
      Map<String, String> path,
      SequencedMap<String, List<String>> query,
      Map<String, String> headers,
      byte[] body,
      Instant now,
      Duration timeLimit,
      boolean masked) {
    this.route = route;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.now = now;
    this.timeLimit = timeLimit;
    this.masked = masked;
    if (route.style() == ApiStyle.OWN) {
      refuseUnknown();
    }
  }

  /** When the request came; relative times count from here. */
  public Instant now() {
    return now;
  }

  /** How long the answer may take in all. */
  public Duration timeLimit() {
    return timeLimit;
  }

  /** Whether texts of calls must be masked for whoever asks: a reviewer without the full role. */
  public boolean masked() {
    return masked;
  }

  /** The body as text; empty when there is none or it was a form. */
  public String body() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** A header, or the empty string. */
  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  /** A parameter that is mandatory or has a fallback. */
  public <T> T get(Param<T> param) {
    return find(param).orElseThrow(() -> missing(param));
  }

  /** A parameter that may be absent. Empty text counts as absent. */
  public <T> Optional<T> find(Param<T> param) {
    List<String> texts = texts(param);
    if (texts.size() > 1 && !param.repeated()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "parameter " + param.name() + " must come only once");
    }
    Optional<String> text = texts.stream().findFirst().or(param::fallback);
    if (text.isEmpty() && param.required()) {
      throw missing(param);
    }
    return text.map(t -> parse(param, t));
  }

  /** Every value of a parameter that may come several times. */
  public <T> List<T> all(Param<T> param) {
    return texts(param).stream().map(text -> parse(param, text)).toList();
  }

  /** A time parameter. */
  public Optional<Instant> time(Param<String> param) {
    return find(param).map(text -> parse(param, text, t -> Times.time(t, now)));
  }

  /** Parameters whose name starts with a prefix that the route declares, without the prefix. */
  public Map<String, String> prefixed(String prefix) {
    if (!route.prefixes().contains(prefix)) {
      throw new IllegalStateException(route.id() + " does not declare prefix " + prefix);
    }
    SequencedMap<String, String> found = new java.util.LinkedHashMap<>();
    query.forEach((name, values) -> {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), values.getLast());
      }
    });
    return found;
  }

  private List<String> texts(Param<?> param) {
    if (!route.params().contains(param)) {
      throw new IllegalStateException(route.id() + " does not declare " + param.name());
    }
    if (param.in() == Param.In.PATH) {
      return List.of(path.getOrDefault(param.name(), ""));
    }
    List<String> texts = new ArrayList<>();
    query.forEach((name, values) -> {
      if (param.answersTo(name)) {
        values.stream().filter(value -> !value.isEmpty()).forEach(texts::add);
      }
    });
    return texts;
  }

  private static <T> T parse(Param<T> param, String text) {
    return parse(param, text, param.parser());
  }

  private static <T> T parse(
      Param<?> param, String text, java.util.function.Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "parameter "
              + param.name()
              + " must be "
              + param.rule()
              + ", but was "
              + Checks.shown(text),
          e);
    }
  }

  private void refuseUnknown() {
    for (String name : query.keySet()) {
      boolean known =
          route.params().stream().anyMatch(param -> param.answersTo(name))
              || route.prefixes().stream()
                  .anyMatch(prefix -> name.startsWith(prefix) && name.length() > prefix.length());
      if (!known) {
        List<String> names =
            route.params().stream()
                .filter(param -> param.in() == Param.In.QUERY)
                .map(Param::name)
                .toList();
        throw new PlumblineException(
            ErrorKind.INVALID_INPUT,
            "unknown parameter "
                + Checks.shown(name)
                + "; "
                + (names.isEmpty() ? "there are none here" : "known: " + String.join(", ", names)));
      }
    }
  }

  private static PlumblineException missing(Param<?> param) {
    return new PlumblineException(
        ErrorKind.INVALID_INPUT,
        "parameter " + param.name() + " is missing: it must be " + param.rule());
  }
}
