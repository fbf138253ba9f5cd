// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

import dev.plumbline.model.error.Checks;

/**
 * How something names the call it is about. Each part may be empty; the most exact one that leads
 * to a stored call counts: the span, then the last call of the trace, then the response id, then
 * the last call of the conversation.
 *
 * @param traceId 32 lower-case hex characters, or empty
 * @param spanId 16 lower-case hex characters, or empty; only beside a trace id
 * @param responseId the provider's {@code gen_ai.response.id}
 * @param conversationId {@code gen_ai.conversation.id}
 */
public record CallLink(String traceId, String spanId, String responseId, String conversationId) {
  private static final int MAX_ID = 512;

  /** A broken rule throws {@link IllegalArgumentException}, which says field, rule and value. */
  public CallLink {
    if (!traceId.isEmpty()) {
      Checks.hexId("trace_id", traceId, 32);
    }
    if (!spanId.isEmpty()) {
      Checks.hexId("span_id", spanId, 16);
      if (traceId.isEmpty()) {
        throw Checks.broken("span_id", "must come with a trace_id", spanId);
      }
    }
    shortId("response_id", responseId);
    shortId("conversation_id", conversationId);
  }

  private static void shortId(String field, String value) {
    if (value.length() > MAX_ID) {
      throw Checks.broken(field, "must be at most " + MAX_ID + " characters", value);
    }
  }

  public boolean isEmpty() {
    return traceId.isEmpty() && responseId.isEmpty() && conversationId.isEmpty();
  }
}
