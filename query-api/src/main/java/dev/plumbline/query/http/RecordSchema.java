// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON Schema of a record, as {@link Json} writes it: snake_case, every component there. */
public final class RecordSchema {
  private RecordSchema() {}

  public static SequencedMap<String, Object> of(Class<? extends Record> type) {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      SequencedMap<String, Object> schema = schema(component.getAnnotatedType());
      Doc doc = ((AnnotatedElement) component).getAnnotation(Doc.class);
      properties.put(
          SnakeCase.of(component.getName()),
          doc == null ? schema : Schemas.described(schema, doc.value()));
    }
    return Schemas.object(properties);
  }

  private static SequencedMap<String, Object> schema(AnnotatedType annotated) {
    SequencedMap<String, Object> schema = plain(annotated);
    return annotated.isAnnotationPresent(Nullable.class) ? Schemas.nullable(schema) : schema;
  }

  private static SequencedMap<String, Object> plain(AnnotatedType annotated) {
    Type type = annotated.getType();
    if (type instanceof Class<?> plain) {
      return ofClass(plain);
    }
    if (annotated instanceof AnnotatedParameterizedType generic) {
      AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
      Class<?> raw = (Class<?>) ((java.lang.reflect.ParameterizedType) type).getRawType();
      if (List.class.isAssignableFrom(raw)) {
        return Schemas.array(schema(arguments[0]));
      }
      if (Map.class.isAssignableFrom(raw)) {
        return Schemas.mapOf(schema(arguments[1]));
      }
    }
    throw new IllegalArgumentException("no schema for " + type);
  }

  private static SequencedMap<String, Object> ofClass(Class<?> type) {
    if (type == String.class) {
      return Schemas.string();
    } else if (type == Instant.class) {
      return Schemas.time();
    } else if (type == boolean.class) {
      return Schemas.of("type", "boolean");
    } else if (type == long.class || type == int.class || type == Long.class) {
      return Schemas.of("type", "integer");
    } else if (type == double.class || type == Double.class) {
      return Schemas.of("type", "number");
    } else if (type == JsonNode.class || type == Object.class) {
      return Schemas.of();
    } else if (type.isRecord()) {
      return of(type.asSubclass(Record.class));
    }
    throw new IllegalArgumentException("no schema for " + type);
  }
}
