// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.MetricSample;
import dev.plumbline.otlp.IngestBalance.Outcome;
import java.util.List;
import java.util.Map;

/**
 * Everything of a run of log entries, ready to be stored.
 *
 * @param number 1, 2, 3, ... in this process
 * @param first position of the first entry
 * @param end position behind the last entry: the checkpoint when all is stored
 * @param outcomes what becomes of the items when the store takes every row
 * @param oldestReceivedAt when the first entry was received, epoch nanoseconds
 */
record Batch(
    long number,
    LogPosition first,
    LogPosition end,
    List<StoredSpan> spans,
    List<StoredLog> logs,
    List<MetricSample> samples,
    List<StoredSpan> changed,
    Map<Signal, Outcome> outcomes,
    long oldestReceivedAt) {

  int rows() {
    return spans.size() + logs.size() + samples.size() + changed.size();
  }
}
