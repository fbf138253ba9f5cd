// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.injection;

import dev.plumbline.evaluators.heads.NamedWeights;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.HashedWeights;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Whether the user's newest message tries to override the model's instructions, to free it from its
 * rules, to get at what it keeps, or to carry a suffix made by a machine.
 */
public final class PromptInjectionEvaluator implements Evaluator, UsesPhrases {
  public static final String ID = "prompt_injection";
  private static final String DIMENSION = "prompt_injection";

  private final InjectionFeatures features = new InjectionFeatures();
  private final NamedWeights weights =
      NamedWeights.read("/injection/direct-weights.txt", features.names());
  private final HashedWeights words = HashedWeights.read("/injection/direct.bin");
  private final EvaluatorDescriptor descriptor =
      new EvaluatorDescriptor(
          ID,
          "1",
          features.hash() + "-" + words.hash(),
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.USER_TEXT),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "safety",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_WORSE,
                  false,
                  "The user's newest message tries to override, jailbreak or extract.")),
          Duration.ofMillis(1));

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    return features.phraseGroups();
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    CallTexts texts = CallTexts.of(in);
    if (in.call().embedding() || !texts.userSpokeLast()) {
      out.without(DIMENSION, ScoreStatus.NOT_APPLICABLE, "the newest message is not a user's");
      return;
    }
    if (OtherLanguage.ofQuestion(in, out, descriptor)) {
      return;
    }
    double[] x = new double[features.names().size()];
    double value = judge(texts.question(), x);
    out.ok(
        DIMENSION,
        value,
        value >= 0.5 ? features.kind(x) : "",
        value >= 0.5
            ? "The message has marks of an attack: " + features.kind(x) + "."
            : "below the threshold",
        Math.abs(value - 0.5) * 2,
        List.of());
  }

  private double judge(TextView text, double[] x) {
    features.read(text, x, 0);
    double sum = weights.sum(x) + words.words(text, 0, text.wordCount());
    return NamedWeights.probability(sum);
  }
}
