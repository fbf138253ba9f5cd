// SPDX-License-Identifier: Apache-2.0
/** Incidents, what people do about them, and the golden sets that they leave behind. */
@NullMarked
package dev.plumbline.query.incidents;

import org.jspecify.annotations.NullMarked;
