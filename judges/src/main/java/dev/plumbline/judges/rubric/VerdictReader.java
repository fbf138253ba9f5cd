// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a judge's answer strictly: what is not exactly the form is malformed. */
public final class VerdictReader {
  private static final Set<String> KEYS =
      Set.of("evidence", "reasoning", "score", "confidence", "cannot_judge");
  private static final int MAX_WORDS = 60;
  private static final int MAX_REASONING = 4000;
  private static final int MAX_QUOTES = 10;
  private static final int MAX_QUOTE = 1000;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private VerdictReader() {}

  public static Verdict read(String text, Rubric rubric) {
    JsonNode root;
    try {
      root = JSON.readTree(bare(text));
    } catch (JacksonException e) {
      return new Verdict.Malformed("the answer is not one JSON object");
    }
    if (!root.isObject()) {
      return new Verdict.Malformed("the answer is not one JSON object");
    }
    for (String key : root.propertyNames()) {
      if (!KEYS.contains(key)) {
        return new Verdict.Malformed("the answer has a key that was not asked for");
      }
    }
    for (String key : List.of("evidence", "reasoning", "score", "confidence")) {
      if (!root.has(key) && !root.path("cannot_judge").asBoolean(false)) {
        return new Verdict.Malformed("key " + key + " is missing");
      }
    }
    return fields(root, rubric);
  }

  private static Verdict fields(JsonNode root, Rubric rubric) {
    JsonNode cannot = root.path("cannot_judge");
    if (!cannot.isMissingNode() && !cannot.isBoolean()) {
      return new Verdict.Malformed("cannot_judge must be true or false");
    }
    JsonNode reasoning = root.path("reasoning");
    if (!reasoning.isMissingNode()
        && (!reasoning.isString() || reasoning.stringValue().length() > MAX_REASONING)) {
      return new Verdict.Malformed("reasoning must be text of at most " + MAX_WORDS + " words");
    }
    String reason = firstWords(reasoning.asString(""));
    if (cannot.asBoolean(false)) {
      return new Verdict.CannotJudge(reason);
    }
    JsonNode score = root.path("score");
    double grade = score.isNumber() ? score.doubleValue() : Double.NaN;
    if (!(grade >= rubric.min() && grade <= rubric.max()) || grade != Math.rint(grade)) {
      return new Verdict.Malformed(
          "score must be a whole number from " + rubric.min() + " to " + rubric.max());
    }
    JsonNode confidence = root.path("confidence");
    if (!confidence.isNumber()
        || !(confidence.doubleValue() >= 0 && confidence.doubleValue() <= 1)) {
      return new Verdict.Malformed("confidence must be a number from 0 to 1");
    }
    List<String> quotes = new ArrayList<>();
    JsonNode evidence = root.path("evidence");
    if (!evidence.isArray() || evidence.size() > MAX_QUOTES) {
      return new Verdict.Malformed("evidence must be a list of quotations");
    }
    for (JsonNode quote : evidence) {
      if (!quote.isString() || quote.stringValue().length() > MAX_QUOTE) {
        return new Verdict.Malformed("evidence must be a list of quotations");
      }
      if (!quote.stringValue().isBlank()) {
        quotes.add(quote.stringValue());
      }
    }
    return new Verdict.Graded((int) grade, reason, confidence.doubleValue(), quotes);
  }

  /** Without what models put around JSON when nothing forces its form: thoughts and a fence. */
  private static String bare(String text) {
    String rest = text.strip();
    if (rest.startsWith("<think>")) {
      int end = rest.indexOf("</think>");
      rest = end < 0 ? "" : rest.substring(end + "</think>".length()).strip();
    }
    if (rest.startsWith("```") && rest.endsWith("```") && rest.length() > 6) {
      int line = rest.indexOf('\n');
      rest = line < 0 ? "" : rest.substring(line + 1, rest.length() - 3).strip();
    }
    return rest;
  }

  private static String firstWords(String text) {
    int words = 0;
    boolean space = true;
    for (int i = 0; i < text.length(); i++) {
      boolean white = Character.isWhitespace(text.charAt(i));
      if (!white && space && ++words > MAX_WORDS) {
        return text.substring(0, i).strip() + " ...";
      }
      space = white;
    }
    return text.strip();
  }
}
