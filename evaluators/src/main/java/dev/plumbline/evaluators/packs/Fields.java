// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.packs;

import dev.plumbline.model.error.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * One object of a file, read field by field. A broken rule throws {@link IllegalArgumentException}
 * with field, rule and value; a field that nobody read is one. One thread.
 */
final class Fields {
  private final String path;
  private final JsonNode node;
  private final Set<String> known = new TreeSet<>();

  Fields(String path, JsonNode node) {
    this.path = path;
    this.node = node;
    if (!node.isObject()) {
      throw Checks.broken(path.isEmpty() ? "file" : path, "must be an object", kind(node));
    }
  }

  private static String kind(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private String name(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private JsonNode get(String field) {
    known.add(field);
    JsonNode value = node.path(field);
    return value.isNull() ? node.path("\u0000") : value;
  }

  boolean has(String field) {
    return !get(field).isMissingNode();
  }

  JsonNode json(String field) {
    return get(field);
  }

  /** Text of 1 to {@code max} characters; a number counts as text. */
  String text(String field, int max) {
    JsonNode value = get(field);
    if (value.isMissingNode()) {
      throw Checks.broken(name(field), "must be given", "nothing");
    }
    String text = value.isString() || value.isNumber() ? value.asString() : "";
    if (text.isBlank() || text.length() > max) {
      throw Checks.broken(
          name(field),
          "must be text of at most " + max + " characters",
          value.isContainer() ? kind(value) : value.asString());
    }
    return text;
  }

  String text(String field, int max, String fallback) {
    return has(field) ? text(field, max) : fallback;
  }

  /** lower_snake_case of at most 64 characters. */
  String snake(String field) {
    String text = text(field, 64);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      if (!(letter || (i > 0 && ((c >= '0' && c <= '9') || c == '_')))) {
        throw Checks.broken(name(field), "must be lower_snake_case", text);
      }
    }
    return text;
  }

  /** A finite number within bounds. */
  double number(String field, double min, double max, double fallback) {
    JsonNode value = get(field);
    if (value.isMissingNode()) {
      return fallback;
    }
    double number = value.isNumber() ? value.asDouble() : Double.NaN;
    if (!(number >= min && number <= max)) {
      throw Checks.broken(
          name(field), "must be a number between " + min + " and " + max, value.toString());
    }
    return number;
  }

  boolean flag(String field, boolean fallback) {
    JsonNode value = get(field);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw Checks.broken(name(field), "must be true or false", value.toString());
    }
    return value.asBoolean();
  }

  <E extends Enum<E>> E choice(String field, Class<E> type, E fallback) {
    if (!has(field)) {
      return fallback;
    }
    String text = text(field, 64);
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return constant;
      }
      names.add(name);
    }
    throw Checks.broken(name(field), "must be one of " + String.join(", ", names), text);
  }

  /** A list of 1 to {@code max} items; an item that is no list stands for a list of one. */
  List<JsonNode> list(String field, int max) {
    JsonNode value = get(field);
    List<JsonNode> items = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(items::add);
    } else if (!value.isMissingNode()) {
      items.add(value);
    }
    if (items.isEmpty() || items.size() > max) {
      throw Checks.broken(name(field), "must hold 1 to " + max + " items", items.size() + " items");
    }
    return items;
  }

  /** A list of texts. */
  List<String> texts(String field, int maxItems, int maxChars) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : list(field, maxItems)) {
      String text = item.isString() || item.isNumber() || item.isBoolean() ? item.asString() : "";
      if (text.isBlank() || text.length() > maxChars) {
        throw Checks.broken(
            name(field) + "[" + texts.size() + "]",
            "must be text of at most " + maxChars + " characters",
            item.toString());
      }
      texts.add(text);
    }
    return texts;
  }

  /** Names of the object's own fields, which users choose; counts all of them as read. */
  List<String> names() {
    List<String> names = new ArrayList<>(node.propertyNames());
    known.addAll(names);
    return names;
  }

  /** Every field must have been asked for. */
  void done() {
    for (String field : node.propertyNames()) {
      if (!known.contains(field)) {
        throw Checks.broken(
            path.isEmpty() ? "field" : "field of " + path,
            "must be one of " + String.join(", ", known),
            field);
      }
    }
  }
}
