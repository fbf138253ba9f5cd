// SPDX-License-Identifier: Apache-2.0
/**
 * PromQL text to typed trees: lexer, recursive-descent parser and type checker. Any text either
 * parses or is refused with {@code INVALID_INPUT} and its position; size and nesting are bounded,
 * because queries come from outside.
 */
@NullMarked
package dev.plumbline.promql.parse;

import org.jspecify.annotations.NullMarked;
