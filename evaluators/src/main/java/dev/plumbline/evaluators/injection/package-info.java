// SPDX-License-Identifier: Apache-2.0
/** Messages and documents that try to steer the model. */
@NullMarked
package dev.plumbline.evaluators.injection;

import org.jspecify.annotations.NullMarked;
