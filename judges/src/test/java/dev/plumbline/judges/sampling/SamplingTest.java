// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SamplingTest {
  private static String trace(int i) {
    return "%032x".formatted(i + 1L);
  }

  @Test
  void theSameCallIsAlwaysChosenOrNever() {
    assertThat(Sampler.uniform(trace(1), "a", "s")).isEqualTo(Sampler.uniform(trace(1), "a", "s"));
    // python: (int.from_bytes(hashlib.sha256(b"0"*31+b"1\0a\0s").digest()[:8])>>11)*2**-53
    assertThat(Sampler.uniform(trace(0), "a", "s")).isEqualTo(0.021840230765486135);
    assertThat(Sampler.uniform(trace(0), "b", "s"))
        .as("judges choose independently")
        .isNotEqualTo(Sampler.uniform(trace(0), "a", "s"));
    double sum = 0;
    for (int i = 0; i < 20_000; i++) {
      sum += Sampler.uniform(trace(i), "a", "s");
    }
    // 0.5 with a standard error of 0.002
    assertThat(sum / 20_000).isCloseTo(0.5, within(0.007));
  }

  @Test
  void theShareAskedForIsKeptWhateverTheAnomalies() {
    for (double anomalous : new double[] {0, 0.01, 0.1, 0.5}) {
      Sampler sampler = new Sampler("a", 0.05, 0.02, "s");
      SplittableRandom random = new SplittableRandom(7);
      int chosen = 0;
      int calls = 40_000;
      for (int i = 0; i < calls; i++) {
        Set<Anomaly> found =
            random.nextDouble() < anomalous
                ? Set.of(random.nextBoolean() ? Anomaly.REFUSAL : Anomaly.USER_CORRECTION)
                : Set.of();
        chosen += sampler.choose(trace(i), found, 1).chosen() ? 1 : 0;
        sampler.saw(found);
      }
      double share = (double) chosen / calls;
      if (anomalous == 0) {
        assertThat(share).as("only the floor").isCloseTo(0.02, within(0.003));
      } else {
        assertThat(share).as("%s", anomalous).isBetween(0.025, 0.058);
      }
    }
  }

  @Test
  void aLowBudgetTakesTheUniformPartFirst() {
    Sampler sampler = new Sampler("a", 0.05, 0.02, "s");
    Set<Anomaly> odd = Set.of(Anomaly.REFUSAL);
    double full = sampler.choose(trace(1), odd, 1).probability();
    double low = sampler.choose(trace(1), odd, 0).probability();
    assertThat(low).isGreaterThan(0.1).isLessThan(full);
    assertThat(sampler.choose(trace(1), Set.of(), 1).probability()).isEqualTo(0.02);
    assertThat(sampler.choose(trace(1), Set.of(), 0).probability()).isZero();
    assertThat(sampler.choose(trace(1), Set.of(), 0).chosen()).isFalse();
  }

  @Test
  void whoJudgesAllStillHasTheOddOnesWhenMoneyIsShort() {
    Sampler sampler = new Sampler("a", 1, 1, "s");
    assertThat(sampler.choose(trace(1), Set.of(), 1).probability()).isEqualTo(1);
    assertThat(sampler.choose(trace(1), Set.of(), 0).probability()).isZero();
    assertThat(sampler.choose(trace(1), Set.of(Anomaly.REFUSAL), 0).probability()).isEqualTo(1);
  }

  /**
   * A population of 20,000 calls of which a tenth is odd and mostly bad, judged at 5 %: the plain
   * mean of the sample is far off, the weighted one is not, and its interval holds the truth as
   * often as it says.
   */
  @Test
  void aBiasedSampleGivesUnbiasedRates() {
    int calls = 20_000;
    SplittableRandom random = new SplittableRandom(42);
    boolean[] odd = new boolean[calls];
    double[] value = new double[calls];
    double truth = 0;
    for (int i = 0; i < calls; i++) {
      odd[i] = random.nextDouble() < 0.1;
      value[i] = random.nextDouble() < (odd[i] ? 0.7 : 0.08) ? 1 : 0;
      truth += value[i] / calls;
    }
    int runs = 150;
    double plainSum = 0;
    double sum = 0;
    double varianceSum = 0;
    double squares = 0;
    int held = 0;
    for (int run = 0; run < runs; run++) {
      Sampler sampler = new Sampler("a", 0.05, 0.02, "salt" + run);
      List<HajekEstimate.Item> sample = new ArrayList<>();
      double plain = 0;
      for (int i = 0; i < calls; i++) {
        Set<Anomaly> found = odd[i] ? Set.of(Anomaly.USER_CORRECTION) : Set.of();
        // the budget comes and goes
        Sampler.Choice choice = sampler.choose(trace(i), found, i % 4000 < 1000 ? 0.3 : 1);
        sampler.saw(found);
        if (choice.chosen()) {
          sample.add(new HajekEstimate.Item(value[i], choice.probability(), trace(i)));
          plain += value[i];
        }
      }
      HajekEstimate estimate = HajekEstimate.of(sample);
      plainSum += plain / sample.size() / runs;
      sum += estimate.mean() / runs;
      varianceSum += estimate.variance() / runs;
      squares += (estimate.mean() - truth) * (estimate.mean() - truth) / runs;
      HajekEstimate.Interval interval = estimate.interval(0.95, 0, 1);
      held += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }
    assertThat(plainSum - truth).as("the plain mean is wrong").isGreaterThan(0.15);
    // standard error of one estimate is about 0.018, of the mean of 150 about 0.0015
    assertThat(sum).isCloseTo(truth, within(0.004));
    assertThat(varianceSum / squares).as("the variance is right").isBetween(0.8, 1.25);
    // binomial standard error of the coverage is 0.018
    assertThat((double) held / runs).isBetween(0.9, 0.995);
  }

  @Test
  void callsOfOneTraceAreNotCountedAsIndependent() {
    List<HajekEstimate.Item> alone = new ArrayList<>();
    List<HajekEstimate.Item> together = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 100; i++) {
      double value = random.nextInt(2);
      for (int k = 0; k < 5; k++) {
        alone.add(new HajekEstimate.Item(value, 0.05, i + "/" + k));
        together.add(new HajekEstimate.Item(value, 0.05, "" + i));
      }
    }
    assertThat(HajekEstimate.of(together).variance() / HajekEstimate.of(alone).variance())
        .isCloseTo(5, within(0.1));
  }

  @Test
  void theEndsOfTheRangeHaveSensibleIntervals() {
    List<HajekEstimate.Item> none = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      none.add(new HajekEstimate.Item(0, 0.5, "" + i));
    }
    HajekEstimate.Interval interval = HajekEstimate.of(none).interval(0.95, 0, 1);
    assertThat(interval.low()).isZero();
    // statsmodels proportion_confint(0, 20, method="wilson")
    assertThat(interval.high()).isCloseTo(0.161125, within(1e-5));
    assertThatThrownBy(() -> new HajekEstimate.Item(1, 0, ""))
        .hasMessageContaining("probability must be greater than 0");
  }

  /** scipy.stats.norm.ppf, 1.17; tolerance 1e-14 relative. */
  @Test
  void quantilesAreThoseOfScipy() {
    double[][] expected = {
      {1e-12, -7.034483825301131},
      {0.001, -3.090232306167813},
      {0.025, -1.9599639845400545},
      {0.2, -0.8416212335729142},
      {0.5, 0},
      {0.8, 0.8416212335729143},
      {0.975, 1.959963984540054},
      {0.999, 3.090232306167813},
      {0.9999999, 5.199337582290661}
    };
    for (double[] one : expected) {
      assertThat(Normal.quantile(one[0]))
          .isCloseTo(one[1], within(Math.abs(one[1]) * 2e-14 + 1e-16));
    }
    assertThatThrownBy(() -> Normal.quantile(1)).hasMessageContaining("between 0 and 1");
  }
}
