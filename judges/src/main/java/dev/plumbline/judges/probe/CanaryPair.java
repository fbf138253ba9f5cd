// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import dev.plumbline.judges.rubric.JudgeInput;
import dev.plumbline.judges.rubric.Source;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A question with two answers of which a sound judge sets the first higher. In the built-in ones
 * for correctness the wrong answer is the long and fluent one.
 *
 * @param rubric id of the rubric they are judged by
 */
public record CanaryPair(String id, String rubric, String question, String good, String bad) {
  private static final String RESOURCE = "/canaries/canaries.json";

  /** The question with the good answer. */
  public JudgeInput goodInput() {
    return JudgeInput.of(Map.of(Source.USER, question, Source.REPLY, good));
  }

  /** The question with the bad answer. */
  public JudgeInput badInput() {
    return goodInput().withReply(bad);
  }

  /** The pairs that ship with the product, for correctness, completeness and tone. */
  public static List<CanaryPair> builtIn() {
    try (InputStream in = CanaryPair.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      return parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }

  /**
   * Pairs of a file of the same form.
   *
   * @throws PlumblineException INVALID_INPUT
   */
  public static List<CanaryPair> parse(byte[] json) {
    try {
      List<CanaryPair> pairs = new ArrayList<>();
      for (JsonNode pair : new JsonMapper().readTree(json).path("pairs")) {
        pairs.add(
            new CanaryPair(
                text(pair, "id"),
                text(pair, "rubric"),
                text(pair, "question"),
                text(pair, "good"),
                text(pair, "bad")));
      }
      return pairs;
    } catch (JacksonException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "canaries are no valid JSON");
    }
  }

  private static String text(JsonNode pair, String key) {
    String text = pair.path(key).asString("");
    if (text.isBlank()) {
      throw PlumblineException.invalid(
          "canary " + pair.path("id").asString(""), "needs " + key, "");
    }
    return text;
  }

  /**
   * At most {@code max} pairs of these rubrics, as evenly as they allow, always the same ones.
   *
   * @param rubrics ids
   */
  public static List<CanaryPair> choose(List<CanaryPair> all, List<String> rubrics, int max) {
    List<CanaryPair> chosen = new ArrayList<>();
    for (int round = 0; chosen.size() < max; round++) {
      int before = chosen.size();
      for (String rubric : rubrics) {
        List<CanaryPair> own = all.stream().filter(pair -> pair.rubric().equals(rubric)).toList();
        if (round < own.size() && chosen.size() < max) {
          chosen.add(own.get(round));
        }
      }
      if (chosen.size() == before) {
        return chosen;
      }
    }
    return chosen;
  }
}
