// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.sql;

import dev.plumbline.model.config.Settings;
import java.time.Duration;

/**
 * What one analyst's statement may cost.
 *
 * @param maxTime running time
 * @param maxRows rows of the result
 * @param maxBytes bytes of the result as sent
 * @param maxMemoryBytes memory of the statement in ClickHouse
 * @param maxConcurrent statements at a time; more are OVERLOADED
 */
public record SqlLimits(
    Duration maxTime, int maxRows, long maxBytes, long maxMemoryBytes, int maxConcurrent) {
  /** Reads {@code store.sql.*}. */
  public static SqlLimits read(Settings settings) {
    return new SqlLimits(
        settings.duration("store.sql.max_time", Duration.ofSeconds(30)),
        settings.number("store.sql.max_rows", 1_000_000, 1, 100_000_000),
        settings.bytes("store.sql.max_bytes", "64MiB"),
        settings.bytes("store.sql.max_memory", "1GiB"),
        settings.number("store.sql.max_concurrent", 8, 1, 1000));
  }
}
