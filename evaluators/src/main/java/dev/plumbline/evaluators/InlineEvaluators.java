// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.evaluators.facts.ConfidenceEvaluator;
import dev.plumbline.evaluators.facts.ErrorEvaluator;
import dev.plumbline.evaluators.facts.LanguageEvaluator;
import dev.plumbline.evaluators.facts.LengthEvaluator;
import dev.plumbline.evaluators.facts.TimingEvaluator;
import dev.plumbline.evaluators.facts.TokensEvaluator;
import dev.plumbline.evaluators.injection.IndirectInjectionEvaluator;
import dev.plumbline.evaluators.injection.PromptInjectionEvaluator;
import dev.plumbline.evaluators.json.Schemas;
import dev.plumbline.evaluators.json.StructuredOutputEvaluator;
import dev.plumbline.evaluators.phrases.PhrasesConfig;
import dev.plumbline.evaluators.phrases.PhrasesEvaluator;
import dev.plumbline.evaluators.pii.PiiEvaluator;
import dev.plumbline.evaluators.price.CostEvaluator;
import dev.plumbline.evaluators.price.FallbackEvaluator;
import dev.plumbline.evaluators.price.PriceTable;
import dev.plumbline.evaluators.refusal.PolicyRefusalEvaluator;
import dev.plumbline.evaluators.refusal.RefusalEvaluator;
import dev.plumbline.evaluators.tone.ToneEvaluator;
import dev.plumbline.evaluators.tools.ToolCallEvaluator;
import dev.plumbline.evaluators.toxicity.ToxicityEvaluator;
import dev.plumbline.evaluators.user.UserSignalsEvaluator;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.Tier;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The evaluators that run on each call: ours, and those found with {@link ServiceLoader}. */
final class InlineEvaluators {
  private InlineEvaluators() {}

  /** In the order in which they run: cheap facts first, so that a used-up budget costs least. */
  static List<Evaluator> all(PriceTable prices, PhrasesConfig phrases) {
    return Stream.concat(builtIn(prices, phrases).stream(), found().stream()).toList();
  }

  /** Ids of all of them; each has a configuration key. */
  static List<String> ids() {
    return Stream.concat(
            Stream.of(
                TimingEvaluator.ID,
                TokensEvaluator.ID,
                ErrorEvaluator.ID,
                FallbackEvaluator.ID,
                ConfidenceEvaluator.ID,
                CostEvaluator.ID,
                LengthEvaluator.ID,
                LanguageEvaluator.ID,
                PhrasesEvaluator.ID,
                RefusalEvaluator.ID,
                StructuredOutputEvaluator.ID,
                ToolCallEvaluator.ID,
                PiiEvaluator.ID,
                UserSignalsEvaluator.ID,
                ToneEvaluator.ID,
                PromptInjectionEvaluator.ID,
                IndirectInjectionEvaluator.ID,
                ToxicityEvaluator.ID,
                PolicyRefusalEvaluator.ID),
            found().stream().map(evaluator -> evaluator.descriptor().id()))
        .toList();
  }

  /** Ours, for what they say of themselves. */
  static List<Evaluator> builtIn() {
    return builtIn(PriceTable.builtIn(), PhrasesConfig.none());
  }

  private static List<Evaluator> builtIn(PriceTable prices, PhrasesConfig phrases) {
    Schemas schemas = new Schemas();
    return List.of(
        new TimingEvaluator(),
        new TokensEvaluator(),
        new ErrorEvaluator(),
        new FallbackEvaluator(),
        new ConfidenceEvaluator(),
        new CostEvaluator(prices),
        new LengthEvaluator(),
        new LanguageEvaluator(),
        new PhrasesEvaluator(phrases),
        new RefusalEvaluator(),
        new StructuredOutputEvaluator(schemas),
        new ToolCallEvaluator(schemas),
        new PiiEvaluator(),
        new UserSignalsEvaluator(),
        new ToneEvaluator(),
        new PromptInjectionEvaluator(),
        new IndirectInjectionEvaluator(),
        new ToxicityEvaluator(),
        new PolicyRefusalEvaluator());
  }

  private static List<Evaluator> found() {
    return ServiceLoader.load(Evaluator.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(evaluator -> evaluator.descriptor().tier() == Tier.INLINE)
        .toList();
  }
}
