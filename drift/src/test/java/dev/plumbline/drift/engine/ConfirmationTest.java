// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ConfirmationTest {
  /** The example of Benjamini and Hochberg (1995), section 3: four rejections at .05. */
  @Test
  void benjaminiHochbergAsPublished() {
    double[] p = {
      .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528,
      .7590, 1
    };
    boolean[] found = Confirmation.benjaminiHochberg(p, .05);
    for (int i = 0; i < p.length; i++) {
      assertThat(found[i]).isEqualTo(i < 4);
    }
  }

  /** With 3 cells and patience 100: one cell needs 300, two need 150 each. */
  @Test
  void standingListTakesTheLargestCountThatHolds() {
    double[] logs = {Math.log(160), Math.log(155), Math.log(20)};
    assertThat(Confirmation.standing(logs, 100)).containsExactly(true, true, false);
    double[] one = {Math.log(290), Math.log(20), Math.log(20)};
    assertThat(Confirmation.standing(one, 100)).containsExactly(false, false, false);
  }

  /** scipy.stats.norm.sf. */
  @Test
  void twoSidedProbabilities() {
    assertThat(Confirmation.twoSided(1.959963984540054)).isCloseTo(0.05, within(1e-7));
    assertThat(Confirmation.twoSided(-3)).isCloseTo(0.0026997960632601866, within(1e-8));
    assertThat(Confirmation.twoSided(0)).isCloseTo(1, within(1e-6));
  }
}
