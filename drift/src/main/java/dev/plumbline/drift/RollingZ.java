// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.alert.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Rolling z-score of one series: each window against the trailing windows before it. The baseline
 * stands still while an episode is open, so that a change is not learned as the new normal while it
 * is being reported. A pure function: the same windows give the same episodes, however often it is
 * asked.
 */
final class RollingZ {
  private final RollingZConfig config;

  RollingZ(RollingZConfig config) {
    this.config = config;
  }

  /**
   * What one scan found.
   *
   * @param verdicts every evaluated window that had enough scores and a baseline
   * @param episodes every episode, in order; only the last can be open
   */
  record Scan(List<Verdict> verdicts, List<Episode> episodes) {}

  /**
   * Scans a series.
   *
   * @param windows start to sums, complete windows only
   * @param from windows that start before it are only used as baseline
   */
  Scan scan(SortedMap<Instant, Sums> windows, Instant from, boolean binary) {
    ArrayDeque<Map.Entry<Instant, Sums>> trailing = new ArrayDeque<>();
    List<Verdict> verdicts = new ArrayList<>();
    List<Episode> episodes = new ArrayList<>();
    Tracker open = null;
    for (Map.Entry<Instant, Sums> entry : windows.entrySet()) {
      Instant start = entry.getKey();
      Sums sums = entry.getValue();
      if (sums.n() < config.minScores()) {
        continue;
      }
      if (open == null) {
        dropBefore(trailing, start.minus(config.baseline()));
      }
      if (start.isBefore(from)) {
        trailing.add(entry);
        continue;
      }
      Baseline baseline = open == null ? baselineOf(trailing, binary) : open.baseline;
      if (baseline == null) {
        trailing.add(entry);
        continue;
      }
      Verdict verdict = judge(start, sums, baseline);
      verdicts.add(verdict);
      if (open == null && verdict.out()) {
        open = new Tracker(verdict);
      } else if (open != null) {
        open.add(verdict);
      }
      if (open == null) {
        trailing.add(entry);
      } else if (open.over()) {
        Episode ended = open.episode();
        if (ended.fired()) {
          episodes.add(ended);
        }
        open.windows.forEach(v -> trailing.add(Map.entry(v.start(), v.sums())));
        open = null;
      }
    }
    if (open != null) {
      episodes.add(open.episode());
    }
    return new Scan(verdicts, episodes);
  }

  private Verdict judge(Instant start, Sums sums, Baseline baseline) {
    double z = baseline.z(sums);
    boolean out =
        Math.abs(z) > config.sigmas() && Math.abs(baseline.effect(sums)) >= config.minEffect();
    return new Verdict(start, sums, baseline, z, out);
  }

  private @Nullable Baseline baselineOf(
      ArrayDeque<Map.Entry<Instant, Sums>> trailing, boolean binary) {
    if (trailing.size() < config.minBaselineWindows()) {
      return null;
    }
    return Baseline.of(trailing.stream().map(Map.Entry::getValue).toList(), binary);
  }

  private static void dropBefore(ArrayDeque<Map.Entry<Instant, Sums>> trailing, Instant limit) {
    while (!trailing.isEmpty() && trailing.peekFirst().getKey().isBefore(limit)) {
      trailing.removeFirst();
    }
  }

  /** One episode while it grows. */
  private final class Tracker {
    private final Baseline baseline;
    private final boolean rising;
    private final List<Verdict> windows = new ArrayList<>();
    private int outInARow;
    private int backInARow;
    private Instant firedAt = Instant.MAX;

    Tracker(Verdict first) {
      baseline = first.baseline();
      rising = first.z() > 0;
      add(first);
    }

    void add(Verdict verdict) {
      windows.add(verdict);
      if (verdict.out() && verdict.z() > 0 == rising) {
        outInARow++;
        backInARow = 0;
      } else {
        backInARow++;
        outInARow = 0;
      }
      if (firedAt.equals(Instant.MAX) && outInARow >= config.sustained()) {
        firedAt = end(verdict);
      }
    }

    /** A pending episode ends with the first window back inside, a firing one after several. */
    boolean over() {
      return firedAt.equals(Instant.MAX) ? backInARow > 0 : backInARow >= config.sustained();
    }

    Episode episode() {
      AlertState state =
          over()
              ? AlertState.RESOLVED
              : firedAt.equals(Instant.MAX) ? AlertState.PENDING : AlertState.FIRING;
      Verdict first = windows.getFirst();
      return new Episode(
          first.start(),
          rising,
          state,
          end(first),
          firedAt,
          over() ? end(windows.getLast()) : Instant.MAX,
          baseline,
          List.copyOf(windows));
    }

    private Instant end(Verdict verdict) {
      return verdict.start().plus(width());
    }
  }

  private Duration width() {
    return config.window();
  }
}
