// SPDX-License-Identifier: Apache-2.0
/**
 * PromQL: {@link dev.plumbline.promql.PromqlEngine} answers queries over a {@link
 * dev.plumbline.model.series.SeriesSource}. It knows neither ClickHouse nor HTTP.
 */
@NullMarked
package dev.plumbline.promql;

import org.jspecify.annotations.NullMarked;
