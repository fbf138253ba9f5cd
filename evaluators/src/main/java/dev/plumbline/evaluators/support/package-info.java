// SPDX-License-Identifier: Apache-2.0
/**
 * What a text says in words, numbers, dates and names, and how far another text is supported by it:
 * the arguments of a tool call by the conversation, an answer by its documents and tool results.
 */
@NullMarked
package dev.plumbline.evaluators.support;

import org.jspecify.annotations.NullMarked;
