// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.hash.Sha256;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads one rubric or panel; tells every problem at once. One thread. */
final class RubricFile {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final int MAX_TEXT = 4000;
  private static final int MAX_GRADES = 10;
  private static final Set<String> RUBRIC_KEYS =
      Set.of(
          "id",
          "version",
          "dimension",
          "group",
          "description",
          "polarity",
          "question",
          "scale",
          "anchors",
          "instructions",
          "needs",
          "shows",
          "evidence_from");
  private static final Set<String> PANEL_KEYS =
      Set.of("id", "version", "description", "rubrics", "flag");
  private static final Set<String> GROUPS =
      Set.of("operational", "cost", "quality", "behaviour", "safety", "user", "input");

  private final String name;
  private final JsonNode root;
  private final List<String> problems = new ArrayList<>();

  private RubricFile(String name, JsonNode root) {
    this.name = name;
    this.root = root;
  }

  /**
   * Opens a file.
   *
   * @throws PlumblineException INVALID_INPUT when it is no JSON object
   */
  static RubricFile open(String name, byte[] bytes) {
    try {
      JsonNode root = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
      if (root.isObject()) {
        return new RubricFile(name, root);
      }
    } catch (JacksonException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "rubric file "
              + name
              + " is no valid JSON, line "
              + e.getLocation().getLineNr()
              + ": "
              + e.getOriginalMessage());
    }
    throw new PlumblineException(
        ErrorKind.INVALID_INPUT, "rubric file " + name + " must hold a JSON object");
  }

  boolean isPanel() {
    return root.has("rubrics");
  }

  Rubric rubric() {
    known(RUBRIC_KEYS);
    String id = id("id");
    int min = grade(root.path("scale").path("min"), "scale.min");
    int max = grade(root.path("scale").path("max"), "scale.max");
    if (max <= min || max - min >= MAX_GRADES) {
      problems.add("scale must go up, with at most " + MAX_GRADES + " grades");
    }
    Set<Source> shows = enums("shows", Source.class);
    Set<Source> evidence = enums("evidence_from", Source.class);
    if (!shows.containsAll(evidence)) {
      problems.add("evidence_from must name only what shows names");
    }
    Rubric rubric =
        new Rubric(
            id,
            text("version", 100),
            hash(),
            root.has("dimension") ? id("dimension") : id,
            group(),
            text("description", MAX_TEXT),
            polarity(),
            text("question", MAX_TEXT),
            min,
            max,
            anchors(min, max),
            texts("instructions", false),
            enums("needs", Need.class),
            shows,
            evidence);
    if (!Set.of(Need.EMBEDDING, Need.TIMES, Need.USAGE).stream()
        .noneMatch(rubric.needs()::contains)) {
      problems.add("needs: a judge reads texts; embedding, times and usage are none");
    }
    throwIfInvalid();
    return rubric;
  }

  Panel panel() {
    known(PANEL_KEYS);
    String id = id("id");
    List<String> rubrics = texts("rubrics", true);
    Optional<Panel.Flag> flag = Optional.empty();
    JsonNode node = root.path("flag");
    if (node.isObject()) {
      TreeMap<String, Integer> any = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : node.path("any_at_most").properties()) {
        if (!rubrics.contains(entry.getKey())) {
          problems.add("flag.any_at_most." + entry.getKey() + " is not among the rubrics");
        }
        any.put(entry.getKey(), grade(entry.getValue(), "flag.any_at_most." + entry.getKey()));
      }
      flag =
          Optional.of(new Panel.Flag(grade(node.path("mean_at_most"), "flag.mean_at_most"), any));
    } else if (!node.isMissingNode()) {
      problems.add("flag must be an object");
    }
    Panel panel = new Panel(id, text("version", 100), rubrics, flag);
    throwIfInvalid();
    return panel;
  }

  private void throwIfInvalid() {
    if (!problems.isEmpty()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "rubric file " + name + ": " + String.join("; ", problems));
    }
  }

  private void known(Set<String> keys) {
    for (String key : root.propertyNames()) {
      if (!keys.contains(key)) {
        problems.add("unknown key " + Checks.shown(key));
      }
    }
  }

  private String id(String key) {
    String value = text(key, 63);
    if (!value.isEmpty() && !ID.matcher(value).matches()) {
      problems.add(
          key
              + " must be lower_snake_case and begin with a letter, but was "
              + Checks.shown(value));
    }
    return value.isEmpty() ? "unnamed" : value;
  }

  private String text(String key, int max) {
    JsonNode node = root.path(key);
    if (!node.isString() || node.stringValue().isBlank() || node.stringValue().length() > max) {
      problems.add(key + " must be text of 1 to " + max + " characters");
      return "";
    }
    return node.stringValue();
  }

  private List<String> texts(String key, boolean needed) {
    List<String> found = new ArrayList<>();
    JsonNode node = root.path(key);
    if (node.isMissingNode() && !needed) {
      return found;
    }
    if (!node.isArray() || node.size() > 30 || (needed && node.isEmpty())) {
      problems.add(key + " must be a list of at most 30 texts");
      return found;
    }
    for (JsonNode item : node) {
      if (!item.isString() || item.stringValue().length() > MAX_TEXT) {
        problems.add(key + " must hold texts of at most " + MAX_TEXT + " characters");
        return found;
      }
      found.add(item.stringValue());
    }
    return found;
  }

  private int grade(JsonNode node, String key) {
    if (!node.isIntegralNumber() || !node.canConvertToInt() || Math.abs(node.intValue()) > 1000) {
      problems.add(key + " must be a whole number");
      return 0;
    }
    return node.intValue();
  }

  private String group() {
    String group = root.path("group").asString("quality");
    if (!GROUPS.contains(group)) {
      problems.add("group must be one of " + String.join(", ", new java.util.TreeSet<>(GROUPS)));
    }
    return group;
  }

  private Polarity polarity() {
    String text = root.path("polarity").asString("higher_is_better");
    for (Polarity polarity : Polarity.values()) {
      if (polarity.name().toLowerCase(Locale.ROOT).equals(text)) {
        return polarity;
      }
    }
    problems.add("polarity must be one of higher_is_better, higher_is_worse, neutral");
    return Polarity.NEUTRAL;
  }

  private java.util.SortedMap<Integer, Rubric.Anchor> anchors(int min, int max) {
    TreeMap<Integer, Rubric.Anchor> anchors = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : root.path("anchors").properties()) {
      int grade;
      try {
        grade = Integer.parseInt(entry.getKey());
      } catch (NumberFormatException e) {
        grade = Integer.MIN_VALUE;
      }
      String means = entry.getValue().path("means").asString("");
      if (grade < min || grade > max) {
        problems.add("anchors: " + Checks.shown(entry.getKey()) + " is no grade of the scale");
      } else if (means.isBlank() || means.length() > MAX_TEXT) {
        problems.add("anchors." + grade + ".means must be text");
      }
      anchors.put(grade, new Rubric.Anchor(means, entry.getValue().path("example").asString("")));
    }
    if (!anchors.containsKey(min) || !anchors.containsKey(max)) {
      problems.add("anchors must say what the lowest and the highest grade mean");
    }
    return anchors;
  }

  private <E extends Enum<E>> Set<E> enums(String key, Class<E> type) {
    Set<E> found = EnumSet.noneOf(type);
    for (String text : texts(key, true)) {
      try {
        found.add(Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        problems.add(
            key
                + ": "
                + Checks.shown(text)
                + " must be one of "
                + String.join(
                    ", ",
                    EnumSet.allOf(type).stream()
                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                        .toList()));
      }
    }
    return found;
  }

  private String hash() {
    return Sha256.hex(root.toString(), 12);
  }
}
