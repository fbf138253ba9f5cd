// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.heads.HeadEvaluator;
import dev.plumbline.evaluators.heads.IntentEvaluator;
import dev.plumbline.evaluators.injection.IndirectInjectionHeadEvaluator;
import dev.plumbline.evaluators.learned.InputDistributionEvaluator;
import dev.plumbline.evaluators.learned.IntentClusterEvaluator;
import dev.plumbline.evaluators.learned.IntentVerbosityEvaluator;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Evaluator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PooledScorerTest {
  /** The list of keys is written down, so that reading a configuration makes no evaluators. */
  @Test
  void everyEvaluatorThatIsNoHeadHasItsKey() {
    List<String> made = new ArrayList<>();
    try (PooledScorer scorer =
        PooledScorer.create(EvaluatorsConfig.defaults().offline(), Meters.none())) {
      for (Evaluator evaluator : scorer.evaluators()) {
        if (!(evaluator instanceof HeadEvaluator
            || evaluator instanceof IndirectInjectionHeadEvaluator)) {
          made.add(evaluator.descriptor().id());
        }
      }
    }
    made.addAll(
        List.of( // these want labels or traffic of a deployment
            IntentEvaluator.ID,
            IntentClusterEvaluator.ID,
            InputDistributionEvaluator.ID,
            IntentVerbosityEvaluator.ID));
    assertThat(PooledScorer.ids()).containsExactlyInAnyOrderElementsOf(made);
  }
}
