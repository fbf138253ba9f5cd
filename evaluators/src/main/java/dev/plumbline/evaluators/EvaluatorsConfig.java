// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.evaluators.phrases.PhrasesConfig;
import dev.plumbline.model.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which evaluators run on each call, and with which prices.
 *
 * @param enabled false switches all of them off; calls are still stored
 * @param disabled ids of evaluators that are switched off singly
 * @param priceFile the user's own prices, asked before the built-in ones
 * @param packs folder of the user's own evaluators as files
 * @param phrases what answers must and must not hold
 * @param budget time for all inline evaluators of one call; what has not run by then is skipped
 */
public record EvaluatorsConfig(
    boolean enabled,
    Set<String> disabled,
    Optional<Path> priceFile,
    Optional<Path> packs,
    PhrasesConfig phrases,
    Duration budget,
    PooledConfig pooled) {
  public EvaluatorsConfig {
    disabled = Set.copyOf(disabled);
  }

  public static EvaluatorsConfig read(Settings settings) {
    return read(settings, Optional.empty());
  }

  /**
   * Reads everything.
   *
   * @param data folder of this deployment; its own heads are in {@code heads}
   */
  public static EvaluatorsConfig read(Settings settings, Optional<Path> data) {
    Set<String> disabled = new TreeSet<>();
    Set<String> ids = new TreeSet<>(InlineEvaluators.ids());
    ids.addAll(PooledScorer.ids());
    for (String id : ids) {
      if (!settings.flag("evaluators." + id + ".enabled", true)) {
        disabled.add(id);
      }
    }
    Optional<Path> prices = settings.text("prices.file").map(_ -> settings.path("prices.file", ""));
    Optional<Path> packs =
        settings.text("evaluators.packs").map(_ -> settings.path("evaluators.packs", ""));
    Duration budget = settings.duration("evaluators.budget", Duration.ofMillis(2));
    if (budget.isZero()) {
      settings.problem("evaluators.budget", "0ms", "must be longer than zero");
    }
    return new EvaluatorsConfig(
        settings.flag("evaluators.enabled", true),
        disabled,
        prices,
        packs,
        PhrasesConfig.read(settings),
        budget,
        PooledConfig.read(settings, data));
  }

  /** The same for a file: whatever scores a dimension best does, as there is time. */
  public EvaluatorsConfig offline() {
    return new EvaluatorsConfig(
        enabled, disabled, priceFile, packs, phrases, budget, pooled.withNothingLeftInline());
  }

  /** Everything on, built-in prices. */
  public static EvaluatorsConfig defaults() {
    return read(Settings.empty());
  }
}
