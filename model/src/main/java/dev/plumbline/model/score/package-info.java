// SPDX-License-Identifier: Apache-2.0
/** Evaluators, what they need, and the scores they give. */
@NullMarked
package dev.plumbline.model.score;

import org.jspecify.annotations.NullMarked;
