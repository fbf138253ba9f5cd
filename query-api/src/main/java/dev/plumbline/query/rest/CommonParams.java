// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Schemas;
import dev.plumbline.query.http.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Parameters that many routes share. */
public final class CommonParams {
  public static final Param<String> FROM = time("from", "First moment, inclusive.");
  public static final Param<String> TO = time("to", "First moment after; now when left out.");
  static final Param<String> PAGE =
      Param.text("page", "Where to go on: next_page of the answer before.");
  public static final Param<Integer> LIMIT =
      Param.number("limit", 100, 1, 10_000, "Rows in one answer.");
  static final Param<String> SEGMENT =
      Param.optional(
              "segment",
              text -> {
                if (text.indexOf(':') < 1) {
                  throw new IllegalArgumentException(text);
                }
                return text;
              },
              "name:value",
              "Any other segment and the value it must have, as name:value.",
              Schemas.of("type", "string", "pattern", "^[^:]+:"))
          .many();

  private CommonParams() {}

  private static Param<String> time(String name, String description) {
    return Param.optional(
        name,
        Function.identity(),
        Times.RULE,
        description + " " + capital(Times.RULE) + ".",
        Schemas.string());
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** A stretch of time. */
  public record Stretch(Instant from, Instant to) {}

  /** The stretch a request asks for; without {@code from}, {@code usual} long. */
  public static Stretch stretch(Request request, Duration usual) {
    Instant to = request.time(TO).orElse(request.now());
    Instant from =
        request
            .time(FROM)
            .orElseGet(
                () -> to.isAfter(Instant.EPOCH.plus(usual)) ? to.minus(usual) : Instant.EPOCH);
    if (!from.isBefore(to)) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "parameter from must be before to, but was " + from + " with to " + to);
    }
    return new Stretch(from, to);
  }

  /** Values that columns or segments must have, from the filters that were given. */
  static Map<String, String> equal(Request request, List<Filter> filters) {
    Map<String, String> equal = new LinkedHashMap<>();
    for (Filter filter : filters) {
      request.find(filter.param()).ifPresent(value -> equal.put(filter.column(), value));
    }
    return equal;
  }

  /** The same with the segments of parameter {@link #SEGMENT}. */
  static Map<String, String> equalWithSegments(Request request, List<Filter> filters) {
    Map<String, String> equal = equal(request, filters);
    for (String segment : request.all(SEGMENT)) {
      int colon = segment.indexOf(':');
      equal.put(segment.substring(0, colon), segment.substring(colon + 1));
    }
    return equal;
  }

  /** A parameter, and the column or segment that must have its value. */
  record Filter(Param<String> param, String column) {
    static Filter of(String name, String column, String description) {
      return new Filter(Param.text(name, description), column);
    }
  }

  static List<Param<String>> params(List<Filter> filters) {
    return filters.stream().map(Filter::param).toList();
  }
}
