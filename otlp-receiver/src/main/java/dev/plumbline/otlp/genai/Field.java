// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a span can say: the canonical fields that the dialect tables map attributes to. */
enum Field {
  KIND,
  PROVIDER,
  REQUEST_MODEL,
  RESPONSE_MODEL,
  RESPONSE_ID,
  INPUT_TOKENS,
  OUTPUT_TOKENS,
  CACHE_READ_TOKENS,
  CACHE_WRITE_TOKENS,
  REASONING_TOKENS,
  COST_USD,
  FINISH_REASON,
  STREAMING,
  /** Milliseconds; a row in seconds has the conversion {@code s}. */
  TTFT,
  /** A point in time in ISO 8601. */
  FIRST_TOKEN_TIME,
  CONVERSATION_ID,
  USER_ID,
  PROMPT_NAME,
  PROMPT_VERSION,
  AGENT_NAME,
  TOOL_NAME,
  TOOL_CALL_ID,
  TOOL_ARGUMENTS,
  TOOL_RESULT,
  SYSTEM,
  INPUT,
  OUTPUT,
  OUTPUT_TEXT,
  OUTPUT_REASONING,
  OUTPUT_TOOL_CALLS,
  TOOLS,
  DOCUMENTS,
  /** Texts that were embedded. */
  EMBEDDED,
  ERROR_TYPE,
  ERROR_MESSAGE,
  ERROR_LEVEL,
  HTTP_STATUS,
  OUTPUT_TYPE,
  OUTPUT_SCHEMA,
  ENVIRONMENT,
  APP_VERSION;

  private static final Map<String, Field> BY_LABEL =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Field::label, Function.identity()));

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Throws {@link IllegalArgumentException} for a name that is no field. */
  static Field of(String label) {
    Field field = BY_LABEL.get(label);
    if (field == null) {
      throw new IllegalArgumentException("no such field: " + label);
    }
    return field;
  }
}
