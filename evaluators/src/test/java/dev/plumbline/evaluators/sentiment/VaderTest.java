// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VaderTest {
  private final Vader vader = new Vader();

  /** Values of the Python package vaderSentiment 3.3.2, its own examples and random word lists. */
  @Test
  void givesTheValuesOfTheOriginal() throws Exception {
    JsonMapper json = new JsonMapper();
    int checked = 0;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    VaderTest.class.getResourceAsStream("/sentiment/vader.golden.jsonl")),
                StandardCharsets.UTF_8))) {
      String line = in.readLine();
      while (line != null) {
        JsonNode row = json.readTree(line);
        String text = row.path("text").asString();
        assertThat(vader.compound(text))
            .as(text)
            .isEqualTo(row.path("compound").asDouble(), within(1e-4));
        checked++;
        line = in.readLine();
      }
    }
    assertThat(checked).isGreaterThan(300);
  }

  @Test
  void anyTextHasAValueBetweenMinusOneAndOne() {
    long seed = 42;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder();
      int n = random.nextInt(400);
      for (int k = 0; k < n; k++) {
        text.append(
            (char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : 32 + random.nextInt(96)));
      }
      assertThat(vader.compound(text.toString()))
          .as("seed %d, text %d", seed, i)
          .isBetween(-1.0, 1.0);
    }
  }
}
