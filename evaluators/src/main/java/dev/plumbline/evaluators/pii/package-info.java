// SPDX-License-Identifier: Apache-2.0
/** Personal data by type, with where it stands. */
@NullMarked
package dev.plumbline.evaluators.pii;

import org.jspecify.annotations.NullMarked;
