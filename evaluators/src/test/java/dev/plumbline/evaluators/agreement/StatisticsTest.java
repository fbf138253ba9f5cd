// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.evaluators.agreement.Agreement.Counts;
import dev.plumbline.evaluators.agreement.Agreement.Example;
import dev.plumbline.evaluators.agreement.Agreement.Interval;
import dev.plumbline.evaluators.agreement.Bootstrap.Tested;
import dev.plumbline.evaluators.agreement.Krippendorff.Level;
import dev.plumbline.evaluators.agreement.PredictionPowered.Estimate;
import dev.plumbline.evaluators.agreement.PredictionPowered.Unlabelled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reference values: scikit-learn 1.9 (MCC, kappas, Brier), SciPy 1.18 (rank correlations, Wilson,
 * Benjamini-Hochberg, bootstrap), krippendorff 0.9, ppi-python 0.2.3, each on the numbers below.
 */
class StatisticsTest {
  private static final double[] HUMAN = {
    1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0
  };
  private static final double[] SCORE = {
    .9, .2, .7, .4, .1, .6, .8, .3, .55, .45, .95, .35, .15, .65, .75, .05, .5, .85, .6, .25
  };
  private static final double[] GRADE_A = {
    1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 2, 3, 3, 4, 5, 1, 2, 4, 4, 5
  };
  private static final double[] GRADE_B = {
    1, 2, 2, 4, 5, 4, 4, 3, 3, 1, 2, 3, 4, 4, 5, 2, 1, 4, 3, 5
  };
  private static final double[] LENGTH = {
    10, 22, 35, 41, 60, 52, 44, 31, 29, 12, 18, 30, 37, 40, 66, 15, 20, 48, 33, 58
  };
  private static final double NAN = Double.NaN;

  @Test
  void tablesOfTwoByTwo() {
    Counts counts = Agreement.counts(examples());

    assertThat(counts.mcc()).isEqualTo(0.502518907629606, within(1e-12));
    assertThat(counts.kappa()).isEqualTo(0.5, within(1e-12));
    assertThat(counts.truePositiveRate()).isEqualTo(0.8);
    assertThat(counts.trueNegativeRate()).isEqualTo(0.7);
  }

  @Test
  void gradesByTheirOrder() {
    assertThat(Ranks.spearman(GRADE_A, GRADE_B)).isEqualTo(0.9060221900980836, within(1e-12));
    assertThat(Ranks.kendallTauB(GRADE_A, GRADE_B)).isEqualTo(0.8354597714336293, within(1e-12));
    assertThat(Ranks.quadraticKappa(GRADE_A, GRADE_B)).isEqualTo(0.9005681818181819, within(1e-12));
  }

  /**
   * NumPy: correlation of the residuals after least squares of the ranks on the ranks of length.
   */
  @Test
  void whatLengthAloneDoesNotExplain() {
    assertThat(Ranks.partialSpearman(GRADE_A, GRADE_B, LENGTH))
        .isEqualTo(-0.025865887601608354, within(1e-9));
    assertThat(Ranks.partialSpearman(GRADE_A, GRADE_A, GRADE_A)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "32, 40, 0.6524269365360051, 0.8950001027456229",
    "0, 10, 0, 0.27753279986288926",
    "10, 10, 0.7224672001371109, 1",
    "7, 9, 0.4525889691069889, 0.9367748928821533"
  })
  void wilsonIntervals(double hits, double n, double low, double high) {
    Interval interval = Rates.wilson(hits, n);

    assertThat(interval.low()).isEqualTo(low, within(1e-9));
    assertThat(interval.high()).isEqualTo(high, within(1e-9));
  }

  /** The example of K. Krippendorff (2011), section C to E: four observers, twelve units. */
  @ParameterizedTest
  @CsvSource({
    "NOMINAL, 0.743421052631579",
    "ORDINAL, 0.8153875037548814",
    "INTERVAL, 0.8491071428571428"
  })
  void alphaAmongRatersWithGaps(Level level, double alpha) {
    double[][] ratings = {
      {1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN},
      {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3},
      {NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN},
      {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN}
    };

    assertThat(Krippendorff.alpha(ratings, level)).isEqualTo(alpha, within(1e-12));
  }

  @Test
  void alphaOfNothingIsUnknown() {
    assertThat(Krippendorff.alpha(new double[][] {{1, 2}, {NAN, NAN}}, Level.NOMINAL)).isNaN();
    assertThat(Krippendorff.alpha(new double[0][], Level.NOMINAL)).isNaN();
    assertThat(Krippendorff.alpha(new double[][] {{1, 1}, {1, 1}}, Level.ORDINAL)).isEqualTo(1);
  }

  /** Rogan and Gladen's formula, its variance computed by hand in NumPy: raw 0.30 of 1,000. */
  @Test
  void ratesWithoutTheEvaluatorsMistakes() {
    Interval corrected = Rates.roganGladen(0.30, 1000, table(36, 4, 38, 2));

    assertThat(corrected.value()).isEqualTo(0.2941176470588235, within(1e-12));
    assertThat(corrected.low()).isEqualTo(0.22133443061126606, within(1e-9));
    assertThat(corrected.high()).isEqualTo(0.3669008635063809, within(1e-9));
    assertThat(Rates.roganGladen(0.3, 1000, table(20, 20, 20, 20)).value()).isNaN();
  }

  @Test
  void scoresAsProbabilities() {
    assertThat(Probabilities.brier(HUMAN, SCORE)).isEqualTo(0.14175, within(1e-12));
    assertThat(Probabilities.expectedCalibrationError(HUMAN, SCORE, 10))
        .isEqualTo(0.235, within(1e-12));
  }

  /** sklearn.isotonic.IsotonicRegression(out_of_bounds="clip") on the same numbers. */
  @Test
  void risingStepsFromScoresToLabels() {
    Isotonic grades = Isotonic.fit(LENGTH, GRADE_A);
    double[] expected = {1, 1, 2, 19 / 6.0, 10 / 3.0, 10 / 3.0, 4, 5};
    double[] given = {5, 12, 25, 32, 34, 36.5, 45, 70};
    assertThat(Arrays.stream(given).map(grades::map).toArray())
        .containsExactly(expected, within(1e-9));

    Isotonic binary = Isotonic.fit(SCORE, HUMAN);
    assertThat(
            Arrays.stream(new double[] {.0, .33, .38, .5, .58, .62, .68, 1})
                .map(binary::map)
                .toArray())
        .containsExactly(new double[] {0, 0.3, 0.5, 0.5, 0.5, 0.5, 0.8, 1}, within(1e-9));
  }

  @Test
  void predictionPoweredMeans() {
    double[] score = Arrays.stream(LENGTH).map(l -> l / 8).toArray();
    double[] even = new double[20];
    Arrays.fill(even, 3);
    Unlabelled unlabelled = new Unlabelled(100, 4.745000000000001, 4.894325);

    Estimate plain = PredictionPowered.estimate(GRADE_A, score, even, unlabelled, 1);
    Estimate tuned = PredictionPowered.tuned(GRADE_A, score, even, unlabelled);

    assertThat(plain.mean().value()).isEqualTo(3.51375, within(1e-9));
    assertThat(plain.mean().low()).isEqualTo(2.95621738, within(1e-7));
    assertThat(plain.mean().high()).isEqualTo(4.07128262, within(1e-7));
    assertThat(tuned.lambda()).isEqualTo(0.4453862253875487, within(1e-9));
    assertThat(tuned.mean().value()).isEqualTo(3.31200924, within(1e-7));
    assertThat(tuned.mean().low()).isEqualTo(2.99581903, within(1e-7));
    assertThat(tuned.mean().high()).isEqualTo(3.62819945, within(1e-7));
  }

  /** ppi-python with weights 1, 2, 3 in turn: the point estimate. */
  @Test
  void weightsUndoABiasedChoice() {
    double[] weights = new double[20];
    Arrays.setAll(weights, i -> 1 + i % 3);
    Unlabelled unlabelled = new Unlabelled(200, 0.4854975, 0.06202710833125);

    assertThat(PredictionPowered.estimate(HUMAN, SCORE, weights, unlabelled, 1).mean().value())
        .isEqualTo(0.49447186, within(1e-7));
  }

  @Test
  void falseDiscoveries() {
    double[] p = {.01, .02, .03, .04, .05, .2, .5, .001, .9, .035};
    double[] expected = {
      0.05, 1 / 15.0, 1 / 15.0, 1 / 15.0, 1 / 14.0, 0.25, 0.5555555555555556, 0.01, 0.9, 1 / 15.0
    };

    assertThat(Multiplicity.benjaminiHochberg(p)).containsExactly(expected, within(1e-12));
  }

  /** scipy.stats.bootstrap, percentile, 20,000 resamples: 0.082 to 0.818; tolerance 0.03. */
  @Test
  void bootstrapOfTheAgreement() {
    Interval interval = Agreement.bootstrap(examples(), Agreement::mcc);

    assertThat(interval.low()).isEqualTo(0.082, within(0.03));
    assertThat(interval.high()).isEqualTo(0.818, within(0.03));
  }

  @Test
  void clustersWidenTheInterval() {
    List<Example> apart = new ArrayList<>();
    List<Example> together = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int group = i / 20;
      double human = i % 2;
      double score = group % 3 == 0 ? 1 - human : human;
      apart.add(new Example("e" + i, human, score));
      together.add(new Example("g" + group, human, score));
    }

    assertThat(width(Agreement.bootstrap(together, Agreement::mcc)))
        .isGreaterThan(2 * width(Agreement.bootstrap(apart, Agreement::mcc)));
  }

  /** The same fall is sure when it is measured on the same items, and noise when it is not. */
  @Test
  void pairsShowAFallThatTwoSetsHide() {
    List<Example[]> pairs = new ArrayList<>();
    List<Example> before = new ArrayList<>();
    List<Example> after = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      Example was = new Example("e" + i, i % 2, i < 16 ? 1 - i % 2 : i % 2);
      Example is = new Example("e" + i, i % 2, i < 22 ? 1 - i % 2 : i % 2);
      pairs.add(new Example[] {was, is});
      before.add(was);
      after.add(is);
    }

    Tested paired =
        Bootstrap.pairedDifference(
            pairs,
            pair -> pair[0].group(),
            sample -> Agreement.mcc(sample.stream().map(pair -> pair[0]).toList()),
            sample -> Agreement.mcc(sample.stream().map(pair -> pair[1]).toList()));
    Tested apart = Bootstrap.difference(before, after, Example::group, Agreement::mcc);

    assertThat(paired.interval().value()).isEqualTo(-0.15, within(1e-9));
    assertThat(apart.interval().value()).isEqualTo(paired.interval().value(), within(1e-9));
    assertThat(paired.interval().high()).isNegative();
    assertThat(apart.interval().high()).isPositive();
    assertThat(paired.p()).isLessThan(0.05);
    assertThat(apart.p()).isGreaterThan(0.05);
  }

  private static double width(Interval interval) {
    return interval.high() - interval.low();
  }

  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < HUMAN.length; i++) {
      examples.add(new Example("e" + i, HUMAN[i], SCORE[i]));
    }
    return examples;
  }

  private static Counts table(int tp, int fn, int tn, int fp) {
    Counts counts = new Counts();
    add(counts, true, true, tp);
    add(counts, true, false, fn);
    add(counts, false, false, tn);
    add(counts, false, true, fp);
    return counts;
  }

  private static void add(Counts counts, boolean human, boolean found, int times) {
    for (int i = 0; i < times; i++) {
      counts.add(human, found);
    }
  }
}
