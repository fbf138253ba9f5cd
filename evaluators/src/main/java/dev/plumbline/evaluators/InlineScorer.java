// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.evaluators.agreement.FactoryGate;
import dev.plumbline.evaluators.packs.PackFolder;
import dev.plumbline.evaluators.price.CostEvaluator;
import dev.plumbline.evaluators.price.PriceTable;
import dev.plumbline.evaluators.text.Languages;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.evaluators.text.UsesWordNotes;
import dev.plumbline.evaluators.text.Vocabulary;
import dev.plumbline.evaluators.text.WordNote;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorReport;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Scored;
import dev.plumbline.model.score.Scorer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Runs the inline evaluators on a call, one after the other, within one time budget. Each text is
 * folded and searched once for all of them. An evaluator that throws gives status invalid; one that
 * the budget does not reach gives status skipped. Thread-safe.
 */
public final class InlineScorer implements Scorer {
  private final List<Evaluator> evaluators;
  private final Set<String> elsewhere;

  /** Dimensions that say nothing of calls that they do not apply to. */
  private final Set<String> silent;

  private final List<EvaluatorSlot> slots;
  private final Vocabulary vocabulary;
  private final List<Dimension> dimensions;
  private final Gate gate;
  private final Versions versions;
  private final TimeBudget budget;
  private final EvaluatorHealth health;

  /** The scorer as the configuration wants it; reads the price file. */
  public static InlineScorer create(EvaluatorsConfig config, Meters meters) {
    return create(config, Set.of(), meters);
  }

  /**
   * The scorer as the configuration wants it; reads the price file.
   *
   * @param elsewhere dimensions that are scored better elsewhere and are not given here
   */
  public static InlineScorer create(EvaluatorsConfig config, Set<String> elsewhere, Meters meters) {
    PriceTable prices = prices(config);
    return new InlineScorer(
        running(config, prices),
        elsewhere,
        prices.version(),
        TimeBudget.of(config.budget()),
        meters,
        new EvaluatorHealth(InstantSource.system()));
  }

  /** The scorer without a time budget, for tools that score files: slow is better than skipped. */
  public static InlineScorer unhurried(EvaluatorsConfig config, Meters meters) {
    return unhurried(config, Set.of(), meters);
  }

  /**
   * The scorer without a time budget.
   *
   * @param elsewhere dimensions that are scored better elsewhere and are not given here
   */
  public static InlineScorer unhurried(
      EvaluatorsConfig config, Set<String> elsewhere, Meters meters) {
    PriceTable prices = prices(config);
    List<Evaluator> running = new ArrayList<>(running(config, prices));
    if (config.enabled() && config.packs().isPresent()) {
      PackFolder packs = new PackFolder(config.packs().get(), running, elsewhere);
      packs.refresh();
      running.addAll(packs.evaluators());
    }
    return new InlineScorer(
        List.copyOf(running),
        elsewhere,
        prices.version(),
        TimeBudget.unlimited(),
        meters,
        new EvaluatorHealth(InstantSource.system()));
  }

  InlineScorer(List<Evaluator> evaluators, String priceTable, TimeBudget budget, Meters meters) {
    this(
        evaluators,
        Set.of(),
        priceTable,
        budget,
        meters,
        new EvaluatorHealth(InstantSource.system()));
  }

  InlineScorer(
      List<Evaluator> evaluators,
      Set<String> elsewhere,
      String priceTable,
      TimeBudget budget,
      Meters meters,
      EvaluatorHealth health) {
    EvaluatorMeters counted = new EvaluatorMeters(meters, health);
    this.health = health;
    this.slots =
        evaluators.stream().map(evaluator -> new EvaluatorSlot(evaluator, counted)).toList();
    this.evaluators = evaluators;
    this.elsewhere = elsewhere;
    this.silent = budget.limited() ? ofSomeCalls(evaluators) : Set.of();
    this.vocabulary = vocabulary(evaluators, List.of(), List.of());
    this.dimensions =
        evaluators.stream()
            .flatMap(e -> e.descriptor().dimensions().stream())
            .filter(dimension -> !elsewhere.contains(dimension.name()))
            .toList();
    Set<String> names = new HashSet<>();
    for (Dimension dimension : dimensions) {
      if (!names.add(dimension.name())) {
        throw Checks.broken("dimension", "must come from one evaluator only", dimension.name());
      }
    }
    this.gate = new FactoryGate(evaluators);
    this.versions = new Versions(evaluators, priceTable);
    this.budget = budget;
  }

  static PriceTable prices(EvaluatorsConfig config) {
    return config.priceFile().map(PriceTable::withOverrides).orElseGet(PriceTable::builtIn);
  }

  static List<Evaluator> running(EvaluatorsConfig config, PriceTable prices) {
    if (!config.enabled()) {
      return List.of();
    }
    return InlineEvaluators.all(prices, config.phrases()).stream()
        .filter(evaluator -> !evaluator.descriptor().dimensions().isEmpty())
        .filter(evaluator -> !config.disabled().contains(evaluator.descriptor().id()))
        .toList();
  }

  /**
   * Dimensions of tools and documents, which most calls have none of: in the live path a row for
   * each of them on each call would cost more than all other scores.
   */
  private static Set<String> ofSomeCalls(List<Evaluator> evaluators) {
    Set<String> names = new HashSet<>();
    for (Evaluator evaluator : evaluators) {
      if (evaluator.descriptor().needs().contains(Need.TOOL_CALLS)
          || evaluator.descriptor().needs().contains(Need.RETRIEVED)) {
        evaluator.descriptor().dimensions().forEach(dimension -> names.add(dimension.name()));
      }
    }
    return names;
  }

  /** Everything that these evaluators look for in texts. */
  static Vocabulary vocabulary(
      List<Evaluator> evaluators, List<PhraseGroup> more, List<WordNote<?>> moreNotes) {
    List<PhraseGroup> groups = new ArrayList<>(more);
    groups.add(Languages.words());
    List<WordNote<?>> notes = new ArrayList<>(moreNotes);
    for (Evaluator evaluator : evaluators) {
      if (evaluator instanceof UsesWordNotes words) {
        notes.addAll(words.wordNotes());
      }
      if (evaluator instanceof UsesPhrases phrases) {
        groups.addAll(phrases.phraseGroups());
      }
    }
    return Vocabulary.of(groups, notes);
  }

  /** The evaluators that run. */
  public List<Evaluator> evaluators() {
    return evaluators;
  }

  @Override
  public List<Dimension> dimensions() {
    return dimensions;
  }

  /** What the alerts of these evaluators' dimensions may do. */
  public Gate gate() {
    return gate;
  }

  /** What each of these evaluators has done, and whether it works. */
  public List<EvaluatorReport> reports() {
    return health.report(evaluators.stream().map(Evaluator::descriptor).toList(), gate);
  }

  @Override
  public Scored score(GenAiSpan span) {
    if (span.call().isEmpty()) {
      return new Scored(List.of(), OptionalDouble.empty(), versions.none());
    }
    ModelCall call = span.call().get();
    health.call();
    ScoringContext context = new ScoringContext(span, call, vocabulary);
    Sheet sheet = new Sheet(dimensions.size());
    TimeBudget.Run time = budget.start();
    for (EvaluatorSlot slot : slots) {
      if (time.usedUp()) {
        slot.skip(sheet, "the time for this call was used up");
        continue;
      }
      slot.run(context, sheet);
      slot.count(sheet, time.lap());
    }
    List<Score> scores = sheet.scores();
    scores.removeIf(score ->
        elsewhere.contains(score.dimension())
            || (score.status() == ScoreStatus.NOT_APPLICABLE
                && silent.contains(score.dimension())));
    return new Scored(scores, cost(scores), versions.of(span, call));
  }

  private static OptionalDouble cost(List<Score> scores) {
    for (Score score : scores) {
      if (score.dimension().equals(CostEvaluator.COST)) {
        return score.value();
      }
    }
    return OptionalDouble.empty();
  }
}
