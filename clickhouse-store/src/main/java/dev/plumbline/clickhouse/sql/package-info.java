// SPDX-License-Identifier: Apache-2.0
/** Read-only SQL for analysts. */
@NullMarked
package dev.plumbline.clickhouse.sql;

import org.jspecify.annotations.NullMarked;
