// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.evaluators.agreement.Agreement.Example;
import dev.plumbline.evaluators.agreement.Agreement.Interval;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {
  /** B.W. Matthews' coefficient by its definition: TP 6, FN 2, FP 1, TN 3 gives 0.478. */
  @Test
  void matthewsCorrelation() {
    Agreement.Counts counts = new Agreement.Counts();
    add(counts, true, true, 6);
    add(counts, true, false, 2);
    add(counts, false, true, 1);
    add(counts, false, false, 3);

    assertThat(counts.mcc()).isEqualTo(0.47809, within(1e-5));
    assertThat(counts.truePositiveRate()).isEqualTo(0.75);
    assertThat(counts.falsePositiveRate()).isEqualTo(0.25);
  }

  /** Values of scipy.stats.spearmanr for the same numbers, with ties. */
  @Test
  void rankCorrelation() {
    double[] human = {1, 2, 2, 3, 5, 4};
    double[] score = {0.1, 0.4, 0.3, 0.3, 0.9, 0.5};
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < human.length; i++) {
      examples.add(new Example("g" + i, human[i], score[i]));
    }

    assertThat(Agreement.spearman(examples)).isEqualTo(0.8676470588235294, within(1e-12));
  }

  @Test
  void theIntervalHoldsTheValueAndIsTheSameEachTime() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      examples.add(new Example("g" + i / 2, i % 2, i % 5 == 0 ? 1 - i % 2 : i % 2));
    }

    Interval one = Agreement.bootstrap(examples, Agreement::mcc);

    assertThat(one).isEqualTo(Agreement.bootstrap(examples, Agreement::mcc));
    assertThat(one.value()).isBetween(one.low(), one.high());
    assertThat(one.high() - one.low()).isBetween(0.05, 0.4);
  }

  /** DESIGN.md section 6: at least 80 labels, 0.6 and 0.4 for binary, 0.7 and 0.5 for graded. */
  @ParameterizedTest
  @CsvSource({
    "mcc, 80, 0.6, 0.4, true",
    "mcc, 79, 0.9, 0.8, false",
    "mcc, 80, 0.59, 0.5, false",
    "mcc, 80, 0.7, 0.39, false",
    "spearman, 80, 0.7, 0.5, true",
    "spearman, 80, 0.69, 0.6, false",
  })
  void theGate(String measure, int n, double value, double low, boolean passes) {
    assertThat(
            new AgreementRecord("d", "1", "set", "human", "en", n, measure, value, low, 1).passes())
        .isEqualTo(passes);
  }

  private static void add(Agreement.Counts counts, boolean human, boolean found, int times) {
    for (int i = 0; i < times; i++) {
      counts.add(human, found);
    }
  }
}
