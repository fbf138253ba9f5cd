// SPDX-License-Identifier: Apache-2.0
/** What a call cost, from a dated price table. */
@NullMarked
package dev.plumbline.evaluators.price;

import org.jspecify.annotations.NullMarked;
