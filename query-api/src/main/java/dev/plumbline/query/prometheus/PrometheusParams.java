// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Schemas;
import dev.plumbline.query.http.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Parameters of the Prometheus API. */
final class PrometheusParams {
  /** Beyond, milliseconds do not fit. Grafana probes with milliseconds in place of seconds. */
  private static final double MAX_SECONDS = 9e15;

  static final Param<String> QUERY = Param.text("query", "PromQL.").orElse("");
  static final Param<Instant> TIME = time("time", "When to evaluate; now when left out.");
  static final Param<Instant> START = time("start", "First moment, inclusive.");
  static final Param<Instant> END = time("end", "Last moment, inclusive.");
  static final Param<Duration> STEP =
      Param.optional(
              "step",
              PrometheusParams::duration,
              "a duration such as 15s, or seconds",
              "Distance of two evaluations.",
              Schemas.string())
          .mandatory();
  static final Param<Duration> TIMEOUT =
      Param.optional(
          "timeout",
          PrometheusParams::duration,
          "a duration such as 15s, or seconds",
          "Shorter than the limit of the server.",
          Schemas.string());
  static final Param<Integer> LIMIT =
      Param.number("limit", 0, 0, Integer.MAX_VALUE, "Most items in the answer; 0 for all.");
  static final Param<String> STATS = Param.text("stats", "all: say how many samples were read.");
  static final Param<String> MATCH = Param.text("match[]", "An instant selector.").many();

  private PrometheusParams() {}

  private static Param<Instant> time(String name, String description) {
    return Param.optional(
        name,
        PrometheusParams::instant,
        "unix seconds or an RFC 3339 time",
        description,
        Schemas.string());
  }

  private static Instant instant(String text) {
    if (text.indexOf('T') > 0) {
      return OffsetDateTime.parse(text).toInstant();
    }
    double seconds = Double.parseDouble(text);
    if (!(Math.abs(seconds) <= MAX_SECONDS)) {
      throw new IllegalArgumentException(text);
    }
    double whole = Math.floor(seconds);
    return Instant.ofEpochSecond((long) whole).plusMillis(Math.round((seconds - whole) * 1000));
  }

  private static Duration duration(String text) {
    if (!Character.isLetter(text.charAt(text.length() - 1))) {
      double seconds = Double.parseDouble(text);
      if (!(Math.abs(seconds) <= MAX_SECONDS)) {
        throw new IllegalArgumentException(text);
      }
      return Duration.ofMillis((long) (seconds * 1000));
    }
    return Times.duration(text);
  }
}
