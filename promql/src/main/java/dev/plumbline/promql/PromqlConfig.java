// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.Checks;
import java.time.Duration;

/**
 * What every query gets unless it asks for less.
 *
 * @param lookback how old the newest sample of an instant selector may be
 * @param timeout longest time for one query
 * @param maxSamples samples a query may hold in memory at once, at about 16 bytes each
 * @param maxSeries series one selector may return
 * @param maxSteps evaluation times of a range query
 */
public record PromqlConfig(
    Semantics semantics,
    Duration lookback,
    Duration timeout,
    long maxSamples,
    int maxSeries,
    int maxSteps) {
  public PromqlConfig {
    Checks.atLeast("lookback in ms", lookback.toMillis(), 1);
    Checks.atLeast("maxSamples", maxSamples, 1);
    Checks.atLeast("maxSeries", maxSeries, 1);
    Checks.atLeast("maxSteps", maxSteps, 1);
  }

  /** Prometheus 3 with the limits that fit a heap of 512 MB. */
  public static PromqlConfig defaults() {
    return new PromqlConfig(
        Semantics.PROMETHEUS_3,
        Duration.ofMinutes(5),
        Duration.ofMinutes(2),
        10_000_000,
        100_000,
        11_000);
  }

  /** Keys {@code promql.*}; see docs/promql.md. */
  public static PromqlConfig read(Settings settings) {
    PromqlConfig standard = defaults();
    return new PromqlConfig(
        readSemantics(settings, standard.semantics()),
        positive(settings, "promql.lookback_delta", standard.lookback()),
        positive(settings, "promql.timeout", standard.timeout()),
        settings.number("promql.max_samples", 10_000_000, 1_000, Integer.MAX_VALUE),
        settings.number("promql.max_series", standard.maxSeries(), 1, Integer.MAX_VALUE),
        settings.number("promql.max_steps", standard.maxSteps(), 1, 1_000_000));
  }

  private static Duration positive(Settings settings, String key, Duration standard) {
    Duration duration = settings.duration(key, standard);
    if (duration.toMillis() < 1) {
      settings.problem(key, duration.toMillis() + "ms", "must be at least 1ms");
      return standard;
    }
    return duration;
  }

  private static Semantics readSemantics(Settings settings, Semantics standard) {
    String text = settings.text("promql.semantics", standard.label());
    for (Semantics semantics : Semantics.values()) {
      if (semantics.label().equals(text)) {
        return semantics;
      }
    }
    settings.problem("promql.semantics", text, "must be 2.x or 3.x");
    return standard;
  }
}
