// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How one field of an OTLP message is written, by its names in JSON: lowerCamelCase as the
 * specification says, or the name in the .proto file as the Collector accepts too.
 *
 * @param message the fields of a message field; empty for any other
 * @param numbers enum names to numbers; empty for any other
 */
record JsonField(
    int number, Kind kind, Map<String, JsonField> message, Map<String, Integer> numbers) {
  enum Kind {
    MESSAGE,
    STRING,
    BYTES,
    /** Trace and span ids, which OTLP writes in hex instead of base64. */
    HEX,
    BOOL,
    VARINT,
    ZIGZAG,
    FIXED64,
    FIXED32,
    DOUBLE,
    ENUM
  }

  private static final Set<String> IDS = Set.of("trace_id", "span_id", "parent_span_id");

  /** The fields of a message and of all messages below it. */
  static Map<String, JsonField> of(Descriptor message) {
    return of(message, new HashMap<>());
  }

  private static Map<String, JsonField> of(
      Descriptor message, Map<String, Map<String, JsonField>> known) {
    Map<String, JsonField> before = known.get(message.getFullName());
    if (before != null) {
      return before; // AnyValue holds itself: the map is filled when the outer call returns
    }
    Map<String, JsonField> fields = new HashMap<>();
    known.put(message.getFullName(), fields);
    for (FieldDescriptor field : message.getFields()) {
      JsonField read =
          new JsonField(
              field.getNumber(),
              kind(field),
              field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                  ? of(field.getMessageType(), known)
                  : Map.of(),
              numbers(field));
      fields.put(field.getJsonName(), read);
      fields.put(field.getName(), read);
    }
    return fields;
  }

  private static Map<String, Integer> numbers(FieldDescriptor field) {
    Map<String, Integer> numbers = new HashMap<>();
    if (field.getJavaType() == FieldDescriptor.JavaType.ENUM) {
      for (EnumValueDescriptor value : field.getEnumType().getValues()) {
        numbers.put(value.getName(), value.getNumber());
      }
    }
    return numbers;
  }

  private static Kind kind(FieldDescriptor field) {
    return switch (field.getType()) {
      case MESSAGE, GROUP -> Kind.MESSAGE;
      case STRING -> Kind.STRING;
      case BYTES -> IDS.contains(field.getName()) ? Kind.HEX : Kind.BYTES;
      case BOOL -> Kind.BOOL;
      case ENUM -> Kind.ENUM;
      case INT32, INT64, UINT32, UINT64 -> Kind.VARINT;
      case SINT32, SINT64 -> Kind.ZIGZAG;
      case FIXED64, SFIXED64 -> Kind.FIXED64;
      case FIXED32, SFIXED32 -> Kind.FIXED32;
      case DOUBLE -> Kind.DOUBLE;
      case FLOAT -> throw new IllegalStateException("OTLP has no float field: " + field);
    };
  }
}
