// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {
  @Test
  void whatIsNoModelIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OnnxGraph.withOutputs(new byte[0], List.of("x")));
    Random random = new Random(3);
    int refused = 0;
    for (int run = 0; run < 5000; run++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      try {
        OnnxGraph.withOutputs(noise, List.of("x"));
      } catch (IllegalArgumentException e) {
        refused++; // nothing else may be thrown; some noise happens to be a message with a graph
      }
    }
    assertThat(refused).isGreaterThan(4500);
  }
}
