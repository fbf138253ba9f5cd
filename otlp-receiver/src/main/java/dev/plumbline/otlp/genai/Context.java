// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.Document;
import java.util.List;
import java.util.Map;

/**
 * What a span's trace and conversation add to what it says itself. Two readings of a span with the
 * same logs and an equal context are equal.
 *
 * @param turn 0 when not known
 */
record Context(
    String conversationId,
    String userId,
    String promptName,
    String promptVersion,
    String agentName,
    Map<String, String> segments,
    String outputSchema,
    List<Document> documents,
    String duplicateOf,
    int turn) {}
