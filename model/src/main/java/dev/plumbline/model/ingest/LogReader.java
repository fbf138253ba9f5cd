// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

import java.time.Duration;
import java.util.List;

/** Reads a log forward. One thread; a log may have several readers at once. */
public interface LogReader extends AutoCloseable {
  /**
   * The next entries in order, waiting for the first one. Only durable entries are seen. Damaged
   * entries are passed over, and by then listed in {@link IngestLog#damages()}.
   *
   * @param maxBytes ends the list before the sum of payloads passes it; one entry always fits
   * @param timeout how long to wait for the first entry
   * @return empty when the time passed, or when the log was closed
   * @throws dev.plumbline.model.error.PlumblineException UNAVAILABLE when the log cannot be read
   *     now; the next call tries the same place again
   * @throws InterruptedException the reader can be used again
   */
  List<LogEntry> poll(long maxBytes, Duration timeout) throws InterruptedException;

  /** The position behind the last entry that {@link #poll} gave out: what may be checkpointed. */
  LogPosition position();

  /** Never throws. */
  @Override
  void close();
}
