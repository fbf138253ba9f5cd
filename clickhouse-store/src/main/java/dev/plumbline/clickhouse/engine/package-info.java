// SPDX-License-Identifier: Apache-2.0
/**
 * ClickHouse inside this process: libchdb behind {@code java.lang.foreign}, and a loopback endpoint
 * in front of it that speaks ClickHouse's HTTP interface, so that the official Java driver, curl
 * and any other client work on it as on a server (docs/engine.md).
 */
@NullMarked
package dev.plumbline.clickhouse.engine;

import org.jspecify.annotations.NullMarked;
