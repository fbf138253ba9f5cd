// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.drift.attribution.Decomposition.Group;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Computed by hand. */
final class DecompositionTest {
  private static final Map<String, Group> BEFORE =
      Map.of("billing", new Group(60, .9), "returns", new Group(40, .5));

  @Test
  void mixAndBehaviourAddUpToTheDifference() {
    Map<String, Group> after = Map.of("billing", new Group(30, .8), "returns", new Group(70, .5));
    Decomposition split = Decomposition.of(BEFORE, after);
    // before .74, after .59; mix -.3*.85 + .3*.5 = -.105; behaviour .45*(-.1) = -.045
    assertThat(split.mix()).isCloseTo(-.105, within(1e-12));
    assertThat(split.behaviour()).isCloseTo(-.045, within(1e-12));
    assertThat(split.total()).isCloseTo(.59 - .74, within(1e-12));
    assertThat(split.bySlice().values()).extracting(Decomposition.Part::behaviour).contains(0.0);
  }

  @Test
  void anotherMixAloneIsNoBehaviour() {
    Map<String, Group> after = Map.of("billing", new Group(10, .9), "returns", new Group(90, .5));
    assertThat(Decomposition.of(BEFORE, after).behaviour()).isZero();
    assertThat(Decomposition.postStratified(BEFORE, after)).isCloseTo(.74, within(1e-12));
  }

  @Test
  void aNewSliceCountsAsMix() {
    Map<String, Group> after =
        Map.of(
            "billing", new Group(60, .9), "returns", new Group(40, .5), "new", new Group(100, .2));
    Decomposition split = Decomposition.of(BEFORE, after);
    assertThat(split.behaviour()).isZero();
    assertThat(split.mix()).isCloseTo(.47 - .74, within(1e-12));
  }
}
