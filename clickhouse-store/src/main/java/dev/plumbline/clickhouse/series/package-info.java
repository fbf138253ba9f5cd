// SPDX-License-Identifier: Apache-2.0
/** Stored samples, windows and alerts as Prometheus series. */
@NullMarked
package dev.plumbline.clickhouse.series;

import org.jspecify.annotations.NullMarked;
