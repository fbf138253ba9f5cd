// SPDX-License-Identifier: Apache-2.0
/** Markers in ClickHouse. */
@NullMarked
package dev.plumbline.clickhouse.marker;

import org.jspecify.annotations.NullMarked;
