// SPDX-License-Identifier: Apache-2.0
/**
 * Time series as Prometheus sees them (labels, samples, metadata, exemplars) and {@link
 * dev.plumbline.model.series.SeriesSource}, through which PromQL reads them from any store.
 */
@NullMarked
package dev.plumbline.model.series;

import org.jspecify.annotations.NullMarked;
