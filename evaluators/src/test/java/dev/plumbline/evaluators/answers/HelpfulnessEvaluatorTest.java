// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.answers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.PooledScorer;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.evaluators.heads.FeatureSets;
import dev.plumbline.evaluators.heads.WordEmbedder;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpfulnessEvaluatorTest {
  private static final String QUESTION = "How do I reset my router to the factory settings?";

  private final PooledScorer scorer =
      new PooledScorer(
          List.of(new HelpfulnessEvaluator()),
          FeatureSets.builtIn(),
          WordEmbedder::new,
          Meters.none());

  @AfterEach
  void close() {
    scorer.close();
  }

  private Score score(TestCalls call, String dimension) {
    return scorer.score(call.span()).stream()
        .filter(score -> score.dimension().equals(dimension))
        .findFirst()
        .orElseThrow();
  }

  private double helpfulness(String answer) {
    return score(TestCalls.chat().user(QUESTION).answer(answer), "helpfulness")
        .value()
        .orElseThrow();
  }

  @Test
  void anAnswerWithStepsHelps() {
    assertThat(
            helpfulness(
                "To reset your router to the factory settings, press and hold the small button on"
                    + " the back for ten seconds. Then wait until the lights blink, and open the"
                    + " settings page to set it up again."))
        .isGreaterThan(0.8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm sorry, but I can't help with that.",
        "I'm not sure. Please contact our support team or visit the website.",
        "Could you please tell me which model you have?",
        "Cats sleep up to sixteen hours, which saves their energy.",
        "OK.",
      })
  void whatDoesNotTurnToTheQuestionDoesNot(String answer) {
    assertThat(helpfulness(answer)).as(answer).isLessThan(0.5);
  }

  @Test
  void relevanceComesFromMeaningAndWords() {
    TestCalls own = TestCalls.chat().user(QUESTION).answer("Reset the router: hold its button.");
    TestCalls foreign = TestCalls.chat().user(QUESTION).answer("Cats sleep a lot.");
    assertThat(score(own, "relevance").value().orElseThrow())
        .isGreaterThan(score(foreign, "relevance").value().orElseThrow() + 0.1);
    assertThat(score(own, "relevance").explanation()).contains("words of the question 0.50");
  }

  @Test
  void withoutAQuestionThereIsNothingToTurnTo() {
    assertThat(score(TestCalls.chat().answer("Here is it."), "helpfulness").status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }
}
