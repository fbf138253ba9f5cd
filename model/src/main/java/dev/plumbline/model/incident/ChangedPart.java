// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.incident;

import java.time.Instant;

/**
 * A part of the version tuple that changed around the start of an incident.
 *
 * @param part for example {@code response_model}
 * @param before empty when there was none
 */
public record ChangedPart(String part, String before, String after, Instant firstSeen) {}
