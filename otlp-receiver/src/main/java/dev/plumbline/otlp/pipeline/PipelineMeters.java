// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.metrics.Meters;
import java.util.Locale;

/** Counts what the pipeline does. Thread-safe. */
final class PipelineMeters {
  private static final double[] SECONDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  private static final double[] ROWS = {1, 10, 100, 1000, 5000, 10_000, 20_000, 50_000};

  private final Meters.Counter retries;
  private final Meters.Counter unread;
  private final Meters.Counter unscored;
  private final Meters.Counter quarantined;
  private final Meters.Counter restarts;
  private final Meters.Histogram writeSeconds;
  private final Meters.Histogram lagSeconds;
  private final Meters.Histogram rows;

  PipelineMeters(Meters meters) {
    retries =
        meters.counter(
            "plumbline_pipeline_retries_total",
            "Steps that are tried again: write, keys, history, checkpoint",
            "step",
            "error_type");
    unread =
        meters.counter(
            "plumbline_pipeline_unread_spans_total", "Spans stored without their GenAI meaning");
    unscored =
        meters.counter(
            "plumbline_pipeline_unscored_spans_total", "Calls stored without scores by a failure");
    quarantined =
        meters.counter(
            "plumbline_pipeline_quarantined_rows_total", "Rows the store refused, by table", "row");
    restarts =
        meters.counter(
            "plumbline_pipeline_restarts_total", "Starts from the checkpoint after a failure");
    writeSeconds =
        meters.histogram(
            "plumbline_pipeline_write_duration_seconds", "Time to store one batch", SECONDS);
    lagSeconds =
        meters.histogram(
            "plumbline_pipeline_lag_seconds", "From receipt to stored, oldest of batch", SECONDS);
    rows = meters.histogram("plumbline_pipeline_batch_rows", "Rows of one batch", ROWS);
  }

  void retried(String step, RuntimeException e) {
    retries.increment(step, type(e));
  }

  void unread() {
    unread.increment();
  }

  void unscored() {
    unscored.increment();
  }

  void quarantined(Object row) {
    quarantined.increment(row.getClass().getSimpleName().toLowerCase(Locale.ROOT));
  }

  void restarted() {
    restarts.increment();
  }

  void stored(int size, double seconds, double lag) {
    rows.observe(size);
    writeSeconds.observe(seconds);
    lagSeconds.observe(lag);
  }

  static String type(RuntimeException e) {
    return e instanceof PlumblineException p ? p.kind().label() : e.getClass().getName();
  }
}
