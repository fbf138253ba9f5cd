// SPDX-License-Identifier: Apache-2.0
/** Did the model decline. */
@NullMarked
package dev.plumbline.evaluators.refusal;

import org.jspecify.annotations.NullMarked;
