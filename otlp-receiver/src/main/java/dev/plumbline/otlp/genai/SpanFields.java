// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.StringValue;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one span sorted into the rows of its dialect, in one pass: one map lookup for
 * each attribute, whatever the number of aliases. Used again for span after span. One thread.
 */
final class SpanFields {
  private final Segments segments;
  private Object[] slots = new Object[256];
  private Dialect dialect;
  private @Nullable IdentityHashMap<AnyValue, AnyValue> parsed;
  private final Map<String, String> found = new java.util.TreeMap<>();

  SpanFields(Dialect any, Segments segments) {
    this.dialect = any;
    this.segments = segments;
  }

  /** Forgets the span before. */
  void begin(Dialect next) {
    Arrays.fill(slots, 0, dialect.slots(), null);
    dialect = next;
    if (slots.length < next.slots()) {
      slots = new Object[next.slots() * 2];
    }
    parsed = null;
    found.clear();
  }

  /** Takes attributes; those taken earlier win. */
  void take(Map<String, AnyValue> attributes) {
    for (Map.Entry<String, AnyValue> attribute : attributes.entrySet()) {
      String key = attribute.getKey();
      AnyValue value = attribute.getValue();
      Row[] rows = dialect.rows(key);
      if (rows != null) {
        if (!Values.empty(value)) {
          for (Row row : rows) {
            if (slots[row.slot()] == null) {
              slots[row.slot()] = value;
            }
          }
        }
      } else {
        Row row = dialect.flattenedRow(key);
        if (row != null) {
          flatten(row, key, value);
          continue;
        }
      }
      segments.find(key, value, found);
    }
  }

  private void flatten(Row row, String key, AnyValue value) {
    // vectors are of no use here and can be most of a span
    if (value instanceof ArrayValue && key.endsWith("vector")) {
      return;
    }
    Object tree = slots[row.slot()];
    if (!(tree instanceof Flattened)) {
      tree = new Flattened();
      slots[row.slot()] = tree;
    }
    ((Flattened) tree).add(key, row.key().length(), value);
  }

  Dialect dialect() {
    return dialect;
  }

  /** Segments that the attributes name, until the next span. */
  Map<String, String> segments() {
    return found;
  }

  /** What a row of the current dialect holds; null when nothing. */
  @Nullable AnyValue value(Row row) {
    Object raw = slots[row.slot()];
    if (raw == null) {
      return null;
    }
    if (raw instanceof Flattened tree) {
      return tree.value();
    }
    AnyValue value = (AnyValue) raw;
    if (row.path().length > 0) {
      value = parsedOnce(value);
    }
    AnyValue resolved = row.resolve(value);
    return resolved == null || Values.empty(resolved) ? null : resolved;
  }

  /** The value with its JSON parsed, once for all rows that look into it. */
  AnyValue parsedOnce(AnyValue value) {
    if (!(value instanceof StringValue)) {
      return value;
    }
    if (parsed == null) {
      parsed = new IdentityHashMap<>();
    }
    AnyValue known = parsed.get(value);
    if (known == null) {
      known = Json.structured(value);
      parsed.put(value, known);
    }
    return known;
  }

  /** The first value of the field by precedence; null when none. */
  @Nullable AnyValue first(Field field) {
    for (Row row : dialect.rows(field)) {
      AnyValue value = value(row);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** Empty when the field is not set. */
  String text(Field field) {
    AnyValue value = first(field);
    return value == null ? "" : Values.text(value);
  }

  /** The first value of the field that is a count. */
  OptionalLong count(Field field) {
    for (Row row : dialect.rows(field)) {
      AnyValue value = value(row);
      if (value != null) {
        OptionalLong count = Values.count(value);
        if (count.isPresent()) {
          return count;
        }
      }
    }
    return OptionalLong.empty();
  }

  /** The first value of the field that is a number; NaN when none is. */
  double number(Field field) {
    for (Row row : dialect.rows(field)) {
      AnyValue value = value(row);
      if (value != null) {
        double number = Values.number(value);
        if (!Double.isNaN(number)) {
          return number;
        }
      }
    }
    return Double.NaN;
  }

  boolean flag(Field field) {
    for (Row row : dialect.rows(field)) {
      AnyValue value = value(row);
      if (value != null && Values.flag(value)) {
        return true;
      }
    }
    return false;
  }

  /** All values of the field, by precedence. */
  List<AnyValue> all(Field field) {
    return Arrays.stream(dialect.rows(field))
        .map(this::value)
        .filter(value -> value != null)
        .toList();
  }
}
