// SPDX-License-Identifier: Apache-2.0
/** Signals in what the user says: mood, corrections. */
@NullMarked
package dev.plumbline.evaluators.user;

import org.jspecify.annotations.NullMarked;
