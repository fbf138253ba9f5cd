// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.model.store.Rows;
import dev.plumbline.query.http.SnakeCase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Rows of a view as JSON: names in snake_case, keys inside maps untouched, no NaN. */
final class RowJson {
  private RowJson() {}

  static SequencedMap<String, @Nullable Object> page(CommonParams.Stretch stretch, Rows rows) {
    SequencedMap<String, @Nullable Object> page = new LinkedHashMap<>();
    page.put("from", stretch.from());
    page.put("to", stretch.to());
    page.put("items", rows(rows));
    page.put("next_page", rows.next().orElse(null));
    return page;
  }

  static List<SequencedMap<String, @Nullable Object>> rows(Rows rows) {
    return rows.rows().stream().map(RowJson::row).toList();
  }

  static SequencedMap<String, @Nullable Object> row(SequencedMap<String, @Nullable Object> row) {
    SequencedMap<String, @Nullable Object> json = new LinkedHashMap<>();
    row.forEach((column, value) -> json.put(SnakeCase.of(column), value(value)));
    return json;
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value instanceof Double number && !Double.isFinite(number)) {
      return null;
    }
    if (value instanceof Map<?, ?> map) {
      SequencedMap<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, inner) -> copy.put(String.valueOf(key), value(inner)));
      return copy;
    }
    return value;
  }
}
