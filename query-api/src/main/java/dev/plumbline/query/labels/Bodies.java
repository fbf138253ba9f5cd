// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.query.http.Json;
import dev.plumbline.query.http.Request;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Small JSON bodies of requests. */
final class Bodies {
  private static final int MAX_TEXT = 2000;

  private Bodies() {}

  /** The body as an object; no body is an empty one. */
  static JsonNode object(Request request) {
    try {
      JsonNode body = Json.parse(request.body().isBlank() ? "{}" : request.body());
      if (body.isObject()) {
        return body;
      }
    } catch (JacksonException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body is not JSON", e);
    }
    throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body must be a JSON object");
  }

  static String text(JsonNode body, String name, String fallback) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return fallback;
    }
    if (!value.isString() || value.stringValue().length() > MAX_TEXT) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, name + " must be text of at most " + MAX_TEXT + " characters");
    }
    return value.stringValue().isBlank() ? fallback : value.stringValue().strip();
  }

  static int number(JsonNode body, String name, int fallback, int min, int max) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return fallback;
    }
    if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, name + " must be a whole number between " + min + " and " + max);
    }
    return value.intValue();
  }

  static List<String> texts(JsonNode body, String name) {
    List<String> texts = new ArrayList<>();
    JsonNode list = body.get(name);
    if (list != null && list.isArray()) {
      list.forEach(item -> texts.add(item.asString()));
    }
    if (texts.isEmpty() || texts.size() > 10_000) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, name + " must be a list of 1 to 10,000 texts");
    }
    return texts;
  }
}
