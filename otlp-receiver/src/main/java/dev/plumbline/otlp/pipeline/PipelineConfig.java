// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.config.Settings;
import dev.plumbline.otlp.decode.DecodeLimits;
import java.time.Duration;

/**
 * How the pipeline forms its batches.
 *
 * @param maxItems spans, log records and data points of one batch; a larger request is a batch
 * @param maxBytes bytes of the requests of one batch
 * @param linger how long a batch waits for more
 * @param maxDedupKeys span and log keys kept in memory, about 24 bytes each
 * @param drainTimeout how long {@code close} goes on storing what the log holds
 * @param limits the receiver's limits, so that decoding again gives the same
 */
public record PipelineConfig(
    int maxItems,
    long maxBytes,
    Duration linger,
    int maxDedupKeys,
    Duration drainTimeout,
    DecodeLimits limits) {

  /** Reads the keys below {@code pipeline}. */
  public static PipelineConfig read(Settings settings, DecodeLimits limits) {
    return new PipelineConfig(
        settings.number("pipeline.batch.max_items", 20_000, 1, 1_000_000),
        settings.bytes("pipeline.batch.max_bytes", "16MiB"),
        settings.duration("pipeline.batch.timeout", Duration.ofMillis(200)),
        settings.number("pipeline.dedup.max_keys", 2_000_000, 1000, 500_000_000),
        settings.duration("pipeline.drain_timeout", Duration.ofSeconds(10)),
        limits);
  }
}
