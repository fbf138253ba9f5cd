// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class PlanTest {
  /** (norm.ppf(1-a/2)+norm.ppf(power))*sd*sqrt(2/n) with scipy 1.17; tolerance 1e-12. */
  @Test
  void theSmallestChangeIsScipys() {
    assertThat(Power.smallestChange(0.25, 100, 0.05, 0.8))
        .isCloseTo(0.09905099528998364, within(1e-12));
    assertThat(Power.smallestChange(0.3, 35, 0.05, 0.9))
        .isCloseTo(0.23246112738380958, within(1e-12));
    assertThat(Power.smallestChange(0.25, 10_000, 0.01, 0.8))
        .isCloseTo(0.012082512245842222, within(1e-12));
  }

  private static JudgePlan plan(OptionalDouble usd, double floorPart) {
    return JudgePlan.of(
        new JudgePlan.Basis(10_000, 3, 4500, 450, usd, 80, 0.1, 0.25, floorPart, 1, 600),
        JudgePlan.RATES);
  }

  @Test
  void aPlanSaysWhatADayCostsAndWhatAWeekShows() {
    JudgePlan plan = plan(OptionalDouble.of(0.006), 1);
    assertThat(plan.levels())
        .extracting(JudgePlan.Level::sampling)
        .containsExactly(0.005, 0.05, 0.2);
    JudgePlan.Level five = plan.levels().get(1);
    assertThat(five.judgedPerDay()).isCloseTo(500, within(1e-9));
    assertThat(five.usdPerDay().orElseThrow()).isCloseTo(0.002 * (1500 + 80), within(1e-9));
    assertThat(five.independentPerWeek()).isCloseTo(3500, within(1e-6));
    assertThat(five.smallestChange().orElseThrow())
        .isCloseTo(Power.smallestChange(0.25, 3500, 0.05, 0.8), within(1e-9));
    assertThat(five.withinBudget()).isTrue();
    assertThat(plan.levels().get(2).withinBudget()).isTrue();
    assertThat(plan.levels().get(0).smallestChange().orElseThrow())
        .isGreaterThan(five.smallestChange().orElseThrow());
  }

  @Test
  void aSampleThatHuntsAnomaliesIsWorthLessForTheMean() {
    JudgePlan.Level even = plan(OptionalDouble.empty(), 1).levels().get(1);
    JudgePlan.Level hunting = plan(OptionalDouble.empty(), 0.4).levels().get(1);
    assertThat(hunting.judgedPerDay()).isCloseTo(even.judgedPerDay(), within(1e-6));
    assertThat(hunting.independentPerWeek()).isLessThan(even.independentPerWeek() / 2);
    assertThat(hunting.usdPerDay()).isEmpty();
  }

  @Test
  void whatIsNeverSampledFindsNothing() {
    JudgePlan.Level none =
        JudgePlan.of(
                new JudgePlan.Basis(
                    10_000, 3, 4500, 450, OptionalDouble.of(1), 0, 0, 0.25, 0.5, 1, 600),
                List.of(0.0))
            .levels()
            .getFirst();
    assertThat(none.smallestChange()).isEmpty();
    assertThat(none.usdPerDay()).hasValue(0);
  }
}
