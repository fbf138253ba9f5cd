// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** JSON Schemas (2020-12) as maps. Each call gives a new map, free to be changed. */
public final class Schemas {
  private Schemas() {}

  public static SequencedMap<String, Object> of(Object... namesAndValues) {
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  public static SequencedMap<String, Object> string() {
    return of("type", "string");
  }

  public static SequencedMap<String, Object> time() {
    return of("type", "string", "format", "date-time");
  }

  public static SequencedMap<String, Object> integer(long min, long max) {
    return of("type", "integer", "minimum", min, "maximum", max);
  }

  public static SequencedMap<String, Object> choice(List<String> names) {
    return of("type", "string", "enum", names);
  }

  public static SequencedMap<String, Object> array(Map<String, Object> items) {
    return of("type", "array", "items", items);
  }

  /** An object whose values all have one schema. */
  public static SequencedMap<String, Object> mapOf(Map<String, Object> values) {
    return of("type", "object", "additionalProperties", values);
  }

  /** An object with these properties, all required. */
  public static SequencedMap<String, Object> object(SequencedMap<String, Object> properties) {
    return of(
        "type",
        "object",
        "required",
        List.copyOf(properties.sequencedKeySet()),
        "properties",
        properties);
  }

  /** The same schema, or null. */
  public static SequencedMap<String, Object> nullable(SequencedMap<String, Object> schema) {
    SequencedMap<String, Object> copy = new LinkedHashMap<>(schema);
    if (copy.get("type") instanceof String type) {
      copy.put("type", List.of(type, "null"));
      return copy;
    }
    return of("anyOf", List.of(copy, of("type", "null")));
  }

  public static SequencedMap<String, Object> described(
      SequencedMap<String, Object> schema, String description) {
    SequencedMap<String, Object> copy = new LinkedHashMap<>(schema);
    copy.put("description", description);
    return copy;
  }
}
