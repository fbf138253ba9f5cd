// SPDX-License-Identifier: Apache-2.0
/** Moments at which somebody or something changed the application. */
@NullMarked
package dev.plumbline.model.marker;

import org.jspecify.annotations.NullMarked;
