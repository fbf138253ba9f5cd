// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

import java.util.List;

/**
 * What opening the log found.
 *
 * @param checkpoint where reading goes on, with the state saved there
 * @param pendingEntries entries at or after the checkpoint
 * @param pendingBytes the sum of their payloads
 * @param tornBytes bytes of unfinished, hence never acknowledged, appends that were cut off
 * @param damages what was damaged and is set aside; empty in a healthy log
 */
public record LogRecovery(
    Checkpoint checkpoint,
    long pendingEntries,
    long pendingBytes,
    long tornBytes,
    List<LogDamage> damages) {
  public LogRecovery {
    damages = List.copyOf(damages);
  }
}
