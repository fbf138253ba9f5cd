// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

import java.util.OptionalLong;

/**
 * The log at one moment.
 *
 * @param checkpoint everything before it is stored
 * @param next behind every durable entry
 * @param pendingEntries durable entries at or after the checkpoint
 * @param bytes what the log takes on disk; empty when that is not this machine's disk
 * @param maxBytes the bound on {@code bytes} at which appends are refused; empty when there is none
 */
public record LogStatus(
    LogPosition checkpoint,
    LogPosition next,
    long pendingEntries,
    OptionalLong bytes,
    OptionalLong maxBytes) {}
