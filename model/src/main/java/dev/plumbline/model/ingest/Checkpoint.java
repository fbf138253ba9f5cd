// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

import java.util.Map;

/**
 * How far the log has been stored.
 *
 * @param position everything before it is stored; reading goes on here
 * @param state the reader's own small state at exactly this position, for example its counters; at
 *     most 4 KiB in all; the map is copied
 */
public record Checkpoint(LogPosition position, Map<String, String> state) {
  /** Nothing stored yet. */
  public static final Checkpoint NONE = new Checkpoint(LogPosition.START, Map.of());

  public Checkpoint {
    state = Map.copyOf(state);
  }
}
