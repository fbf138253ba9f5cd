// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.page;

import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The last hour of each dimension beside the seven days before it, over all services. */
final class DimensionTrends {
  static final Duration BASELINE = Duration.ofDays(7);
  private static final Duration RECENT = Duration.ofHours(24);

  private DimensionTrends() {}

  /**
   * One dimension.
   *
   * @param last weighted mean of the latest hour that has scores
   * @param lastStart start of that hour
   * @param lastCount scores in it
   * @param baseline weighted mean of the days before; NaN without any
   * @param baselineCount scores in them
   */
  record Trend(
      double last, Instant lastStart, long lastCount, double baseline, long baselineCount) {}

  /** By name; dimensions without scores in the last day are left out. */
  static Map<String, Trend> read(TelemetryReader reader, Instant now) {
    Map<String, List<Window>> byDimension = new TreeMap<>();
    reader
        .windows(
            new WindowQuery(
                WindowQuery.Resolution.HOUR,
                now.minus(BASELINE).minus(RECENT),
                now,
                Optional.empty(),
                Optional.of("all"),
                Optional.empty(),
                Optional.empty()))
        .forEach(w -> byDimension.computeIfAbsent(w.dimension(), _ -> new ArrayList<>()).add(w));
    Map<String, Trend> trends = new TreeMap<>();
    byDimension.forEach((dimension, windows) ->
        trend(together(windows), now).ifPresent(trend -> trends.put(dimension, trend)));
    return trends;
  }

  /** The store may keep windows over all services beside those of each: never add both. */
  private static List<Window> together(List<Window> windows) {
    List<Window> overall = windows.stream().filter(w -> w.service().isEmpty()).toList();
    return overall.isEmpty() ? windows : overall;
  }

  private static Optional<Trend> trend(List<Window> windows, Instant now) {
    Optional<Instant> latest =
        windows.stream()
            .filter(w -> w.n() > 0)
            .map(Window::start)
            .max(Instant::compareTo)
            .filter(start -> start.isAfter(now.minus(RECENT)));
    return latest.map(start -> {
      List<Window> last = windows.stream().filter(w -> w.start().equals(start)).toList();
      Instant from = start.minus(BASELINE);
      List<Window> before =
          windows.stream()
              .filter(w -> w.start().isBefore(start) && !w.start().isBefore(from))
              .toList();
      return new Trend(mean(last), start, count(last), mean(before), count(before));
    });
  }

  private static double mean(List<Window> windows) {
    double weights = 0;
    double sum = 0;
    for (Window window : windows) {
      if (window.n() > 0) {
        weights += window.sumW();
        sum += window.sumWx();
      }
    }
    return weights == 0 ? Double.NaN : sum / weights;
  }

  private static long count(List<Window> windows) {
    return windows.stream().mapToLong(Window::n).sum();
  }
}
