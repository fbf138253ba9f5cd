// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

/**
 * Personal data in a text.
 *
 * @param start first unit in the text that was searched
 * @param end unit behind the last
 * @param degree how surely this names a person or opens something of theirs: 1 for an address, a
 *     number or credentials, 0.3 for a plain link or an address of a private network
 */
public record Finding(PiiType type, int start, int end, double degree) {}
