// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The test scripts of Prometheus itself, of 2.42 and 3.15, against the engine. */
class PrometheusScriptsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "v3/aggregators",
        "v3/at_modifier",
        "v3/collision",
        "v3/fill-modifier",
        "v3/functions",
        "v3/histograms",
        "v3/limit",
        "v3/literals",
        "v3/operators",
        "v3/range_queries",
        "v3/selectors",
        "v3/staleness",
        "v3/subquery",
        "v3/trig_functions",
        "v2/aggregators",
        "v2/at_modifier",
        "v2/collision",
        "v2/functions",
        "v2/histograms",
        "v2/literals",
        "v2/operators",
        "v2/selectors",
        "v2/staleness",
        "v2/subquery",
        "v2/trig_functions"
      })
  void passes(String name) throws IOException {
    PromqlConfig standard = PromqlConfig.defaults();
    PromqlConfig config =
        new PromqlConfig(
            name.startsWith("v2") ? Semantics.PROMETHEUS_2 : Semantics.PROMETHEUS_3,
            standard.lookback(),
            standard.timeout(),
            standard.maxSamples(),
            standard.maxSeries(),
            standard.maxSteps());
    PromqlScript.Outcome outcome = PromqlScript.run(read(name), config);
    assertThat(String.join("\n", outcome.failures())).isEmpty();
    assertThat(outcome.passed()).isPositive();
  }

  private static String read(String name) throws IOException {
    String path = "prometheus/" + name + ".test";
    try (InputStream in =
        Objects.requireNonNull(PrometheusScriptsTest.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
