// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class PresetsTest {
  /** contracts/drift.md, section 6, and a Gauss–Legendre solution in numpy. */
  @Test
  void ewmaRunLengthsAreThoseOfTheTable() {
    assertThat(new Ewma(.1, 2.814).averageRunLength(200)).isCloseTo(500, within(3.0));
    assertThat(new Ewma(.1, 3.0).averageRunLength(200)).isCloseTo(842, within(3.0));
    assertThat(Ewma.QUARTER.averageRunLength(200)).isCloseTo(2190, within(10.0));
    assertThat(new Ewma(.1, 3.713).averageRunLength(200)).isCloseTo(8766, within(40.0));
  }

  @Test
  void ewmaFindsAShiftOfOneStandardDeviationOfHourlyMeans() {
    double[] values = new double[300];
    Random random = new Random(3);
    for (int t = 0; t < values.length; t++) {
      values[t] = random.nextGaussian() + (t >= 200 ? 1 : 0);
    }
    assertThat(Ewma.QUARTER.firstAlarm(values)).isBetween(200, 230);
  }

  /** The published form: distance from a mean that contains the value, variance likewise. */
  @Test
  void ewmaAsPublishedCannotFire() {
    Random random = new Random(5);
    double mean = 0;
    double variance = 1;
    double highest = 0;
    for (int t = 0; t < 20_000; t++) {
      double x = t == 10_000 ? 1e6 : random.nextGaussian() + (t > 15_000 ? 5 : 0);
      double delta = x - mean;
      mean += .1 * delta;
      variance = .9 * (variance + .1 * delta * delta);
      highest = Math.max(highest, Math.abs(x - mean) / Math.sqrt(variance));
    }
    assertThat(highest).isLessThanOrEqualTo(3 + 1e-9).isGreaterThan(2.9);
  }

  @Test
  void weeklySigmaLooksAtTrailingWeeks() {
    double[] weeks = {.80, .82, .78, .81, .79, .80, .70};
    assertThat(Presets.weeklySigma(weeks, 8, 2))
        .containsExactly(false, false, true, false, false, false, true);
  }

  @Test
  void thresholdNeedsWindowsInARow() {
    double[] means = {.9, .7, .9, .7, Double.NaN, .7, .7};
    assertThat(Presets.threshold(means, .8, 1, 3)).isEqualTo(6);
    assertThat(Presets.threshold(means, .8, 1, 4)).isEqualTo(-1);
  }

  @Test
  void eventsAreCountedInAMovingWindow() {
    int[] minutes = {1, 0, 0, 0, 0, 1, 0, 1, 1};
    assertThat(Presets.eventCount(minutes, 3, 5)).isEqualTo(8);
    assertThat(Presets.eventCount(minutes, 3, 3)).isEqualTo(-1);
  }

  @Test
  void cosineThresholdIsAQuantileOfTheReference() {
    double[] similarities = new double[1001];
    for (int i = 0; i < similarities.length; i++) {
      similarities[i] = i / 1000.0;
    }
    assertThat(Presets.cosineThreshold(similarities, .005)).isCloseTo(.005, within(1e-12));
    assertThat(Presets.cosine(new double[] {1, 0}, new double[] {1, 1}))
        .isCloseTo(Math.sqrt(.5), within(1e-12));
  }
}
