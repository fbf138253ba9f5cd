// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.telemetry.SpanKey;
import java.util.Map;

/**
 * Keeps spans, logs and samples with their scores. Each span is there exactly once, whatever is
 * written again. Thread-safe.
 *
 * <p>Errors: INVALID_INPUT when a row can never be stored; UNAVAILABLE, OVERLOADED or TIMEOUT when
 * the same batch may be written again later, also when the outcome of a write is unknown.
 */
public interface SpanStore {
  /** Returns when everything in the batch is stored. The same batch may be written again. */
  void write(StoreBatch batch);

  /**
   * Keys of the stored spans that start in a stretch of time, with their ingest position.
   *
   * @param fromEpochNanos inclusive
   * @param toEpochNanos exclusive
   */
  Map<SpanKey, Long> spanKeys(long fromEpochNanos, long toEpochNanos);

  /** Record hashes of the stored logs in a stretch of time, with their ingest position. */
  Map<Long, Long> logHashes(long fromEpochNanos, long toEpochNanos);

  /** What a reader may ask about spans that it no longer remembers. */
  SpanReader.History history();
}
