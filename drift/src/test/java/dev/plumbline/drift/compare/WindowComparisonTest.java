// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.drift.compare.WindowComparison.Method;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Expected numbers: scipy 1.17 (ks_2samp, special.kolmogorov, wasserstein_distance, jensenshannon)
 * and numpy 2.4.
 */
final class WindowComparisonTest {
  private static final double[] A =
      IntStream.range(0, 200).mapToDouble(i -> (i * 37) % 101 / 10.0).toArray();
  private static final double[] B =
      IntStream.range(0, 150).mapToDouble(i -> (i * 53) % 97 / 9.0 + .8).toArray();

  @Test
  void numbersAreThoseOfScipy() {
    double distance = WindowComparison.kolmogorovSmirnov(A, B);
    assertThat(distance).isCloseTo(0.1366666666666666, within(1e-12));
    assertThat(Method.KS.of(A, B)).isCloseTo(0.08136379153090288, within(1e-12));
    assertThat(WindowComparison.wasserstein(A, B)).isCloseTo(1.0354999999999999, within(1e-12));
    assertThat(Method.WASSERSTEIN.of(A, B)).isCloseTo(0.35415983711539123, within(1e-12));
    assertThat(Method.JENSEN_SHANNON.of(A, B)).isCloseTo(0.2052467438336721, within(1e-12));
    assertThat(Method.PSI.of(A, B)).isCloseTo(0.7512771960611032, within(1e-12));
  }

  @Test
  void theSameWindowsAreAtNoDistance() {
    for (Method method : Method.values()) {
      assertThat(method.drifted(method.of(A, A))).isFalse();
      assertThat(method.of(A, A)).isEqualTo(method == Method.KS ? 1.0 : 0.0);
    }
  }
}
