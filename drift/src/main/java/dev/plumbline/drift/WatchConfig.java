// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.drift.engine.EngineConfig;
import dev.plumbline.model.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * What the engine watches in a running deployment.
 *
 * @param enabled whether it runs; not yet by default, the rolling z-score does
 * @param history how far back calls are read: the reference lies at its beginning
 * @param grace time after an hour's end before the hour counts as complete
 * @param interval between two looks
 * @param dimensions of the alerting panel, as far as their evaluators may alert
 * @param segments that make slices; never one that a change of model or prompt changes by itself
 * @param minEffect least shift, in standard deviations, of an alert that is more than information
 * @param owner responsible for alerts of dimensions without an owner of their own
 * @param engine how it learns and decides
 */
public record WatchConfig(
    boolean enabled,
    Duration history,
    Duration grace,
    Duration interval,
    List<String> dimensions,
    List<String> segments,
    double minEffect,
    String owner,
    EngineConfig engine) {
  private static final List<String> SEGMENTS = List.of("feature", "task", "language");

  public WatchConfig {
    dimensions = List.copyOf(dimensions);
    segments = List.copyOf(segments);
  }

  /** Reads the keys below {@code drift.watch.}, and those of the engine. */
  public static WatchConfig read(Settings settings) {
    String at = "drift.watch.";
    return new WatchConfig(
        settings.flag(at + "enabled", false),
        settings.duration(at + "history", Duration.ofDays(56)),
        settings.duration(at + "grace", Duration.ofMinutes(1)),
        settings.duration(at + "interval", Duration.ofSeconds(30)),
        settings.list(at + "dimensions", RollingZConfig.DIMENSIONS),
        settings.list(at + "segments", SEGMENTS),
        settings.decimal(at + "min_effect", 0.1, 0, 100),
        settings.text(at + "owner", "quality"),
        EngineConfig.read(settings));
  }
}
