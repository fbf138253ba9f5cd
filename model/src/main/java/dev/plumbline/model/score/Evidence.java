// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

/**
 * Where in a text the reason for a score stands; no text is copied.
 *
 * @param source output, input, system, tool or document
 * @param start offset in UTF-16 code units, from 0
 * @param end offset behind the last unit
 * @param rule id of the rule that matched
 */
public record Evidence(String source, int start, int end, String rule) {}
