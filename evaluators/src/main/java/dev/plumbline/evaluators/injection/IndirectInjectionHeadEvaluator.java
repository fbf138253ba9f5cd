// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.injection;

import dev.plumbline.evaluators.heads.CallEmbeddings;
import dev.plumbline.evaluators.heads.FeatureSets;
import dev.plumbline.evaluators.heads.Head;
import dev.plumbline.evaluators.heads.HeadReader;
import dev.plumbline.evaluators.heads.NamedWeights;
import dev.plumbline.evaluators.injection.IndirectInjectionEvaluator.Source;
import dev.plumbline.evaluators.injection.SentenceInstructions.Found;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Whether a document or a tool's result holds a sentence that speaks to the model, judged by the
 * meaning of the sentence as well as by its words: mean of the log odds of the head and of the
 * inline rule, the strongest sentence counts. Of many sentences those are embedded that the rule
 * finds strongest. Thread-safe.
 */
public final class IndirectInjectionHeadEvaluator implements Evaluator, UsesPhrases {
  private static final int MOST_SENTENCES = 48;

  private final HeadReader reader;
  private final SentenceInstructions sentences = new SentenceInstructions();
  private final EvaluatorDescriptor descriptor;

  /** A sentence of a source with what the inline rule says of it. */
  private record Candidate(Source source, Found found) {}

  public IndirectInjectionHeadEvaluator(Head head, Dimension dimension, FeatureSets sets) {
    this.reader = new HeadReader(head, sets);
    this.descriptor =
        new EvaluatorDescriptor(
            head.dimension() + "_head",
            "1",
            head.version() + "/" + sentences.hash(),
            Tier.POOLED,
            EvaluationScope.CALL,
            Set.of(Need.RETRIEVED, Need.EMBEDDING),
            List.of(dimension),
            Duration.ofSeconds(1));
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    return sentences.phraseGroups();
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    List<Source> sources = IndirectInjectionEvaluator.sources(in);
    String dimension = descriptor.dimensions().getFirst().name();
    if (sources.isEmpty()) {
      out.without(
          dimension, ScoreStatus.NOT_APPLICABLE, "the call has no documents and no tool results");
      return;
    }
    CallTexts texts = CallTexts.of(in);
    CallEmbeddings embeddings = CallEmbeddings.of(in);
    double best = 0;
    Candidate strongest = null;
    for (Candidate candidate : candidates(sources, texts)) {
      Found found = candidate.found();
      String sentence = candidate.source().text().substring(found.start(), found.end());
      double sum = (reader.sum(embeddings, sentence) + logOdds(found.value())) / 2;
      double value = NamedWeights.probability(sum);
      if (strongest == null || value > best) {
        best = value;
        strongest = candidate;
      }
    }
    if (strongest == null || best < 0.5) {
      out.ok(dimension, best, "", "below the threshold", Math.abs(best - 0.5) * 2, List.of());
      return;
    }
    String kind = strongest.source().kind();
    out.ok(
        dimension,
        best,
        kind,
        "A sentence of a " + kind + " speaks to the model.",
        Math.abs(best - 0.5) * 2,
        List.of(
            new Evidence(kind, strongest.found().start(), strongest.found().end(), "instruction")));
  }

  /** Log odds of a probability, cut where rounding would make them infinite. */
  private static double logOdds(double probability) {
    double inside = Math.clamp(probability, 1e-4, 1 - 1e-4);
    return StrictMath.log(inside / (1 - inside));
  }

  private List<Candidate> candidates(List<Source> sources, CallTexts texts) {
    List<Candidate> all = new ArrayList<>();
    int left = IndirectInjectionEvaluator.MAX_UNITS;
    for (Source source : sources) {
      if (left <= 0) {
        break;
      }
      for (Found found : sentences.all(source.text(), left, texts)) {
        all.add(new Candidate(source, found));
      }
      left -= source.text().length();
    }
    if (all.size() > MOST_SENTENCES) {
      all.sort(Comparator.comparingDouble((Candidate candidate) -> -candidate.found().value()));
      return all.subList(0, MOST_SENTENCES);
    }
    return all;
  }
}
