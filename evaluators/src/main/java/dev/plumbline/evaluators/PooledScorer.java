// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.evaluators.answers.BiasEvaluator;
import dev.plumbline.evaluators.answers.CoherenceEvaluator;
import dev.plumbline.evaluators.answers.CorrectnessEvaluator;
import dev.plumbline.evaluators.answers.HelpfulnessEvaluator;
import dev.plumbline.evaluators.embedding.CachedEmbedder;
import dev.plumbline.evaluators.embedding.Embedder;
import dev.plumbline.evaluators.embedding.OnnxEmbedder;
import dev.plumbline.evaluators.heads.CallEmbeddings;
import dev.plumbline.evaluators.heads.FeatureSets;
import dev.plumbline.evaluators.heads.Head;
import dev.plumbline.evaluators.heads.HeadEvaluator;
import dev.plumbline.evaluators.heads.HeadText;
import dev.plumbline.evaluators.heads.Heads;
import dev.plumbline.evaluators.heads.IntentEvaluator;
import dev.plumbline.evaluators.heads.IntentHead;
import dev.plumbline.evaluators.injection.IndirectInjectionHeadEvaluator;
import dev.plumbline.evaluators.learned.InputDistributionEvaluator;
import dev.plumbline.evaluators.learned.IntentClusterEvaluator;
import dev.plumbline.evaluators.learned.IntentVerbosityEvaluator;
import dev.plumbline.evaluators.learned.LearnedState;
import dev.plumbline.evaluators.learned.LearnsFromTraffic;
import dev.plumbline.evaluators.support.HallucinationEvaluator;
import dev.plumbline.evaluators.support.SupportHeadEvaluator;
import dev.plumbline.evaluators.text.Vocabulary;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.Scored;
import dev.plumbline.model.score.VersionTuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the pooled evaluators on a call: those that need embeddings. The model is loaded when the
 * first call comes. Without a time budget; to be called in the background. Thread-safe.
 */
public final class PooledScorer implements AutoCloseable {
  /** Distinct texts whose vectors are kept: about 40 MB. */
  private static final int CACHED_TEXTS = 10_000;

  private static final int MOST_TUPLES = 10_000;

  private final Supplier<Embedder> loader;
  private final List<Evaluator> evaluators;
  private final List<EvaluatorSlot> slots;

  /** Those whose scores do not depend on the calls before. */
  private final List<EvaluatorSlot> lasting;

  private final Vocabulary vocabulary;
  private final String version;
  private final Map<String, VersionTuple> tuples = new ConcurrentHashMap<>();
  private @Nullable Embedder embedder;

  /**
   * @param sets what the evaluators' heads read beside the embedding
   * @param loader makes the embedder when the first call comes
   */
  public PooledScorer(
      List<Evaluator> evaluators, FeatureSets sets, Supplier<Embedder> loader, Meters meters) {
    this(evaluators, sets, loader, meters, new EvaluatorHealth(InstantSource.system()));
  }

  private PooledScorer(
      List<Evaluator> evaluators,
      FeatureSets sets,
      Supplier<Embedder> loader,
      Meters meters,
      EvaluatorHealth health) {
    EvaluatorMeters counted = new EvaluatorMeters(meters, health);
    this.evaluators = List.copyOf(evaluators);
    this.slots = evaluators.stream().map(e -> new EvaluatorSlot(e, counted)).toList();
    this.lasting =
        IntStream.range(0, slots.size())
            .filter(i -> !(evaluators.get(i) instanceof LearnsFromTraffic))
            .mapToObj(slots::get)
            .toList();
    this.vocabulary = InlineScorer.vocabulary(evaluators, sets.phraseGroups(), sets.wordNotes());
    this.version = Versions.hashOf(evaluators);
    this.loader = loader;
  }

  /** The scorer as the configuration wants it: none when pooled evaluators are off. */
  public static PooledScorer create(EvaluatorsConfig config, Meters meters) {
    return create(config, Set.of(), meters, new EvaluatorHealth(InstantSource.system()));
  }

  /**
   * As {@link #create(EvaluatorsConfig, Meters)}.
   *
   * @param judged dimensions of judges: rules that would stand in for a judge are left out
   * @param health where runs are counted
   */
  public static PooledScorer create(
      EvaluatorsConfig config, Set<String> judged, Meters meters, EvaluatorHealth health) {
    FeatureSets sets = FeatureSets.builtIn();
    List<Evaluator> evaluators = new ArrayList<>();
    Map<String, String> embedders = new TreeMap<>();
    AtomicReference<String> modelVersion = new AtomicReference<>("");
    if (config.enabled() && config.pooled().enabled()) {
      Map<String, Dimension> known = new HashMap<>();
      for (Evaluator evaluator : InlineEvaluators.builtIn()) {
        evaluator.descriptor().dimensions().forEach(d -> known.put(d.name(), d));
      }
      Collection<Head> heads = Heads.load(config.pooled().heads());
      heads.forEach(head -> embedders.put(head.dimension(), head.embedder()));
      for (Evaluator evaluator : evaluators(heads, known, sets)) {
        Set<String> dimensions = new HashSet<>();
        evaluator.descriptor().dimensions().forEach(d -> dimensions.add(d.name()));
        dimensions.retainAll(config.pooled().leaveInline());
        if (dimensions.isEmpty()) {
          evaluators.add(evaluator);
        }
      }
      rules().stream()
          .filter(rule ->
              rule.descriptor().dimensions().stream()
                  .noneMatch(dimension -> judged.contains(dimension.name())))
          .forEach(evaluators::add);
      Optional<IntentHead> intents =
          Heads.intents(config.pooled().heads())
              .filter(_ -> !config.disabled().contains(IntentEvaluator.ID));
      intents.ifPresent(head -> {
        embedders.put(IntentEvaluator.ID, head.embedder());
        evaluators.add(new IntentEvaluator(head));
      });
      evaluators.addAll(learned(config.pooled(), intents.isPresent(), modelVersion::get));
      evaluators.removeIf(one -> config.disabled().contains(one.descriptor().id()));
    }
    return new PooledScorer(
        evaluators,
        sets,
        () -> {
          Embedder embedder = checked(OnnxEmbedder.load(), embedders);
          modelVersion.set(embedder.version());
          return new CachedEmbedder(embedder, CACHED_TEXTS);
        },
        meters,
        health);
  }

  /**
   * What compares a call with the deployment's own traffic.
   *
   * @param namedIntents true when the deployment has given intents of its own
   */
  private static List<Evaluator> learned(
      PooledConfig config, boolean namedIntents, Supplier<String> modelVersion) {
    if (config.learned().isEmpty()) {
      return List.of();
    }
    LearnedState state = new LearnedState(config.learned(), modelVersion);
    List<Evaluator> made = new ArrayList<>();
    if (!namedIntents) {
      made.add(new IntentClusterEvaluator(state));
    }
    made.add(new InputDistributionEvaluator(state));
    made.add(new IntentVerbosityEvaluator(state)); // behind the intents, which it asks for
    return made;
  }

  /** Ids that have a configuration key of their own, beside the inline ones. */
  static List<String> ids() {
    return List.of(
        SupportHeadEvaluator.FAITHFULNESS_ID,
        SupportHeadEvaluator.COMPLETENESS_ID,
        CoherenceEvaluator.ID,
        HelpfulnessEvaluator.ID,
        CorrectnessEvaluator.ID,
        BiasEvaluator.ID,
        HallucinationEvaluator.ID,
        IntentEvaluator.ID,
        IntentClusterEvaluator.ID,
        InputDistributionEvaluator.ID,
        IntentVerbosityEvaluator.ID);
  }

  /** Those that take more time than the live path has and know less than a judge. */
  private static List<Evaluator> rules() {
    return List.of(
        new CoherenceEvaluator(),
        new HelpfulnessEvaluator(),
        new CorrectnessEvaluator(),
        new BiasEvaluator(),
        new HallucinationEvaluator());
  }

  /** A head on another model's vectors would say anything. */
  private static Embedder checked(Embedder embedder, Map<String, String> trainedOn) {
    trainedOn.forEach((dimension, version) -> {
      if (!version.equals(embedder.version())) {
        throw Checks.broken(
            "embedder of head " + dimension,
            "must be " + embedder.version() + "; train the head again",
            version);
      }
    });
    return embedder;
  }

  private static List<Evaluator> evaluators(
      Collection<Head> heads, Map<String, Dimension> known, FeatureSets sets) {
    List<Evaluator> evaluators = new ArrayList<>();
    for (Head head : heads) {
      Dimension dimension = known.getOrDefault(head.dimension(), unknown(head));
      evaluators.add(
          head.text() == HeadText.SENTENCE
              ? new IndirectInjectionHeadEvaluator(head, dimension, sets)
              : new HeadEvaluator(head, dimension, sets));
    }
    evaluators.addAll(0, SupportHeadEvaluator.all()); // first: they ask for all layers
    return evaluators;
  }

  /** A dimension that only a deployment's own head knows. */
  private static Dimension unknown(Head head) {
    return Dimension.degree(
        head.dimension(),
        "custom",
        Scale.PROBABILITY,
        Polarity.NEUTRAL,
        false,
        "Trained on labels of this deployment: " + head.yes() + " against " + head.no() + ".");
  }

  public List<Evaluator> evaluators() {
    return evaluators;
  }

  public List<Dimension> dimensions() {
    return evaluators.stream().flatMap(e -> e.descriptor().dimensions().stream()).toList();
  }

  /** Names of the dimensions that come from here and not from an inline evaluator. */
  public Set<String> dimensionNames() {
    Set<String> names = new HashSet<>();
    dimensions().forEach(dimension -> names.add(dimension.name()));
    return Set.copyOf(names);
  }

  /** Scores a span that is a call; other spans get no scores. Never throws for bad content. */
  public List<Score> score(GenAiSpan span) {
    return score(span, slots);
  }

  /** The same for a call that was scored before: nothing is learnt from it twice. */
  public List<Score> scoreAgain(GenAiSpan span) {
    return score(span, lasting);
  }

  private List<Score> score(GenAiSpan span, List<EvaluatorSlot> some) {
    if (span.call().isEmpty() || some.isEmpty()) {
      return List.of();
    }
    ScoringContext context = new ScoringContext(span, span.call().get(), vocabulary);
    context.prepare(CallEmbeddings.class, new CallEmbeddings(context.texts(), embedder()));
    Sheet sheet = new Sheet(some.size());
    for (EvaluatorSlot slot : some) {
      long start = System.nanoTime();
      slot.run(context, sheet);
      slot.count(sheet, System.nanoTime() - start);
    }
    return sheet.scores();
  }

  /** What made these scores: the call's versions, these evaluators and the embedding model. */
  public VersionTuple versions(Scored inline) {
    if (tuples.size() > MOST_TUPLES) {
      tuples.clear();
    }
    return tuples.computeIfAbsent(
        inline.versions().hash(),
        _ -> {
          TreeMap<String, String> parts = new TreeMap<>(inline.versions().parts());
          parts.put("evaluators", version);
          parts.put("embedder", embedder().version());
          return VersionTuple.of(parts);
        });
  }

  private synchronized Embedder embedder() {
    Embedder loaded = embedder;
    if (loaded == null) {
      loaded = loader.get();
      embedder = loaded;
    }
    return loaded;
  }

  @Override
  public synchronized void close() {
    for (Evaluator evaluator : evaluators) {
      if (evaluator instanceof LearnsFromTraffic learned) {
        learned.save();
      }
    }
    if (embedder != null) {
      embedder.close();
      embedder = null;
    }
  }
}
