// SPDX-License-Identifier: Apache-2.0
/**
 * One folded, tokenised, capped view of each text, and one pass for the phrases of all evaluators.
 */
@NullMarked
package dev.plumbline.evaluators.text;

import org.jspecify.annotations.NullMarked;
