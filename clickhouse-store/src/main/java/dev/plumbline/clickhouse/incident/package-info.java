// SPDX-License-Identifier: Apache-2.0
/** Incidents and their audit in ClickHouse. */
@NullMarked
package dev.plumbline.clickhouse.incident;

import org.jspecify.annotations.NullMarked;
