// SPDX-License-Identifier: Apache-2.0
/** What the pipeline writes to a store and what the query side and the monitors read from it. */
@NullMarked
package dev.plumbline.model.store;

import org.jspecify.annotations.NullMarked;
