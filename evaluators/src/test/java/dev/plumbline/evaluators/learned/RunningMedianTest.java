// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

class RunningMedianTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void isTheExactMedianOfShortLengths() {
    Random random = new Random(1);
    for (int n = 1; n <= 200; n++) {
      int[] lengths = random.ints(n, 0, 64).toArray();
      RunningMedian running = of(lengths);
      Arrays.sort(lengths);
      double exact = (lengths[(n - 1) / 2] + lengths[n / 2]) / 2.0;
      assertThat(running.median()).isEqualTo(exact);
    }
  }

  @Test
  void isNearTheMedianOfLongLengths() {
    Random random = new Random(2);
    for (int round = 0; round < 100; round++) {
      int[] lengths = random.ints(501, 64, 10_000).toArray();
      RunningMedian running = of(lengths);
      Arrays.sort(lengths);
      assertThat(running.median()).isCloseTo(lengths[250], within(lengths[250] * 0.016));
    }
  }

  @Test
  void followsAChange() {
    RunningMedian running = new RunningMedian();
    for (int i = 0; i < 5000; i++) {
      running.add(20);
    }
    for (int i = 0; i < 3000; i++) {
      running.add(50);
    }
    assertThat(running.median()).isEqualTo(50);
    assertThat(running.count()).isLessThan(RunningMedian.MOST);
  }

  @Test
  void outlivesARestart() {
    RunningMedian running = of(new int[] {3, 9, 9, 70, 400, 1_000_000});
    ArrayNode node = JSON.createArrayNode();
    running.write(node);
    RunningMedian read = RunningMedian.read(JSON.readTree(node.toString()));
    assertThat(read.count()).isEqualTo(6);
    assertThat(read.median()).isEqualTo(running.median());
    assertThatThrownBy(() -> RunningMedian.read(JSON.readTree("[999, 1]")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RunningMedian.read(JSON.readTree("[1, -4]")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static RunningMedian of(int[] lengths) {
    RunningMedian out = new RunningMedian();
    Arrays.stream(lengths).forEach(out::add);
    return out;
  }
}
