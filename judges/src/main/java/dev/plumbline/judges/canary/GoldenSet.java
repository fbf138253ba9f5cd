// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.canary;

import dev.plumbline.judges.canary.GoldenExample.Expectation;
import dev.plumbline.judges.client.ModelRequest;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Questions that are asked together.
 *
 * @param minPass share of answers that must hold what is expected, 0 to 1, whatever was before
 */
public record GoldenSet(String name, double minPass, List<GoldenExample> examples) {
  /** Sets that ship. */
  public static final List<String> PROBES = List.of("format-json-001", "refusal-001");

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MAX_EXAMPLES = 1000;
  private static final int MAX_CHARS = 200_000;
  private static final Set<String> KEYS =
      Set.of(
          "id",
          "system",
          "prompt",
          "input",
          "tools",
          "output_schema",
          "ask_schema",
          "attributes",
          "conversation",
          "expect");

  public GoldenSet {
    examples = List.copyOf(examples);
  }

  /** A set that ships. */
  public static GoldenSet probe(String name) {
    try (InputStream in = GoldenSet.class.getResourceAsStream("/canaries/" + name + ".json")) {
      if (in == null || !PROBES.contains(name)) {
        throw PlumblineException.invalid("set", "must be a file or one of " + PROBES, name);
      }
      return of(name, JSON.readTree(in.readAllBytes()));
    } catch (IOException e) {
      throw new PlumblineException(ErrorKind.INTERNAL, "set " + name + " cannot be read", e);
    }
  }

  /**
   * A set of JSON lines; fields that {@code evaluate} knows and a question does not need (an
   * answer, a time) are left out.
   *
   * @throws PlumblineException INVALID_INPUT naming line and rule
   */
  public static GoldenSet ofLines(String name, List<String> lines) {
    List<JsonNode> nodes = new ArrayList<>();
    int number = 0;
    for (String line : lines) {
      number++;
      if (!line.isBlank()) {
        try {
          nodes.add(JSON.readTree(line));
        } catch (JacksonException e) {
          throw new PlumblineException(
              ErrorKind.INVALID_INPUT, name + ": line " + number + " is no JSON", e);
        }
      }
    }
    return of(name, 0, "", nodes);
  }

  /**
   * A set of one document: {@code {name, system, min_pass, examples: [...]}}.
   *
   * @throws PlumblineException INVALID_INPUT naming example and rule
   */
  public static GoldenSet of(String name, JsonNode root) {
    List<JsonNode> examples = new ArrayList<>();
    root.path("examples").forEach(examples::add);
    double minPass = root.path("min_pass").asDouble(0);
    if (!(minPass >= 0 && minPass <= 1)) {
      throw PlumblineException.invalid("min_pass", "must be between 0 and 1", minPass);
    }
    return of(
        root.path("name").asString(name), minPass, root.path("system").asString(""), examples);
  }

  private static GoldenSet of(String name, double minPass, String system, List<JsonNode> nodes) {
    if (nodes.isEmpty() || nodes.size() > MAX_EXAMPLES) {
      throw PlumblineException.invalid(
          name, "must have 1 to " + MAX_EXAMPLES + " examples", nodes.size());
    }
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,80}")) {
      throw PlumblineException.invalid(
          "name of the set", "must be letters, digits, dots, - and _", name);
    }
    List<GoldenExample> examples = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode node : nodes) {
      String where = name + ": example " + (examples.size() + 1);
      if (!(node instanceof ObjectNode object)) {
        throw new PlumblineException(ErrorKind.INVALID_INPUT, where + " must be an object");
      }
      GoldenExample example = example(object, system, where, examples.size() + 1);
      if (!ids.add(example.key())) {
        throw new PlumblineException(ErrorKind.INVALID_INPUT, where + " stands there twice");
      }
      examples.add(example);
    }
    return new GoldenSet(name, minPass, examples);
  }

  private static GoldenExample example(ObjectNode given, String system, String where, int number) {
    ObjectNode line = JSON.createObjectNode();
    for (String key : KEYS) {
      if (given.has(key)) {
        line.set(key, given.get(key));
      }
    }
    if (line.toString().length() > MAX_CHARS) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, where + " must have at most " + MAX_CHARS + " characters");
    }
    if (!line.has("system") && !system.isEmpty()) {
      line.put("system", system);
    }
    JsonNode own = line.path("system");
    if (!own.isMissingNode() && !own.isString()) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, where + ": system must be text");
    }
    JsonNode schema = line.path("output_schema");
    if (!schema.isMissingNode() && !schema.isObject()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, where + ": output_schema must be an object");
    }
    List<Expectation> expectations = expectations(line.path("expect"), where);
    if (schema.isObject()
        && expectations.stream().noneMatch(e -> e.dimension().equals("schema_valid"))) {
      expectations.add(new Expectation("schema_valid", 1, 1));
    }
    boolean ask = line.path("ask_schema").asBoolean(false);
    String id = given.path("id").asString("");
    String hash = Sha256.hex(JSON.writeValueAsString(new java.util.TreeMap<>(fields(line))), 8);
    line.remove(List.of("expect", "ask_schema"));
    return new GoldenExample(
        (id.isBlank() ? String.valueOf(number) : id) + "@" + hash,
        line,
        own.asString(""),
        turns(line, where),
        ask && schema instanceof ObjectNode object ? object : JSON.createObjectNode(),
        expectations);
  }

  private static Map<String, JsonNode> fields(ObjectNode line) {
    Map<String, JsonNode> fields = new java.util.TreeMap<>();
    line.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    fields.remove("id");
    return fields;
  }

  private static List<Expectation> expectations(JsonNode node, String where) {
    List<Expectation> expectations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode bounds = entry.getValue();
      double min = bounds.path("min").asDouble(Double.NEGATIVE_INFINITY);
      double max = bounds.path("max").asDouble(Double.POSITIVE_INFINITY);
      if (!bounds.isObject()
          || !(min <= max)
          || (Double.isInfinite(min) && Double.isInfinite(max))) {
        throw new PlumblineException(
            ErrorKind.INVALID_INPUT,
            where + ": expect." + entry.getKey() + " must be an object with min, max or both");
      }
      expectations.add(new Expectation(entry.getKey(), min, max));
    }
    return expectations;
  }

  private static List<ModelRequest.Turn> turns(ObjectNode line, String where) {
    JsonNode prompt = line.has("input") ? line.get("input") : line.path("prompt");
    List<ModelRequest.Turn> turns = new ArrayList<>();
    if (prompt.isString() && !prompt.asString().isBlank()) {
      turns.add(new ModelRequest.Turn(true, prompt.asString()));
    } else if (prompt.isArray()) {
      for (JsonNode message : prompt) {
        turns.add(
            new ModelRequest.Turn(
                !message.path("role").asString("user").equals("assistant"), content(message)));
      }
    }
    boolean last = !turns.isEmpty() && turns.getLast().user();
    if (!last || turns.stream().anyMatch(turn -> turn.text().isBlank())) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          where + ": prompt must be text, or messages with text of which the user's is the last");
    }
    return turns;
  }

  private static String content(JsonNode message) {
    if (message.path("content").isString()) {
      return message.path("content").asString();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : message.path("parts")) {
      text.append(part.path("content").asString(""));
    }
    return text.toString();
  }
}
