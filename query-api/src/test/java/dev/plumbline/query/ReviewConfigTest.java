// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.config.Settings;
import dev.plumbline.query.labels.ReviewConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewConfigTest {
  @Test
  void rulesAreConditionsAndATeam() {
    Settings settings =
        new Settings(
            "test",
            Map.of(
                "review.routes.a_first", "reason=escalated feature=billing -> anna@example.org",
                "review.routes.b_rest", "-> support"));

    ReviewConfig config = ReviewConfig.read(settings);

    settings.throwIfInvalid();
    assertThat(config.rules())
        .containsExactly(
            new ReviewConfig.Rule(
                "a_first", Map.of("reason", "escalated", "feature", "billing"), "anna@example.org"),
            new ReviewConfig.Rule("b_rest", Map.of(), "support"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"support", "reason=flagged ->", "colour=red -> a", "reason -> a", "-> "})
  void otherRulesAreProblems(String rule) {
    Settings settings = new Settings("test", Map.of("review.routes.a", rule));

    ReviewConfig.read(settings);

    assertThatThrownBy(settings::throwIfInvalid).hasMessageContaining("review.routes.a");
  }
}
