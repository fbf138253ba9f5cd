// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelNamesTest {
  @ParameterizedTest
  @CsvSource({
    "service, service",
    "U__service_2e_name, service.name",
    "U__a__b, a_b",
    "U__a_1f600_b, a😀b",
    "U__, ''",
    "U__a_zz_b, U__a_zz_b",
    "U__a_2e, U__a_2e",
    "U__a_d800_, U__a_d800_",
    "U__a_ffffff_, U__a_ffffff_",
    "U__a_1234567_, U__a_1234567_"
  })
  void decodesTheEscape(String name, String expected) {
    assertThat(LabelNames.unescape(name)).isEqualTo(expected);
  }

  @Test
  void takesAnything() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      StringBuilder name = new StringBuilder("U__");
      for (int j = random.nextInt(12); j > 0; j--) {
        name.append("_02eazf".charAt(random.nextInt(7)));
      }
      assertThat(LabelNames.unescape(name.toString())).as("seed %d %s", seed, name).isNotNull();
    }
  }
}
