// SPDX-License-Identifier: Apache-2.0
/** Linear heads over embeddings and named features of a text. */
@NullMarked
package dev.plumbline.evaluators.heads;

import org.jspecify.annotations.NullMarked;
