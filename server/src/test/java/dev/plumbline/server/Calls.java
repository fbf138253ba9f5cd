// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import java.time.Instant;
import java.util.Locale;

/** Requests with chat calls, as an SDK sends them over OTLP/JSON. */
final class Calls {
  private Calls() {}

  static String traceId(int number) {
    return String.format(Locale.ROOT, "%032x", 0xabc0000L + number);
  }

  static String spanId(int number) {
    return String.format(Locale.ROOT, "%016x", 0xdef0000L + number);
  }

  /** One request with {@code count} calls, numbered from {@code first}; start times are now. */
  static byte[] request(int first, int count) {
    StringBuilder spans = new StringBuilder();
    long now = Instant.now().toEpochMilli();
    for (int i = first; i < first + count; i++) {
      spans.append(spans.isEmpty() ? "" : ",").append(span(i, now * 1_000_000 + i));
    }
    return """
    {"resourceSpans":[{"resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"shop"}}]},
      "scopeSpans":[{"scope":{"name":"opentelemetry.instrumentation.genai.openai"},
        "spans":[%s]}]}]}\
    """
        .formatted(spans)
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String span(int number, long start) {
    return """
    {"traceId":"%s","spanId":"%s","name":"chat gpt-4o-mini","kind":3,
     "startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[
      {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
      {"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},
      {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o-mini"}},
      {"key":"gen_ai.response.model","value":{"stringValue":"gpt-4o-mini-2024-07-18"}},
      {"key":"gen_ai.conversation.id","value":{"stringValue":"conv-%d"}},
      {"key":"gen_ai.usage.input_tokens","value":{"intValue":"1000"}},
      {"key":"gen_ai.usage.output_tokens","value":{"intValue":"100"}},
      {"key":"plumbline.feature","value":{"stringValue":"billing"}},
      {"key":"gen_ai.input.messages","value":{"stringValue":"[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"Where is order %d?\\"}]}]"}},
      {"key":"gen_ai.output.messages","value":{"stringValue":"[{\\"role\\":\\"assistant\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"I'm sorry, but I can't help with that request.\\"}],\\"finish_reason\\":\\"stop\\"}]"}}
     ]}\
    """
        .formatted(
            traceId(number), spanId(number), start, start + 250_000_000L, number % 50, number);
  }
}
