// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Expected numbers come from a plain transcription of contracts/drift.md, section 2, in numpy 2.4;
 * tolerance 1e-9.
 */
final class ScanTest {
  private static final int HOURS = 500;
  private static final double[] SINGLE = {.015, .12};

  private static double[] prefix(java.util.function.IntToDoubleFunction value) {
    double[] sums = new double[HOURS + 1];
    for (int h = 0; h < HOURS; h++) {
      sums[h + 1] = sums[h] + value.applyAsDouble(h);
    }
    return sums;
  }

  private static double n(int h) {
    return 3 + (h * 7) % 5;
  }

  private static double score(int h) {
    return ((h * 37) % 19 - 9) / 3.0 + (h >= 400 ? .3 * n(h) : 0);
  }

  private static double log(Component component, int hour) {
    Starts starts = new Starts(HOURS);
    starts.set(hour, 168);
    return new Scan(starts).log(component, starts, null);
  }

  @Test
  void oneSeriesIsAsInTheReference() {
    double[] calls = prefix(ScanTest::n);
    double[] sums = prefix(ScanTest::score);
    Component gaussian = new Component(calls, null, sums, 3, 1, SINGLE);
    assertThat(log(gaussian, 340)).isCloseTo(4.232576775892712, within(1e-9));
    assertThat(log(gaussian, 399)).isCloseTo(4.63648930523947, within(1e-9));
    assertThat(log(gaussian, 420)).isCloseTo(5.565901445295401, within(1e-9));
    assertThat(log(gaussian, 499)).isCloseTo(19.450711377071634, within(1e-9));
    Component heavy = new Component(calls, null, sums, 40, 1.7, SINGLE);
    assertThat(log(heavy, 340)).isCloseTo(4.706446614528642, within(1e-9));
    assertThat(log(heavy, 420)).isCloseTo(5.222696099361055, within(1e-9));
    assertThat(log(heavy, 499)).isCloseTo(10.711135797797768, within(1e-9));
  }

  @Test
  void sampledScoresAreAsInTheReference() {
    Component sampled =
        new Component(
            prefix(ScanTest::n),
            prefix(h -> n(h) * (1 + h % 3)),
            prefix(ScanTest::score),
            5,
            1.2,
            SINGLE);
    assertThat(log(sampled, 340)).isCloseTo(4.46803135123538, within(1e-9));
    assertThat(log(sampled, 420)).isCloseTo(4.936946480117428, within(1e-9));
  }

  @Test
  void severalSeriesAreAsInTheReference() {
    double[] joint = {.015, .06};
    double[] calls = prefix(ScanTest::n);
    Component[] two = {
      new Component(calls, null, prefix(ScanTest::score), 3, 1, joint),
      new Component(calls, null, prefix(h -> ((h * 11) % 23 - 11) / 4.0), 20, 1.3, joint)
    };
    Starts starts = new Starts(HOURS);
    starts.set(340, 168);
    assertThat(new Scan(starts).logJoint(two, starts, null))
        .isCloseTo(3.7211323226059294, within(1e-9));
    starts.set(420, 168);
    assertThat(new Scan(starts).logJoint(two, starts, null))
        .isCloseTo(5.006482345762907, within(1e-9));
  }

  @Test
  void hugeEvidenceDoesNotOverflow() {
    Component shifted =
        new Component(prefix(h -> 1000), null, prefix(h -> h >= 400 ? 5000 : 0), 3, 1, SINGLE);
    assertThat(log(shifted, 499)).isGreaterThan(1e5).isFinite();
  }

  @Test
  void theLeadingStartIsTheHourOfAClearChange() {
    Component shifted =
        new Component(prefix(h -> 20), null, prefix(h -> h >= 470 ? 20 : 0), 3, 1, SINGLE);
    Starts starts = new Starts(HOURS);
    starts.set(499, 168);
    int lead = new Scan(starts).lead(new Component[] {shifted}, starts, null);
    assertThat(starts.at[lead]).isEqualTo(470);
  }

  @Test
  void theExponentialIsExactToTheLastDigits() {
    for (double x = -690; x <= 690; x += 0.37) {
      double expected = StrictMath.exp(x);
      assertThat(FastExp.exp(x)).isCloseTo(expected, within(1e-15 * expected + Double.MIN_VALUE));
    }
  }

  @Test
  void overdispersionOfExchangeableDaysIsNearOneAndOfOthersIsFound() {
    assertThat(Posterior.overdispersion(1, 13)).isBetween(1.0, 1.1);
    assertThat(Posterior.overdispersion(1.5, 13)).isBetween(1.0, 1.3);
    assertThat(Posterior.overdispersion(9.6, 13)).isBetween(8.0, 14.0);
  }
}
