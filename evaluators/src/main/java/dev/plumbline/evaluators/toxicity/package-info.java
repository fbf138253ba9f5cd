// SPDX-License-Identifier: Apache-2.0
/** Hateful and abusive language. */
@NullMarked
package dev.plumbline.evaluators.toxicity;

import org.jspecify.annotations.NullMarked;
