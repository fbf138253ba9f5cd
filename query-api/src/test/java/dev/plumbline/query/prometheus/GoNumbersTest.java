// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected texts are what Go's strconv gives with the formats that Prometheus uses. */
class GoNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "0.83, 0.83",
    "-1.5, -1.5",
    "100, 100",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "1.5e300, 1.5e+300",
    "1e-6, 0.000001",
    "1e-7, 1e-07",
    "1.25e-10, 1.25e-10",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf",
    "0.1, 0.1",
    "1234567.875, 1234567.875"
  })
  void writesSamplesAsPrometheusDoes(double value, String expected) {
    assertThat(GoNumbers.sample(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.83, 8.3e-01",
    "0, 0e+00",
    "1, 1e+00",
    "-12.5, -1.25e+01",
    "1e100, 1e+100",
    "NaN, NaN",
    "1e-7, 1e-07"
  })
  void writesAlertValuesWithExponent(double value, String expected) {
    assertThat(GoNumbers.exponent(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4000, 4",
    "1795249059144, 1795249059.144",
    "1795249059100, 1795249059.100",
    "1795249059001, 1795249059.001",
    "-1500, -1.500",
    "-500, -0.500"
  })
  void writesTimesAsSeconds(long millis, String expected) {
    assertThat(GoNumbers.timestamp(millis)).isEqualTo(expected);
  }

  @Test
  void readsBackWhatItWrote() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(GoNumbers.sample(value)))
            .as("seed %d", seed)
            .isEqualTo(value);
        assertThat(Double.parseDouble(GoNumbers.exponent(value))).isEqualTo(value);
      }
    }
  }
}
