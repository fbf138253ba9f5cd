// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.BoolValue;
import dev.plumbline.model.telemetry.AnyValue.DoubleValue;
import dev.plumbline.model.telemetry.AnyValue.EmptyValue;
import dev.plumbline.model.telemetry.AnyValue.IntValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.AnyValue.StringValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON text as an {@link AnyValue}, so that a message reads the same whether it came as JSON or as
 * a structured attribute. Text that is no JSON gives null, never an exception.
 */
final class Json {
  static final int MAX_DEPTH = 100;

  /** Shorter text that breaks off is a text that only looks like JSON. */
  private static final int MIN_CUT_CHARS = 60;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(64 << 20)
                  .maxNumberLength(400)
                  .maxNameLength(50_000)
                  .build())
          .build();

  private Json() {}

  /** True when the text could be a JSON object, array or string. */
  static boolean looksLikeJson(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ') {
        return c == '{' || c == '[' || c == '"';
      }
    }
    return false;
  }

  /**
   * The value of an object, array or string in JSON. Of one that was cut off, what is there.
   *
   * @return null when the text is no JSON value of these kinds
   */
  static @Nullable AnyValue parse(String text) {
    if (!looksLikeJson(text)) {
      return null;
    }
    try {
      return whole(text);
    } catch (UnexpectedEndOfInputException e) {
      return cut(text);
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable AnyValue cut(String text) {
    if (text.length() < MIN_CUT_CHARS) {
      return null;
    }
    try {
      return whole(CutJson.closed(text));
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable AnyValue whole(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      AnyValue value = value(parser, parser.nextToken());
      return parser.nextToken() == null ? value : null;
    }
  }

  /** The attribute itself, or what its text says as JSON. */
  static AnyValue structured(AnyValue value) {
    if (value instanceof StringValue(String text)) {
      AnyValue parsed = parse(text);
      return parsed == null ? value : parsed;
    }
    return value;
  }

  private static AnyValue value(JsonParser parser, @Nullable JsonToken token) {
    if (token == null) {
      return EmptyValue.INSTANCE;
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> new StringValue(parser.getString());
      case VALUE_TRUE -> new BoolValue(true);
      case VALUE_FALSE -> new BoolValue(false);
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> new DoubleValue(parser.getDoubleValue());
      case VALUE_NULL, NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          EmptyValue.INSTANCE;
    };
  }

  private static AnyValue integer(JsonParser parser) {
    return switch (parser.getNumberType()) {
      case INT, LONG -> new IntValue(parser.getLongValue());
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> new DoubleValue(parser.getDoubleValue());
    };
  }

  private static AnyValue object(JsonParser parser) {
    Map<String, AnyValue> values = new LinkedHashMap<>(8);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      values.put(name, value(parser, parser.nextToken()));
    }
    return new MapValue(values);
  }

  private static AnyValue array(JsonParser parser) {
    List<AnyValue> values = new ArrayList<>(4);
    JsonToken token = parser.nextToken();
    while (token != null && token != JsonToken.END_ARRAY) {
      values.add(value(parser, token));
      token = parser.nextToken();
    }
    return new ArrayValue(values);
  }

  /**
   * A member deep inside a value.
   *
   * @param path member names and array indexes
   * @return null when there is none
   */
  static @Nullable AnyValue at(AnyValue value, String[] path) {
    AnyValue here = value;
    for (String step : path) {
      here = structured(here);
      AnyValue next =
          switch (here) {
            case MapValue(Map<String, AnyValue> members) -> members.get(step);
            case ArrayValue(List<AnyValue> items) -> item(items, step);
            default -> null;
          };
      if (next == null || next instanceof EmptyValue) {
        return null;
      }
      here = next;
    }
    return here;
  }

  private static @Nullable AnyValue item(List<AnyValue> items, String step) {
    int index = 0;
    for (int i = 0; i < step.length(); i++) {
      int digit = step.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i > 5) {
        return null;
      }
      index = index * 10 + digit;
    }
    return index < items.size() ? items.get(index) : null;
  }
}
