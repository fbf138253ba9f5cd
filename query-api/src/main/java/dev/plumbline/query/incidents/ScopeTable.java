// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.model.store.WindowQuery.Resolution;
import dev.plumbline.query.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is hit: means of the leading dimension before and since the start, from the stored windows.
 * Whole hours come from hours, the rest from minutes, so that the start is exact to the minute.
 */
final class ScopeTable {
  private static final List<String> SEGMENTS =
      List.of("all", "feature", "intent", "model", "prompt_version", "language");
  private static final Duration BEFORE = Duration.ofDays(7);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final int VALUES = 20;

  private ScopeTable() {}

  /** Rows by segment, in each the clearest change first, at most 20. */
  static List<IncidentJson.ScopeRow> of(TelemetryReader telemetry, Alert leading, Instant until) {
    Instant start = leading.startedAt().truncatedTo(ChronoUnit.MINUTES);
    Instant end = until.isBefore(start.plus(LONGEST)) ? until : start.plus(LONGEST);
    List<IncidentJson.ScopeRow> rows = new ArrayList<>();
    for (String segment : SEGMENTS) {
      Map<String, Both> values = new TreeMap<>();
      try {
        each(telemetry, leading, segment, start.minus(BEFORE), start, values, true);
        each(telemetry, leading, segment, start, end, values, false);
      } catch (PlumblineException e) {
        if (e.kind() == ErrorKind.TOO_LARGE) {
          continue; // so many values say nothing about scope
        }
        throw e;
      }
      values.entrySet().stream()
          .map(entry -> entry.getValue().row(segment, entry.getKey()))
          .sorted(CLEAREST)
          .limit(VALUES)
          .forEach(rows::add);
    }
    return rows;
  }

  private static final Comparator<IncidentJson.ScopeRow> CLEAREST =
      Comparator.comparingDouble((IncidentJson.ScopeRow row) ->
              row.standardErrors() == null ? -1 : Math.abs(row.standardErrors()))
          .reversed()
          .thenComparing(IncidentJson.ScopeRow::value);

  private static void each(
      TelemetryReader telemetry,
      Alert leading,
      String segment,
      Instant from,
      Instant to,
      Map<String, Both> values,
      boolean before) {
    Instant first = ceil(from);
    Instant last = to.truncatedTo(ChronoUnit.HOURS);
    if (first.isBefore(last)) {
      read(telemetry, leading, segment, Resolution.MINUTE, from, first, values, before);
      read(telemetry, leading, segment, Resolution.HOUR, first, last, values, before);
      read(telemetry, leading, segment, Resolution.MINUTE, last, to, values, before);
    } else {
      read(telemetry, leading, segment, Resolution.MINUTE, from, to, values, before);
    }
  }

  private static Instant ceil(Instant time) {
    Instant floor = time.truncatedTo(ChronoUnit.HOURS);
    return floor.equals(time) ? floor : floor.plus(1, ChronoUnit.HOURS);
  }

  private static void read(
      TelemetryReader telemetry,
      Alert leading,
      String segment,
      Resolution resolution,
      Instant from,
      Instant to,
      Map<String, Both> values,
      boolean before) {
    if (!from.isBefore(to)) {
      return;
    }
    for (Window window :
        telemetry.windows(
            new WindowQuery(
                resolution,
                from,
                to,
                Optional.of(leading.service()),
                Optional.of(segment),
                Optional.empty(),
                Optional.of(leading.dimension())))) {
      Both both = values.computeIfAbsent(window.segmentValue(), _ -> new Both());
      (before ? both.before : both.after).add(window);
    }
  }

  private static final class Both {
    private final Sums before = new Sums();
    private final Sums after = new Sums();

    IncidentJson.ScopeRow row(String segment, String value) {
      double change = after.mean() - before.mean();
      double error = Math.sqrt(before.variance() + after.variance());
      return new IncidentJson.ScopeRow(
          segment,
          value,
          before.n,
          Answer.finite(before.mean()),
          after.n,
          Answer.finite(after.mean()),
          Answer.finite(change),
          errors(change, error));
    }

    private static @Nullable Double errors(double change, double error) {
      return change == 0 ? Double.valueOf(0) : Answer.finite(change / error);
    }
  }

  private static final class Sums {
    private long n;
    private double w;
    private double w2;
    private double wx;
    private double wx2;

    void add(Window window) {
      n += window.n();
      w += window.sumW();
      w2 += window.sumW2();
      wx += window.sumWx();
      wx2 += window.sumWx2();
    }

    double mean() {
      return wx / w;
    }

    /** Of the mean, with Kish's effective number of scores. */
    double variance() {
      return Math.max(0, wx2 / w - mean() * mean()) * w2 / (w * w);
    }
  }
}
