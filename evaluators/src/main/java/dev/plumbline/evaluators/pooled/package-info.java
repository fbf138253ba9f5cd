// SPDX-License-Identifier: Apache-2.0
/** Scores that need an embedding, computed in the background. */
@NullMarked
package dev.plumbline.evaluators.pooled;

import org.jspecify.annotations.NullMarked;
