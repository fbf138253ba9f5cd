// SPDX-License-Identifier: Apache-2.0
/** Agreement of evaluators with human labels, and the gate that rests on it. */
@NullMarked
package dev.plumbline.evaluators.agreement;

import org.jspecify.annotations.NullMarked;
