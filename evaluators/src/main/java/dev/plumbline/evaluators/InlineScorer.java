// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.evaluators.agreement.FactoryGate;
import dev.plumbline.evaluators.price.CostEvaluator;
import dev.plumbline.evaluators.price.PriceTable;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.evaluators.text.Vocabulary;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorReport;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Scored;
import dev.plumbline.model.score.Scorer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the inline evaluators on a call, one after the other, within one time budget. Each text is
 * folded and searched once for all of them. An evaluator that throws gives status invalid; one that
 * the budget does not reach gives status skipped. Thread-safe.
 */
public final class InlineScorer implements Scorer {
  private static final Logger LOG = LoggerFactory.getLogger(InlineScorer.class);

  private final List<Slot> slots;
  private final Vocabulary vocabulary;
  private final List<Dimension> dimensions;
  private final Gate gate;
  private final Versions versions;
  private final TimeBudget budget;
  private final EvaluatorHealth health;

  /** The scorer as the configuration wants it; reads the price file. */
  public static InlineScorer create(EvaluatorsConfig config, Meters meters) {
    PriceTable prices = prices(config);
    return new InlineScorer(
        running(config, prices), prices.version(), TimeBudget.of(config.budget()), meters);
  }

  /** The scorer without a time budget, for tools that score files: slow is better than skipped. */
  public static InlineScorer unhurried(EvaluatorsConfig config, Meters meters) {
    PriceTable prices = prices(config);
    return new InlineScorer(
        running(config, prices), prices.version(), TimeBudget.unlimited(), meters);
  }

  InlineScorer(List<Evaluator> evaluators, String priceTable, TimeBudget budget, Meters meters) {
    this(evaluators, priceTable, budget, meters, new EvaluatorHealth(InstantSource.system()));
  }

  InlineScorer(
      List<Evaluator> evaluators,
      String priceTable,
      TimeBudget budget,
      Meters meters,
      EvaluatorHealth health) {
    EvaluatorMeters counted = new EvaluatorMeters(meters, health);
    this.health = health;
    this.slots = evaluators.stream().map(evaluator -> new Slot(evaluator, counted)).toList();
    this.vocabulary =
        Vocabulary.of(
            evaluators.stream()
                .filter(UsesPhrases.class::isInstance)
                .flatMap(evaluator -> ((UsesPhrases) evaluator).phraseGroups().stream())
                .toList());
    this.dimensions =
        evaluators.stream().flatMap(e -> e.descriptor().dimensions().stream()).toList();
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
    return InlineEvaluators.all(prices).stream()
        .filter(evaluator -> !config.disabled().contains(evaluator.descriptor().id()))
        .toList();
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
    return health.report(slots.stream().map(slot -> slot.evaluator.descriptor()).toList(), gate);
  }

  @Override
  public Scored score(GenAiSpan span) {
    if (span.call().isEmpty()) {
      return new Scored(List.of(), OptionalDouble.empty(), versions.none());
    }
    ModelCall call = span.call().get();
    health.call();
    Context context = new Context(span, call, vocabulary);
    Sheet sheet = new Sheet(dimensions.size());
    TimeBudget.Run time = budget.start();
    for (Slot slot : slots) {
      if (time.usedUp()) {
        slot.skip(sheet);
        continue;
      }
      slot.run(context, sheet);
      slot.count(sheet, time.lap());
    }
    List<Score> scores = sheet.scores();
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

  /** One evaluator with what is counted of it. */
  private static final class Slot {
    private final Evaluator evaluator;
    private final String id;
    private final String version;
    private final List<String> dimensions;
    private final EvaluatorMeters meters;

    Slot(Evaluator evaluator, EvaluatorMeters meters) {
      this.evaluator = evaluator;
      this.id = evaluator.descriptor().id();
      this.version = evaluator.descriptor().version();
      this.dimensions = evaluator.descriptor().dimensions().stream().map(Dimension::name).toList();
      this.meters = meters;
    }

    @SuppressWarnings("CatchingUnchecked") // a stranger's evaluator may throw anything
    void run(Context context, Sheet sheet) {
      sheet.open(id, version, dimensions);
      try {
        evaluator.evaluate(context, sheet);
      } catch (RuntimeException | StackOverflowError e) {
        sheet.discard();
        for (String dimension : dimensions) {
          sheet.without(dimension, ScoreStatus.INVALID, "the evaluator failed");
        }
        LOG.atDebug()
            .addKeyValue("evaluator", id)
            .addKeyValue("error.type", e.getClass().getName())
            .log("evaluator failed");
      }
    }

    void skip(Sheet sheet) {
      sheet.open(id, version, dimensions);
      for (String dimension : dimensions) {
        sheet.without(dimension, ScoreStatus.SKIPPED, "the time for this call was used up");
      }
      meters.skipped(id);
    }

    void count(Sheet sheet, long nanos) {
      meters.ran(id, sheet.outcome(), nanos);
    }
  }

  /** What evaluators see of a call. One thread. */
  private static final class Context implements EvalContext {
    private final GenAiSpan span;
    private final ModelCall call;
    private final CallTexts texts;
    private @Nullable Map<Class<?>, Object> shared;

    Context(GenAiSpan span, ModelCall call, Vocabulary vocabulary) {
      this.span = span;
      this.call = call;
      this.texts = new CallTexts(call.content(), vocabulary);
    }

    @Override
    public GenAiSpan span() {
      return span;
    }

    @Override
    public ModelCall call() {
      return call;
    }

    @Override
    public <T> T shared(Class<T> type, Function<EvalContext, T> maker) {
      if (type == CallTexts.class) {
        return type.cast(texts);
      }
      Map<Class<?>, Object> made = shared;
      if (made == null) {
        made = new HashMap<>();
        shared = made;
      }
      Object known = made.get(type);
      if (known == null) {
        known = maker.apply(this);
        made.put(type, known);
      }
      return type.cast(known);
    }
  }
}
