// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import dev.plumbline.model.error.Checks;

/**
 * What one span, log record or resource may hold. What is over a limit is cut, never refused, and
 * the cut is said in an attribute of its own (docs/receiving.md, "Limits").
 *
 * @param maxAttributeBytes largest attribute value or log body; each element of an array or map
 *     counts at least 32 bytes
 * @param maxAttributes most attributes of one span, event, link, log record, scope or resource
 * @param maxDepth most levels of arrays and maps inside each other
 * @param maxEvents most events, and most links, of one span
 */
public record DecodeLimits(int maxAttributeBytes, int maxAttributes, int maxDepth, int maxEvents) {
  public static final DecodeLimits DEFAULT = new DecodeLimits(1 << 20, 4096, 32, 4096);

  /** Keeps the recursion of the decoder far from the end of the stack. */
  public static final int MAX_DEPTH = 256;

  public DecodeLimits {
    Checks.atLeast("maxAttributeBytes", maxAttributeBytes, 1);
    Checks.atLeast("maxAttributes", maxAttributes, 1);
    Checks.inRange("maxDepth", maxDepth, 1, MAX_DEPTH);
    Checks.atLeast("maxEvents", maxEvents, 1);
  }
}
