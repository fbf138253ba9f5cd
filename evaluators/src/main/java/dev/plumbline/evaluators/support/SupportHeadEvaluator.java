// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.heads.CallEmbeddings;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.model.genai.Content;
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
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Faithfulness or completeness with embeddings, for one of the two dimensions. Reads what {@link
 * SupportEvaluator} reads; a hint where to look, not a verdict. Thread-safe.
 */
public final class SupportHeadEvaluator implements Evaluator {
  public static final String FAITHFULNESS_ID = "faithfulness_head";
  public static final String COMPLETENESS_ID = "completeness_head";

  private static final GroundedMeaning MEANING = new GroundedMeaning();

  private final Dimension dimension;
  private final EvaluatorDescriptor descriptor;

  private SupportHeadEvaluator(Dimension dimension) {
    this.dimension = dimension;
    this.descriptor =
        new EvaluatorDescriptor(
            dimension.name() + "_head",
            "1",
            GroundedMeaning.hash(),
            Tier.POOLED,
            EvaluationScope.CALL,
            Set.of(Need.REPLY_TEXT, Need.RETRIEVED, Need.EMBEDDING),
            List.of(dimension),
            Duration.ofSeconds(1));
  }

  /** One for each dimension of {@link SupportEvaluator}. */
  public static List<Evaluator> all() {
    List<Evaluator> out = new ArrayList<>();
    new SupportEvaluator()
        .descriptor()
        .dimensions()
        .forEach(dimension -> out.add(new SupportHeadEvaluator(dimension)));
    return out;
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    Content content = in.call().content();
    boolean faithfulness = dimension.name().equals(SupportEvaluator.FAITHFULNESS);
    List<String> sources = new ArrayList<>(Sources.documents(in));
    if (faithfulness) {
      sources.addAll(Sources.toolResults(in));
    }
    if (sources.isEmpty()) {
      none(out, faithfulness ? SupportEvaluator.NO_SOURCES : "there are no documents");
      return;
    }
    if (NoAnswer.report(in, out, descriptor) || OtherLanguage.ofAnswer(in, out, descriptor)) {
      return;
    }
    Source source = Source.of(sources);
    if (source.isEmpty()) {
      none(out, SupportEvaluator.NO_WORDS);
      return;
    }
    CallEmbeddings embeddings = CallEmbeddings.of(in);
    Function<String, float[]> vectors = text -> embeddings.of(text, Depth.FULL).last();
    if (faithfulness) {
      faithfulness(content, source, vectors, out);
    } else {
      SupportEvaluator.completeness(
          MEANING.completeness(content.outputText(), source, content.inputText(), vectors), out);
    }
  }

  private void faithfulness(
      Content content, Source source, Function<String, float[]> vectors, ScoreSink out) {
    String answer = Sources.withoutCitations(content.outputText());
    SupportFeatures rules = SupportFeatures.read(answer, source, content.inputText());
    if (rules.isEmpty()) {
      none(out, SupportEvaluator.NO_CLAIM);
      return;
    }
    GroundedMeaning.Support support = MEANING.support(answer, rules, source, vectors);
    boolean weak = support.worstDegree() < 0.5;
    out.ok(
        dimension.name(),
        support.degree(),
        support.degree() >= 0.5 ? "supported" : support.reason(),
        weak ? SupportEvaluator.explanation(support.reason()) : "every sentence has support",
        Math.abs(support.degree() - 0.5),
        weak
            ? List.of(
                new Evidence(
                    "output", support.worst().start(), support.worst().end(), support.reason()))
            : List.of());
  }

  private void none(ScoreSink out, String reason) {
    out.without(dimension.name(), ScoreStatus.NOT_APPLICABLE, reason);
  }
}
