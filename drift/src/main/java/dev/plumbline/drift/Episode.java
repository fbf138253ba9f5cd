// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.alert.AlertState;
import java.time.Instant;
import java.util.List;

/**
 * A run of windows that left their baseline, and what became of it.
 *
 * @param start start of the first window that was out
 * @param rising true when the mean went up
 * @param state pending, firing or resolved
 * @param pendingSince end of the first window that was out
 * @param firedAt end of the window that made it fire; {@link Instant#MAX} when it never did
 * @param resolvedAt end of the window that ended it; {@link Instant#MAX} while open
 * @param baseline as it was before the episode, frozen
 * @param windows every window since {@code start}, in order
 */
record Episode(
    Instant start,
    boolean rising,
    AlertState state,
    Instant pendingSince,
    Instant firedAt,
    Instant resolvedAt,
    Baseline baseline,
    List<Verdict> windows) {

  boolean open() {
    return state != AlertState.RESOLVED;
  }

  boolean fired() {
    return !firedAt.equals(Instant.MAX);
  }

  Verdict last() {
    return windows.getLast();
  }

  /** All scores since the start taken together. */
  Sums total() {
    return windows.stream().map(Verdict::sums).reduce(Sums.NONE, Sums::plus);
  }
}
