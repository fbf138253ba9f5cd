// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.metrics.Meters;

/** What the log counts of itself. Thread-safe. */
final class LogMeters {
  private static final double[] SECONDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10
  };

  private final Meters.Counter appends;
  private final Meters.Counter bytes;
  private final Meters.Counter refused;
  private final Meters.Histogram flushSeconds;

  LogMeters(Meters meters, Segments segments, RecentEntries recent, long tornBytes) {
    appends =
        meters.counter(
            "plumbline_ingest_log_appends_total", "Requests made durable, by signal", "signal");
    bytes =
        meters.counter(
            "plumbline_ingest_log_append_bytes_total", "Payload bytes made durable", "signal");
    refused =
        meters.counter(
            "plumbline_ingest_log_refused_total",
            "Requests that the log did not take, by reason",
            "error_type");
    flushSeconds =
        meters.histogram(
            "plumbline_ingest_log_fsync_seconds", "Time of one flush to disk", SECONDS);
    meters
        .counter(
            "plumbline_ingest_log_torn_bytes_total",
            "Bytes of unfinished appends that were cut off when the log was opened")
        .add((double) tornBytes);
    meters.gauge(
        "plumbline_ingest_log_bytes", "Bytes of the log on disk", () -> (double) segments.bytes());
    meters.gauge(
        "plumbline_ingest_log_pending_entries",
        "Requests in the log that are not stored yet",
        () -> (double) segments.pendingEntries());
    meters.gauge(
        "plumbline_ingest_log_cache_bytes",
        "Heap that holds requests on their way to the pipeline",
        () -> (double) recent.bytes());
  }

  void appended(Signal signal, long payloadBytes) {
    appends.increment(signal.label());
    bytes.add((double) payloadBytes, signal.label());
  }

  void flushed(long nanos) {
    flushSeconds.observe(nanos / 1e9);
  }

  void refused(PlumblineException e) {
    refused.increment(e.kind().label());
  }
}
