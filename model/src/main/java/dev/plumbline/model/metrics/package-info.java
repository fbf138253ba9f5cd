// SPDX-License-Identifier: Apache-2.0
/** Counters and gauges of the process itself, without a word on how they are exposed. */
@NullMarked
package dev.plumbline.model.metrics;

import org.jspecify.annotations.NullMarked;
