// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.model.store.WindowQuery.Resolution;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Computes the numbers of an alert's evidence again, from the windows that are stored now, and
 * holds them side by side. Late data changes windows, so a difference is no error by itself.
 */
final class AlertRerun {
  private static final int MAX_WINDOWS = 1000;
  private static final long LONGEST_WINDOW = 31L * 86_400;
  private static final double TOLERANCE = 1e-9;

  private AlertRerun() {}

  /**
   * The comparison.
   *
   * @throws PlumblineException INVALID_INPUT when the evidence names no windows
   */
  static Rerun of(TelemetryReader telemetry, Alert alert) {
    JsonNode evidence = Json.parseLenient(alert.evidenceJson());
    long width = evidence.path("rule").path("window_seconds").asLong(0);
    List<Told> told = told(evidence.path("windows"));
    if (told.isEmpty() || width < 60 || width > LONGEST_WINDOW || width % 60 != 0) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "the evidence of monitor " + alert.monitor() + " names no windows to compute again");
    }
    Instant from = told.getFirst().start();
    Instant to = told.getLast().start().plusSeconds(width);
    Map<Instant, Sums> stored = stored(telemetry, alert, from, to, width);
    List<WindowItem> items = new ArrayList<>();
    int different = 0;
    Sums total = new Sums();
    for (Told window : told) {
      Sums now = stored.getOrDefault(window.start(), new Sums());
      total.add(now);
      boolean equal = same(window.scores(), now.n()) && same(window.mean(), now.mean());
      different += equal ? 0 : 1;
      items.add(
          new WindowItem(
              window.start(),
              Answer.finite(window.scores()),
              Answer.finite(now.n()),
              Answer.finite(window.mean()),
              Answer.finite(now.mean()),
              equal));
    }
    JsonNode since = evidence.path("since_start");
    double scores = since.path("scores").asDouble(Double.NaN);
    boolean whole = !Double.isNaN(scores) && from.equals(alert.startedAt());
    double mean = since.path("mean").asDouble(Double.NaN);
    boolean totalEqual = !whole || same(mean, total.mean());
    return new Rerun(
        different == 0 && totalEqual,
        different,
        whole ? Answer.finite(mean) : null,
        whole ? Answer.finite(total.mean()) : null,
        items);
  }

  /** What the evidence says of a window. */
  private record Told(Instant start, double scores, double mean) {}

  private static List<Told> told(JsonNode windows) {
    List<Told> told = new ArrayList<>();
    try {
      for (JsonNode window : windows) {
        if (told.size() < MAX_WINDOWS && window.isObject()) {
          told.add(
              new Told(
                  Instant.parse(window.path("start").asString("")),
                  window.path("scores").asDouble(Double.NaN),
                  window.path("mean").asDouble(Double.NaN)));
        }
      }
    } catch (DateTimeException e) {
      return List.of();
    }
    return told;
  }

  private static Map<Instant, Sums> stored(
      TelemetryReader telemetry, Alert alert, Instant from, Instant to, long width) {
    Map<Instant, Sums> stored = new HashMap<>();
    for (Window window :
        telemetry.windows(
            new WindowQuery(
                width >= 3600 ? Resolution.HOUR : Resolution.MINUTE,
                from,
                to,
                Optional.of(alert.service()),
                Optional.of(alert.segment()),
                Optional.of(alert.segmentValue()),
                Optional.of(alert.dimension())))) {
      long start = Math.floorDiv(window.start().getEpochSecond(), width) * width;
      stored.computeIfAbsent(Instant.ofEpochSecond(start), _ -> new Sums()).add(window);
    }
    return stored;
  }

  private static boolean same(double told, double now) {
    return Double.isNaN(told)
        ? Double.isNaN(now)
        : Math.abs(told - now) <= TOLERANCE * Math.max(1, Math.abs(told));
  }

  /** As the monitor sums: Kish's effective number of scores, and sums scaled to it. */
  private static final class Sums {
    private double n;
    private double sum;

    void add(Window window) {
      if (window.n() > 0 && window.sumW() > 0) {
        double effective = window.sumW() * window.sumW() / window.sumW2();
        n += effective;
        sum += window.sumWx() * effective / window.sumW();
      }
    }

    void add(Sums other) {
      n += other.n;
      sum += other.sum;
    }

    double n() {
      return n;
    }

    double mean() {
      return sum / n;
    }
  }

  /** Answer of {@code /api/v1/alerts/{id}/rerun}. */
  record Rerun(
      @Doc("Every number came out the same.") boolean equal,
      @Doc("Windows that came out otherwise: late data, or windows that are gone.") int different,
      @Doc("Mean since the start, as the evidence has it; null when it has none.")
          @Nullable Double mean,
      @Doc("The same, computed now.") @Nullable Double meanNow,
      List<WindowItem> windows) {}

  /** One window. */
  record WindowItem(
      Instant start,
      @Nullable Double scores,
      @Nullable Double scoresNow,
      @Nullable Double mean,
      @Nullable Double meanNow,
      boolean equal) {}
}
