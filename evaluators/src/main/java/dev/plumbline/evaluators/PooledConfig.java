// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.model.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluators that need embeddings, in the background.
 *
 * @param leaveInline dimensions whose inline evaluator speaks, though there is a head
 * @param heads folder of the deployment's own heads, used in place of ours; {@code heads} in the
 *     data folder when nothing is said and {@code train-heads} has put some there
 * @param learned folder where what is learnt from the traffic is kept (intents, the distribution of
 *     inputs, usual lengths); empty learns nothing
 * @param queue calls that may wait; with more a part of the calls is scored, chosen by hash
 * @param settle how long a call waits for content that comes later
 */
public record PooledConfig(
    boolean enabled,
    Set<String> leaveInline,
    Optional<Path> heads,
    Optional<Path> learned,
    int queue,
    int threads,
    Duration settle) {
  public PooledConfig {
    leaveInline = Set.copyOf(leaveInline);
  }

  static PooledConfig read(Settings settings, Optional<Path> data) {
    Optional<Path> trained = data.map(folder -> folder.resolve("heads")).filter(Files::isDirectory);
    return new PooledConfig(
        settings.flag("evaluators.pooled.enabled", true),
        Set.copyOf(
            settings.list(
                "evaluators.pooled.leave_inline",
                List.of("refusal", "faithfulness", "completeness"))),
        settings
            .text("evaluators.pooled.heads")
            .map(_ -> settings.path("evaluators.pooled.heads", ""))
            .or(() -> trained),
        settings.flag("evaluators.pooled.learn", true)
            ? data.map(folder -> folder.resolve("learned"))
            : Optional.empty(),
        settings.number("evaluators.pooled.queue", 2000, 100, 1_000_000),
        settings.number("evaluators.pooled.threads", 1, 1, 64),
        settings.duration("evaluators.pooled.settle", Duration.ofSeconds(3)));
  }

  /** Everything a file can be scored with; nothing that depends on what was scored before. */
  PooledConfig withNothingLeftInline() {
    return new PooledConfig(enabled, Set.of(), heads, Optional.empty(), queue, threads, settle);
  }
}
