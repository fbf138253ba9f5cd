// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import java.time.Instant;

/**
 * A call that a person should look at.
 *
 * @param reason flagged, thumbs_down or escalated
 * @param detail the dimension that flagged it, or what the user said about it; may be content
 * @param reviewed a person has said something about it since
 */
public record ReviewItem(
    String traceId,
    String spanId,
    Instant time,
    String service,
    String feature,
    String tenant,
    String conversationId,
    String reason,
    String dimension,
    String detail,
    boolean reviewed) {}
