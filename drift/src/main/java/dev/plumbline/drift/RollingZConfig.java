// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How the rolling z-score monitor looks at each series.
 *
 * @param window width of a window, whole minutes; an hour or more reads hourly sums
 * @param baseline how far back the trailing baseline reaches
 * @param sustained windows in a row, all to the same side, before an alert fires
 * @param minScores scores a window needs to be looked at
 * @param minBaselineWindows windows a baseline needs before anything is said
 * @param sigmas how many standard deviations are too many
 * @param minEffect smallest shift of the mean that matters, in standard deviations of single scores
 * @param lookback how far back windows are evaluated at start, so that history that came late or
 *     while the process was down is seen
 * @param grace time after a window's end before it counts as complete
 * @param dimensions which to watch; empty for every dimension
 * @param segments which to watch; {@code all} is the whole service
 * @param owner responsible for alerts of dimensions without an owner of their own
 */
public record RollingZConfig(
    boolean enabled,
    Duration window,
    Duration baseline,
    int sustained,
    int minScores,
    int minBaselineWindows,
    double sigmas,
    double minEffect,
    Duration lookback,
    Duration grace,
    Duration interval,
    List<String> dimensions,
    List<String> segments,
    String owner) {

  /** What people act on; monitors watch these unless told otherwise. */
  static final List<String> DIMENSIONS =
      List.of(
          "refusal",
          "error",
          "latency_ms",
          "cost_usd",
          "response_chars",
          "json_valid",
          "schema_valid",
          "tool_call_valid",
          "pii",
          "user_correction",
          "user_sentiment");

  private static final List<String> SEGMENTS =
      List.of("all", "feature", "model", "prompt_version", "intent", "environment", "language");

  public static RollingZConfig read(Settings settings) {
    String at = "drift.rolling_z.";
    Duration window = settings.duration(at + "window", Duration.ofHours(1));
    if (window.isZero() || window.toSeconds() % 60 != 0) {
      settings.problem(at + "window", window, "must be one or more whole minutes");
    } else if (window.toMinutes() >= 60 && window.toMinutes() % 60 != 0) {
      settings.problem(at + "window", window, "must be whole hours when it is over an hour");
    }
    return new RollingZConfig(
        settings.flag(at + "enabled", true),
        window,
        settings.duration(at + "baseline", Duration.ofDays(7)),
        settings.number(at + "sustained_windows", 3, 1, 1000),
        settings.number(at + "min_scores", 10, 1, 1_000_000),
        settings.number(at + "min_baseline_windows", 24, 2, 100_000),
        settings.decimal(at + "sigmas", 2, 0.1, 100),
        settings.decimal(at + "min_effect", 0.1, 0, 100),
        settings.duration(at + "lookback", Duration.ofDays(3)),
        settings.duration(at + "grace", Duration.ofMinutes(1)),
        settings.duration(at + "interval", Duration.ofSeconds(15)),
        settings.list(at + "dimensions", DIMENSIONS),
        settings.list(at + "segments", SEGMENTS),
        settings.text(at + "owner", "quality"));
  }
}
