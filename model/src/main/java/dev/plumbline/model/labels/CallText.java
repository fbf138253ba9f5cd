// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import java.time.Instant;

/** The words of one stored call. Content: it never goes to a log. */
public record CallText(
    String traceId,
    String spanId,
    Instant time,
    String service,
    String feature,
    String model,
    String tenant,
    String conversationId,
    String system,
    String input,
    String output,
    String documents,
    String toolDefinitions) {}
