// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.Vocabulary;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Forms of many countries and issuers, and numbers that only look like them; written for this. */
class PiiFormsTest {
  private final PiiDetector detector = new PiiDetector();

  @Test
  void findsEachFormAndNothingElse() throws Exception {
    for (String line : lines()) {
      JsonNode row = new JsonMapper().readTree(line);
      String text = row.path("text").asString();
      List<String> expected = new ArrayList<>();
      row.path("found").forEach(node -> expected.add(node.asString()));
      List<String> found =
          detector.find(new TextView(text, Vocabulary.of(List.of()))).stream()
              .map(f -> f.type().label() + "=" + text.substring(f.start(), f.end()))
              .toList();

      assertThat(found).as(text).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static List<String> lines() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(PiiFormsTest.class.getResourceAsStream("/pii/forms.jsonl"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
