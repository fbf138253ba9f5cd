// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.query.http.Json;
import dev.plumbline.query.http.Request;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A small JSON object with known fields; no body is an empty one. */
final class Body {
  private static final int MAX_ACTOR = 200;
  private static final int MAX_TEXT = 4000;

  private final JsonNode node;

  private Body(JsonNode node) {
    this.node = node;
  }

  static Body of(Request request, String... known) {
    JsonNode node;
    try {
      node = Json.parse(request.body().isBlank() ? "{}" : request.body());
    } catch (JacksonException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body is not JSON", e);
    }
    if (!node.isObject()) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body must be a JSON object");
    }
    List<String> names = List.of(known);
    for (String name : node.propertyNames()) {
      if (!names.contains(name)) {
        throw PlumblineException.invalid(
            "field", "must be one of " + String.join(", ", names), name);
      }
    }
    return new Body(node);
  }

  /** Who does it. */
  String actor() {
    return text("actor", MAX_ACTOR).orElse("api");
  }

  String note() {
    return text("note", MAX_TEXT).orElse("");
  }

  /** Text, stripped; empty when it is absent, null or blank. */
  Optional<String> text(String name) {
    return text(name, MAX_TEXT);
  }

  private Optional<String> text(String name, int most) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString() || value.stringValue().length() > most) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, name + " must be text of at most " + most + " characters");
    }
    return Optional.of(value.stringValue().strip()).filter(text -> !text.isEmpty());
  }

  int number(String name, int fallback, int min, int max) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
      throw PlumblineException.invalid(
          name, "must be a whole number between " + min + " and " + max, value);
    }
    return value.intValue();
  }

  /** A list; missing when it is absent. */
  JsonNode list(String name, int most) {
    JsonNode value = node.path(name);
    if (!value.isMissingNode() && (!value.isArray() || value.isEmpty() || value.size() > most)) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, name + " must be a list of 1 to " + most);
    }
    return value;
  }
}
