// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.StringValue;
import org.jspecify.annotations.Nullable;

/**
 * One row of a dialect table: a source key of a field. Written {@code key}, {@code key >
 * member.0.x} for a member of a JSON value, {@code prefix.*} for flattened keys, each with {@code |
 * conversion}.
 *
 * @param slot place of the row in the dialect; rows of one field follow each other by precedence
 * @param path members inside the value; empty for the value itself
 */
record Row(
    Field field,
    int slot,
    String key,
    boolean flattened,
    @SuppressWarnings("ArrayRecordComponent") String[] path, // compared by nobody
    Conversion conversion) {

  enum Conversion {
    NONE,
    /** Seconds to milliseconds. */
    S,
    /** {@code openai.chat} to {@code openai}. */
    BEFORE_DOT,
    /** {@code openai/gpt-4o} to {@code openai}. */
    BEFORE_SLASH,
    /** True when the text says so anywhere: {@code ai.streamText} has {@code stream}. */
    HAS_STREAM,
    /** Calls of functions written as {@code {"args": [], "kwargs": {}}}. */
    CALL,
    /** Any value counts as true. */
    PRESENT,
    /** A result of the Model Context Protocol: the text of its content. */
    MCP_CONTENT
  }

  static Row parse(Field field, int slot, String text) {
    String rest = text;
    Conversion conversion = Conversion.NONE;
    int bar = rest.indexOf('|');
    if (bar >= 0) {
      conversion =
          Conversion.valueOf(rest.substring(bar + 1).trim().toUpperCase(java.util.Locale.ROOT));
      rest = rest.substring(0, bar);
    }
    String[] path = {};
    int arrow = rest.indexOf('>');
    if (arrow >= 0) {
      path = rest.substring(arrow + 1).trim().split("\\.");
      rest = rest.substring(0, arrow);
    }
    String key = rest.trim();
    boolean flattened = key.endsWith(".*");
    return new Row(
        field,
        slot,
        flattened ? key.substring(0, key.length() - 1) : key,
        flattened,
        path,
        conversion);
  }

  /** The value that the row means; null when the attribute does not hold it. */
  @Nullable AnyValue resolve(AnyValue raw) {
    AnyValue value = path.length == 0 ? raw : Json.at(raw, path);
    if (value == null) {
      return null;
    }
    return switch (conversion) {
      case NONE -> value;
      case S -> Values.number(value) * 1000 > 0 ? AnyValue.of(Values.number(value) * 1000) : null;
      case BEFORE_DOT -> before(value, '.');
      case BEFORE_SLASH -> value.asText().indexOf('/') > 0 ? before(value, '/') : null;
      case HAS_STREAM -> AnyValue.of(value.asText().contains("stream"));
      case PRESENT -> AnyValue.of(true);
      case CALL -> Values.callArguments(value);
      case MCP_CONTENT -> Values.mcpContent(value);
    };
  }

  private static AnyValue before(AnyValue value, char mark) {
    String text = value.asText();
    int end = text.indexOf(mark);
    return end < 0 ? value : new StringValue(text.substring(0, end));
  }
}
