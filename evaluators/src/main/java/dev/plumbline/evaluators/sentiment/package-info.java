// SPDX-License-Identifier: Apache-2.0
/** Valence of a text by lexicon and rules (VADER). */
@NullMarked
package dev.plumbline.evaluators.sentiment;

import org.jspecify.annotations.NullMarked;
