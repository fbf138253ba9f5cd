// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BaselineTest {
  /** Sums of four groups drawn once with numpy (seed 7), of 5, 8, 4 and 6 values. */
  private static final List<Sums> GROUPS =
      List.of(
          new Sums(5, 47.36, 451.859),
          new Sums(8, 86.9, 959.0438),
          new Sums(4, 32.78, 278.6714),
          new Sums(6, 47.82, 390.659));

  /** Reference: mean squares of scipy.stats.f_oneway 1.x on the raw values; tolerance 1e-9. */
  @Test
  void estimatesTheVarianceComponentsOfScipysAnalysisOfVariance() {
    Baseline baseline = Baseline.of(GROUPS, false);

    assertThat(baseline.mean()).isCloseTo(9.341739130434785, within(1e-9));
    assertThat(baseline.withinVariance()).isCloseTo(1.9963436842105267, within(1e-9));
    assertThat(baseline.betweenVariance()).isCloseTo(1.7278198345089535, within(1e-9));
    assertThat(baseline.meanVariance()).isCloseTo(0.5473317606854529, within(1e-9));
  }

  /** Reference: the same numbers put into the formula with numpy; tolerance 1e-9. */
  @Test
  void standardScoreKnowsHowManyScoresAWindowHas() {
    Baseline baseline = Baseline.of(GROUPS, false);

    assertThat(baseline.z(new Sums(7, 98, 1400))).isCloseTo(2.9112177084140427, within(1e-9));
    assertThat(baseline.effect(new Sums(7, 98, 1400))).isCloseTo(2.4138453107854505, within(1e-9));
    assertThat(baseline.z(new Sums(2, 28, 400))).isLessThan(baseline.z(new Sums(7, 98, 1400)));
  }

  @Test
  void aBinaryBaselineWithoutAnyOneStillHasVariance() {
    List<Sums> never = List.of(new Sums(100, 0, 0), new Sums(100, 0, 0), new Sums(100, 0, 0));

    double z = Baseline.of(never, true).z(new Sums(100, 1, 1));

    assertThat(z).isBetween(1.0, 3.0);
  }

  @Test
  void windowsThatAgreeMoreThanChanceGiveNoNegativeVariance() {
    List<Sums> same = List.of(new Sums(10, 50, 350), new Sums(10, 50, 350), new Sums(10, 50, 350));

    assertThat(Baseline.of(same, false).betweenVariance()).isZero();
  }
}
