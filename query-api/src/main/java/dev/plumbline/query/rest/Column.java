// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.query.http.Schemas;
import dev.plumbline.query.http.SnakeCase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A column of a view (outside contract) as the API shows it.
 *
 * @param name in the view; {@link #json} is the name in JSON
 * @param content true for long texts, which lists leave out unless asked for
 */
record Column(String name, Kind kind, boolean content, String description) {
  /** What its values are. Numbers that were not reported are null. */
  enum Kind {
    TEXT,
    TIME,
    COUNT,
    NUMBER,
    FLAG,
    NUMBERS,
    ANY
  }

  static Column text(String name, String description) {
    return new Column(name, Kind.TEXT, false, description);
  }

  static Column content(String name, String description) {
    return new Column(name, Kind.TEXT, true, description);
  }

  static Column column(String name, Kind kind, String description) {
    return new Column(name, kind, false, description);
  }

  String json() {
    return SnakeCase.of(name);
  }

  SequencedMap<String, Object> schema() {
    return Schemas.described(
        switch (kind) {
          case TEXT -> Schemas.string();
          case TIME -> Schemas.time();
          case COUNT -> Schemas.nullable(Schemas.of("type", "integer"));
          case NUMBER -> Schemas.nullable(Schemas.of("type", "number"));
          case FLAG -> Schemas.of("type", "boolean");
          case NUMBERS -> Schemas.mapOf(Schemas.of("type", List.of("number", "null")));
          case ANY -> Schemas.of();
        },
        description);
  }

  /** The schema of a row: every column may be left out, and others may come. */
  static SequencedMap<String, Object> rowSchema(List<Column> columns) {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    columns.forEach(column -> properties.put(column.json(), column.schema()));
    return Schemas.of("type", "object", "properties", properties);
  }

  static SequencedMap<String, Object> pageSchema(Map<String, Object> row) {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    properties.put("from", Schemas.described(Schemas.time(), "Inclusive."));
    properties.put("to", Schemas.described(Schemas.time(), "Exclusive."));
    properties.put("items", Schemas.array(row));
    properties.put(
        "next_page",
        Schemas.described(
            Schemas.nullable(Schemas.string()),
            "Value of parameter page for the next page; null on the last one."));
    return Schemas.object(properties);
  }
}
