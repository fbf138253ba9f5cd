// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.evaluators.packs.PackFolder;
import dev.plumbline.evaluators.price.PriceTable;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.score.Scored;
import dev.plumbline.model.score.Scorer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The inline scorer, built anew when files of evaluators change: a call is scored by the old ones
 * or by the new ones, never by some of each, and its version tuple says which. Counts of health go
 * on. Thread-safe.
 */
public final class ReloadableScorer implements Scorer {
  private final EvaluatorsConfig config;
  private final Set<String> elsewhere;
  private final Meters meters;
  private final PriceTable prices;
  private final List<Evaluator> fixed;
  private final Optional<PackFolder> packs;
  private final EvaluatorHealth health;
  private volatile InlineScorer current;

  private ReloadableScorer(
      EvaluatorsConfig config, Set<String> elsewhere, Meters meters, EvaluatorHealth health) {
    this.config = config;
    this.elsewhere = elsewhere;
    this.meters = meters;
    this.prices = InlineScorer.prices(config);
    this.fixed = InlineScorer.running(config, prices);
    this.packs =
        config.enabled()
            ? config.packs().map(folder -> new PackFolder(folder, fixed, elsewhere))
            : Optional.empty();
    this.health = health;
    packs.ifPresent(PackFolder::refresh);
    this.current = build();
  }

  /**
   * The scorer as the configuration wants it; reads the price file and the folder of packs.
   *
   * @param elsewhere dimensions that are scored better elsewhere and are not given here
   * @param health where runs are counted
   */
  public static ReloadableScorer create(
      EvaluatorsConfig config, Set<String> elsewhere, Meters meters, EvaluatorHealth health) {
    return new ReloadableScorer(config, elsewhere, meters, health);
  }

  /** Looks whether files changed; to be called again and again. */
  public synchronized void step() {
    if (packs.isPresent() && packs.get().refresh()) {
      current = build();
    }
  }

  private InlineScorer build() {
    List<Evaluator> added = packs.map(PackFolder::evaluators).orElse(List.of());
    return new InlineScorer(
        Stream.concat(fixed.stream(), added.stream()).toList(),
        elsewhere,
        prices.version(),
        TimeBudget.of(config.budget()),
        meters,
        health);
  }

  @Override
  public Scored score(GenAiSpan span) {
    return current.score(span);
  }

  @Override
  public List<Dimension> dimensions() {
    return current.dimensions();
  }

  /** The evaluators that run now. */
  public List<Evaluator> evaluators() {
    return current.evaluators();
  }

  /** What the alerts of the dimensions that run may do. */
  public Gate gate() {
    return dimension -> current.gate().stateOf(dimension);
  }

  /** What is wrong with files of evaluators: file, field, rule and value. */
  public List<String> problems() {
    return packs.map(PackFolder::problems).orElse(List.of());
  }
}
