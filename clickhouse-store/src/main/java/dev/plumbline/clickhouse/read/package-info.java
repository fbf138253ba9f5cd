// SPDX-License-Identifier: Apache-2.0
/** Reads what is stored, for the query API, the monitors and the span reader. */
@NullMarked
package dev.plumbline.clickhouse.read;

import org.jspecify.annotations.NullMarked;
