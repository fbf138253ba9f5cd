// SPDX-License-Identifier: Apache-2.0
/** Runs of canaries in ClickHouse. */
@NullMarked
package dev.plumbline.clickhouse.canary;

import org.jspecify.annotations.NullMarked;
