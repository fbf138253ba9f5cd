// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import dev.plumbline.model.telemetry.LogRecord;

/**
 * One row of {@code otel_logs}.
 *
 * @param recordHash identity of the record: a 64-bit hash of everything in it, so that a record
 *     that was sent twice is kept once
 */
public record StoredLog(LogRecord record, long recordHash, long ingestPosition) {}
