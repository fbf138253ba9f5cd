// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.EvalData;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.Vocabulary;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Span F1 on labelled texts, where they lie beside the project. */
class PiiDataTest {
  @Test
  void findsWhatPeopleLabelled() {
    for (String file : List.of("train", "dev")) {
      Result result =
          measure(EvalData.rows("pii/presidio-synth." + file + ".jsonl").orElse(List.of()));
      if (result.labelled > 0) {
        System.err.println("pii, " + file + ": " + result);
        assertThat(result.f1()).isGreaterThan(0.9);
      }
    }
  }

  private static Result measure(List<JsonNode> rows) {
    PiiDetector detector = new PiiDetector();
    Vocabulary none = Vocabulary.of(List.of());
    Result result = new Result();
    for (JsonNode row : rows) {
      String text = row.path("text").asString();
      List<Finding> found = detector.find(new TextView(text, none));
      boolean[] used = new boolean[found.size()];
      for (JsonNode label : row.path("label")) {
        String type = label.path("structured").asString("");
        if (type.isEmpty()) {
          continue;
        }
        result.labelled++;
        int start = text.offsetByCodePoints(0, label.path("start").asInt());
        int end = text.offsetByCodePoints(0, label.path("end").asInt());
        boolean hit = false;
        for (int i = 0; i < used.length && !hit; i++) {
          Finding f = found.get(i);
          int overlap = Math.min(end, f.end()) - Math.max(start, f.start());
          int union = Math.max(end, f.end()) - Math.min(start, f.start());
          if (!used[i] && f.type().label().equals(type) && overlap * 2 > union) {
            used[i] = true;
            hit = true;
          }
        }
        result.hits += hit ? 1 : 0;
      }
      result.found += used.length;
    }
    return result;
  }

  private static final class Result {
    int labelled;
    int found;
    int hits;

    double f1() {
      return 2.0 * hits / (labelled + found);
    }

    @Override
    public String toString() {
      return String.format(
          java.util.Locale.ROOT,
          "labelled %d, found %d, hits %d, P %.3f R %.3f F1 %.3f",
          labelled,
          found,
          hits,
          (double) hits / found,
          (double) hits / labelled,
          f1());
    }
  }
}
