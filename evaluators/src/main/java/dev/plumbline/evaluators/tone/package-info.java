// SPDX-License-Identifier: Apache-2.0
/** How a text is said: markers of tone and personality, and the degrees that follow from them. */
@NullMarked
package dev.plumbline.evaluators.tone;

import org.jspecify.annotations.NullMarked;
