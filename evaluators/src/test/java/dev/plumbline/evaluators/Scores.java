// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds one score of one call, for tests. */
public final class Scores {
  private static final InlineScorer SCORER =
      InlineScorer.unhurried(EvaluatorsConfig.defaults(), Meters.none());

  private static final Map<Evaluator, InlineScorer> ALONE = new ConcurrentHashMap<>();

  private Scores() {}

  /** The score that all evaluators together give, with no limit of time. */
  public static Score of(GenAiSpan span, String dimension) {
    return find(SCORER.score(span).scores(), dimension);
  }

  public static Score of(Evaluator evaluator, GenAiSpan span, String dimension) {
    InlineScorer one =
        ALONE.computeIfAbsent(
            evaluator,
            e -> new InlineScorer(List.of(e), "none", TimeBudget.unlimited(), Meters.none()));
    return find(one.score(span).scores(), dimension);
  }

  public static double value(GenAiSpan span, String dimension) {
    Score score = of(span, dimension);
    if (score.status() != ScoreStatus.OK) {
      throw new AssertionError(dimension + " is " + score.status() + ": " + score.explanation());
    }
    return score.value().orElseThrow();
  }

  private static Score find(List<Score> scores, String dimension) {
    return scores.stream()
        .filter(score -> score.dimension().equals(dimension))
        .findFirst()
        .orElseThrow(() -> new AssertionError(dimension + " was not given"));
  }
}
