// SPDX-License-Identifier: Apache-2.0
/** Reads and writes ClickHouse's RowBinary format without reflection. */
@NullMarked
package dev.plumbline.clickhouse.rowbinary;

import org.jspecify.annotations.NullMarked;
