// SPDX-License-Identifier: Apache-2.0
/**
 * The store: ClickHouse over HTTP with the official client, the same for the embedded engine and a
 * server. Everything SQL is below this package.
 */
@NullMarked
package dev.plumbline.clickhouse;

import org.jspecify.annotations.NullMarked;
