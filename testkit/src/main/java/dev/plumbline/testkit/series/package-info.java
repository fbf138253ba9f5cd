// SPDX-License-Identifier: Apache-2.0
/**
 * The contract kit of {@link dev.plumbline.model.series.SeriesSource}, a source in memory, and a
 * reader of the OpenMetrics text format to fill it.
 */
@NullMarked
package dev.plumbline.testkit.series;

import org.jspecify.annotations.NullMarked;
