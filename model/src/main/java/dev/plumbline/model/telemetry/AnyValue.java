// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/** An attribute value or log body: OTLP {@code AnyValue}. */
public sealed interface AnyValue {
  record StringValue(String value) implements AnyValue {}

  record BoolValue(boolean value) implements AnyValue {}

  record IntValue(long value) implements AnyValue {}

  record DoubleValue(double value) implements AnyValue {}

  /** The array is not copied: nobody changes it after decoding. */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes of the request, compared by nobody
  record BytesValue(byte[] value) implements AnyValue {}

  record ArrayValue(List<AnyValue> values) implements AnyValue {}

  record MapValue(Map<String, AnyValue> values) implements AnyValue {}

  /** The value that is set to nothing. */
  enum EmptyValue implements AnyValue {
    INSTANCE
  }

  static AnyValue of(String value) {
    return new StringValue(value);
  }

  static AnyValue of(long value) {
    return new IntValue(value);
  }

  static AnyValue of(double value) {
    return new DoubleValue(value);
  }

  static AnyValue of(boolean value) {
    return new BoolValue(value);
  }

  /**
   * The text that the OpenTelemetry clickhouseexporter stores: strings as they are, numbers and
   * booleans as printed, bytes in base64, arrays and maps as JSON, nothing as the empty text.
   */
  default String asText() {
    return switch (this) {
      case StringValue(String value) -> value;
      case BoolValue(boolean value) -> Boolean.toString(value);
      case IntValue(long value) -> Long.toString(value);
      case DoubleValue(double value) -> JsonText.number(value);
      case BytesValue(byte[] value) -> Base64.getEncoder().encodeToString(value);
      case ArrayValue _, MapValue _ -> JsonText.of(this);
      case EmptyValue _ -> "";
    };
  }

  /** The value as JSON text; bytes as a base64 string, a non-finite number as a string. */
  default String asJson() {
    return JsonText.of(this);
  }
}
