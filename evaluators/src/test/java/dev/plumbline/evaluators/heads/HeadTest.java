// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.evaluators.embedding.Depth;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadTest {
  private static final int SIZE = HeadRow.embeddingSize(Depth.MIDDLE);

  private static Head head() {
    float[] weights = new float[SIZE + 3];
    weights[0] = 2;
    weights[SIZE] = -1;
    weights[SIZE + 1] = 0.5f;
    weights[SIZE + 2] = 4;
    return new Head(
        "warmth",
        HeadText.ANSWER,
        Depth.MIDDLE,
        List.of("marks"),
        List.of("caps", "thanks", "hedges"),
        "warm",
        "cold",
        "test",
        "1",
        "nothing",
        0.25,
        weights);
  }

  private static float[] row(double meaning, double caps, double thanks, double hedges) {
    float[] row = new float[SIZE + 3];
    row[0] = (float) meaning;
    row[SIZE] = (float) caps;
    row[SIZE + 1] = (float) thanks;
    row[SIZE + 2] = (float) hedges;
    return row;
  }

  @Test
  void sharesOfTheExplanationAddUpToTheSum() {
    float[] row = row(0.5, 1, 3, 0);

    assertThat(head().explanation(row, 3)).isEqualTo("meaning +1.3, thanks +1.5, caps -1.0");
    assertThat(head().sum(row)).isCloseTo(1.25 + 1.5 - 1.0, within(1e-6));
  }

  @Test
  void marksThatHardlyMatterAreLeftOut() {
    assertThat(head().explanation(row(-1, 0.2, 0, 0), 3)).isEqualTo("meaning -1.8");
    assertThat(head().explanation(row(0, 1, 1, 1), 1)).isEqualTo("meaning +0.3, hedges +4.0");
  }

  @Test
  void theDegreeIsTheLogisticOfTheSum() {
    assertThat(head().value(row(-0.125, 0, 0, 0))).isEqualTo(0.5);
    assertThat(head().value(row(0.5, 0, 0, 0))).isEqualTo(0.77730); // 1 / (1 + e^-1.25)
  }
}
