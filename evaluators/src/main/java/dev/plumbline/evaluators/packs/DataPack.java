// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.packs;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plumbline.evaluators.text.Folding;
import dev.plumbline.evaluators.text.Vocabulary;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.score.Polarity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One file of the user's, read and checked.
 *
 * @param hash 12 hex characters over the file
 * @param threshold the value from which on the thing is there; scores are mapped so that it is 0.5
 * @param label word of a score of 0.5 and above
 * @param shadow true when it is only tried out: scores stand beside the real ones, under the name
 *     of the dimension with {@code _shadow}
 * @param when segments and fields of a call to the values of which it must have one; empty for all
 */
record DataPack(
    String id,
    String version,
    String hash,
    String dimension,
    String group,
    Polarity polarity,
    String owner,
    String description,
    Scope scope,
    double threshold,
    String label,
    boolean shadow,
    Map<String, Set<String>> when,
    Rule rule) {
  private static final int MAX_PATTERNS = 50;
  private static final int MAX_PATTERN_CHARS = 500;
  private static final int MAX_PATTERN_SIZE = 2000;
  private static final int MAX_PHRASES = 5000;
  private static final int MAX_CAP = 100;
  private static final int MAX_WEIGHT = 100;

  /** Which text is judged. */
  enum Scope {
    ANSWER,
    QUESTION,
    SYSTEM
  }

  /** How the value is found. */
  sealed interface Rule {
    /** Each match leaves less doubt: 1 − Π (1 − weight) over at most cap matches of each. */
    record Patterns(List<OnePattern> patterns) implements Rule {}

    /** The logistic function of bias and the weights of at most cap hits of each phrase. */
    record Phrases(double bias, List<OnePhrase> phrases) implements Rule {}

    /** 1 when the text is JSON that follows the schema, else 0. */
    record Schema(String json) implements Rule {}
  }

  /**
   * @param near phrases of which one must stand in the text before the pattern is tried; empty for
   *     always
   */
  record OnePattern(String id, Pattern pattern, double weight, int cap, List<String> near) {}

  record OnePhrase(String phrase, double weight, int cap) {}

  private enum Kind {
    PATTERNS,
    LEXICON,
    SCHEMA
  }

  /**
   * Reads a file's content.
   *
   * @throws IllegalArgumentException with field, rule and value
   */
  static DataPack read(JsonNode file, String hash) {
    Fields in = new Fields("", file);
    Kind kind = kind(in);
    boolean schema = kind == Kind.SCHEMA;
    Scope scope = in.choice("scope", Scope.class, Scope.ANSWER);
    if (schema && scope != Scope.ANSWER) {
      throw Checks.broken(
          "scope", "must be answer for a schema", scope.name().toLowerCase(Locale.ROOT));
    }
    double threshold = in.number("threshold", 0, 1, 0.5);
    if (threshold == 0 || threshold == 1) {
      throw Checks.broken("threshold", "must be greater than 0 and less than 1", threshold);
    }
    DataPack pack =
        new DataPack(
            in.snake("id"),
            in.text("version", 40),
            hash,
            in.snake("dimension"),
            group(in),
            in.choice(
                "polarity",
                Polarity.class,
                schema ? Polarity.HIGHER_IS_BETTER : Polarity.HIGHER_IS_WORSE),
            in.text("owner", 100),
            in.text("description", 300),
            scope,
            threshold,
            in.text("label", 40, schema ? "valid" : "found"),
            in.flag("shadow", false),
            when(in),
            switch (kind) {
              case PATTERNS -> patterns(in);
              case LEXICON -> phrases(in);
              case SCHEMA -> schema(in);
            });
    in.done();
    return pack;
  }

  private static Kind kind(Fields in) {
    List<Kind> found = new ArrayList<>();
    if (in.has("patterns")) {
      found.add(Kind.PATTERNS);
    }
    if (in.has("phrases")) {
      found.add(Kind.LEXICON);
    }
    if (in.has("schema")) {
      found.add(Kind.SCHEMA);
    }
    if (found.size() != 1) {
      throw Checks.broken(
          "file", "must hold one of patterns, phrases and schema", found.size() + " of them");
    }
    return found.getFirst();
  }

  private static String group(Fields in) {
    String group = in.text("group", 20, "quality");
    List<String> groups =
        List.of("operational", "cost", "quality", "behaviour", "safety", "user", "input");
    if (!groups.contains(group)) {
      throw Checks.broken("group", "must be one of " + String.join(", ", groups), group);
    }
    return group;
  }

  private static Map<String, Set<String>> when(Fields in) {
    Map<String, Set<String>> when = new TreeMap<>();
    if (in.has("when")) {
      Fields names = new Fields("when", in.json("when"));
      for (String name : names.names()) {
        when.put(name, Set.copyOf(names.texts(name, 100, 200)));
      }
    }
    return when;
  }

  private static Rule patterns(Fields in) {
    boolean ignoreCase = in.flag("ignore_case", true);
    List<OnePattern> patterns = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode item : in.list("patterns", MAX_PATTERNS)) {
      Fields one = new Fields("patterns[" + patterns.size() + "]", item);
      String id = one.text("id", 64, "p" + (patterns.size() + 1));
      if (!ids.add(id)) {
        throw Checks.broken("patterns[" + patterns.size() + "].id", "must be unique", id);
      }
      patterns.add(
          new OnePattern(
              id,
              compiled(one.text("pattern", MAX_PATTERN_CHARS), ignoreCase, patterns.size()),
              one.number("weight", 1e-6, 1, 1),
              (int) one.number("cap", 1, MAX_CAP, 1),
              one.has("near") ? folded(one, "near", patterns.size()) : List.of()));
      one.done();
    }
    return new Rule.Patterns(List.copyOf(patterns));
  }

  private static List<String> folded(Fields one, String field, int index) {
    List<String> near = new ArrayList<>();
    for (String text : one.texts(field, 50, 100)) {
      near.add(phrase("patterns[" + index + "].near", text));
    }
    return near;
  }

  private static Pattern compiled(String text, boolean ignoreCase, int index) {
    String field = "patterns[" + index + "].pattern";
    if (PatternSize.of(text) > MAX_PATTERN_SIZE) {
      throw Checks.broken(field, "must not repeat so often", text);
    }
    try {
      Pattern pattern = Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
      if (pattern.matches("") || pattern.matcher("").find()) {
        throw Checks.broken(field, "must not match the empty text", text);
      }
      return pattern;
    } catch (PatternSyntaxException e) {
      throw Checks.broken(
          field, "must be a pattern of RE2 (no look-around, no back references)", text);
    }
  }

  private static Rule phrases(Fields in) {
    double bias = in.number("bias", -MAX_WEIGHT, MAX_WEIGHT, -2);
    int cap = (int) in.number("cap", 1, MAX_CAP, 3);
    List<OnePhrase> phrases = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode item : in.list("phrases", MAX_PHRASES)) {
      String path = "phrases[" + phrases.size() + "]";
      OnePhrase one;
      if (item.isString()) {
        one = new OnePhrase(phrase(path, item.asString()), 4, cap);
      } else {
        Fields fields = new Fields(path, item);
        one =
            new OnePhrase(
                phrase(path + ".phrase", fields.text("phrase", 200)),
                fields.number("weight", -MAX_WEIGHT, MAX_WEIGHT, 4),
                (int) fields.number("cap", 1, MAX_CAP, cap));
        fields.done();
      }
      if (!seen.add(one.phrase())) {
        throw Checks.broken(path, "must be unique", one.phrase());
      }
      phrases.add(one);
    }
    return new Rule.Phrases(bias, List.copyOf(phrases));
  }

  /** Folded words with single spaces between them. */
  private static String phrase(String field, String text) {
    String folded = Folding.fold(text).strip().replaceAll("\\s+", " ");
    int words = folded.isEmpty() ? 0 : folded.split(" ").length;
    if (words == 0 || words > Vocabulary.MAX_WORDS || folded.length() > 200) {
      throw Checks.broken(field, "must be 1 to " + Vocabulary.MAX_WORDS + " words", text);
    }
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      boolean inside = i > 0 && i < folded.length() - 1;
      if (!(Character.isLetterOrDigit(c) || c == ' ' || (inside && c == '\''))) {
        throw Checks.broken(
            field, "must be words of letters and digits with spaces between them", text);
      }
    }
    return folded;
  }

  private static Rule schema(Fields in) {
    JsonNode schema = in.json("schema");
    if (!schema.isObject() && !schema.isBoolean()) {
      throw Checks.broken("schema", "must be a JSON Schema", schema.getNodeType());
    }
    return new Rule.Schema(schema.toString());
  }
}
