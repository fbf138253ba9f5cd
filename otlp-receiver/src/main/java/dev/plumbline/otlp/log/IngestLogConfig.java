// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.Checks;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the disk log is and how much it may take.
 *
 * @param folder created when missing; belongs to one process at a time
 * @param maxBytes bound on disk; appends are refused as OVERLOADED above it
 * @param segmentBytes size at which a new file is begun; disk space comes back in such steps
 * @param cacheBytes heap for entries that were appended but not yet read; 0 switches it off
 * @param quarantineTtl how long damaged bytes that were set aside are kept
 */
public record IngestLogConfig(
    Path folder, long maxBytes, long segmentBytes, long cacheBytes, Duration quarantineTtl) {
  private static final long MIN_SEGMENT = 4 << 10;

  public IngestLogConfig {
    Checks.atLeast("ingest_log.segment_bytes", segmentBytes, MIN_SEGMENT);
    Checks.atLeast("ingest_log.max_bytes", maxBytes, 4 * segmentBytes);
    Checks.atLeast("ingest_log.cache_bytes", cacheBytes, 0);
    Checks.notNegative("ingest_log.quarantine_ttl", quarantineTtl);
  }

  /**
   * Reads the keys below {@code ingest_log}.
   *
   * @param folder below the data folder, as the process chose it
   */
  public static IngestLogConfig read(Settings settings, Path folder) {
    long maxBytes = settings.bytes("ingest_log.max_bytes", "4GiB");
    long segmentBytes = settings.bytes("ingest_log.segment_bytes", "64MiB");
    long cacheBytes = settings.bytes("ingest_log.cache_bytes", "32MiB");
    Duration ttl = settings.duration("ingest_log.quarantine_ttl", Duration.ofDays(7));
    if (segmentBytes < MIN_SEGMENT) {
      settings.problem("ingest_log.segment_bytes", segmentBytes, "must be at least 4KiB");
      return defaults(folder);
    }
    if (maxBytes / 4 < segmentBytes) {
      settings.problem(
          "ingest_log.max_bytes", maxBytes, "must be at least 4 times ingest_log.segment_bytes");
      return defaults(folder);
    }
    return new IngestLogConfig(folder, maxBytes, segmentBytes, cacheBytes, ttl);
  }

  /** What {@link #read} gives when nothing is set. */
  public static IngestLogConfig defaults(Path folder) {
    return new IngestLogConfig(folder, 4L << 30, 64L << 20, 32L << 20, Duration.ofDays(7));
  }
}
