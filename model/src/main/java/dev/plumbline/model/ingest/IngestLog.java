// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

import java.util.List;

/**
 * An append-only log between receivers and pipeline: a local disk, or one partition of a Kafka
 * topic (position = offset, checkpoint = committed offset with its metadata). Thread-safe.
 *
 * <p>Promises: an entry whose {@link #append} returned is given to every later reader until a
 * checkpoint passes it, exactly once for each reader, in the order of positions, also after the
 * process or the machine stopped at any moment. An entry whose append failed or was interrupted may
 * be there or not. What is damaged is reported, never passed over in silence.
 */
public interface IngestLog extends AutoCloseable {
  /**
   * Appends one record and returns when it is durable. Blocks; appends of many threads share one
   * flush, so call it from as many virtual threads as there are requests.
   *
   * @throws dev.plumbline.model.error.PlumblineException OVERLOADED with a time to retry when the
   *     bound is reached; UNAVAILABLE when writing failed (disk full, I/O error) or the log is
   *     closed, and the next append tries again; TOO_LARGE when the record can never fit
   * @throws InterruptedException the record may be durable or not
   */
  LogPosition append(LogRecord record) throws InterruptedException;

  /**
   * A reader that begins with the first entry at or after {@code from}, or after the checkpoint
   * when that is later: what is before may be deleted.
   */
  LogReader read(LogPosition from);

  /**
   * Everything before the position is stored, and may be deleted. Returns when position and state
   * are durable, together. A position before the current checkpoint's is an {@link
   * IllegalArgumentException}; the same position with another state is allowed.
   *
   * @throws dev.plumbline.model.error.PlumblineException UNAVAILABLE when it could not be written;
   *     the checkpoint before stays in force
   */
  void checkpoint(Checkpoint checkpoint);

  /** The checkpoint in force; {@link Checkpoint#NONE} for a new log. */
  Checkpoint checkpoint();

  /** What opening this log found. Does not change. */
  LogRecovery recovery();

  /** Every damage found on opening or reading so far, in the order it was found. */
  List<LogDamage> damages();

  LogStatus status();

  /**
   * Refuses new appends, waits for those under way, wakes readers, and releases the log. Safe to
   * call twice. Never throws.
   */
  @Override
  void close();
}
