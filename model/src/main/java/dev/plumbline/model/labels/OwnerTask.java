// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that only the owner of a dimension can do.
 *
 * @param id the same for the same cause, so that it is asked once
 * @param kind {@code evaluator_changed} or {@code monthly}
 * @param reason what happened and what to do, for people
 */
public record OwnerTask(
    String id,
    String kind,
    String dimension,
    String owner,
    String reason,
    Instant createdAt,
    Instant dueAt,
    Optional<Instant> doneAt,
    String doneBy) {
  /** The same task, done. */
  public OwnerTask done(Instant at, String by) {
    return new OwnerTask(id, kind, dimension, owner, reason, createdAt, dueAt, Optional.of(at), by);
  }
}
