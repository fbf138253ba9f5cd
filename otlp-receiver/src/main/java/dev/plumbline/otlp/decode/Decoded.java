// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.MetricSample;
import dev.plumbline.model.telemetry.Span;
import java.util.List;
import java.util.Map;

/**
 * One export request, decoded.
 *
 * <p>{@code rejected} counts the items that were left out, by reason. {@code timedByReceipt} is
 * true when an item without a time of its own was given the time of receipt, so that decoding again
 * needs the same one.
 */
public sealed interface Decoded {
  Map<RejectReason, Integer> rejected();

  boolean timedByReceipt();

  /** Spans, log records or data points that can be stored. */
  int accepted();

  /** Every item that was in the request. */
  default int received() {
    return accepted() + rejectedCount();
  }

  default int rejectedCount() {
    return rejected().values().stream().mapToInt(Integer::intValue).sum();
  }

  record Traces(List<Span> spans, Map<RejectReason, Integer> rejected, boolean timedByReceipt)
      implements Decoded {
    @Override
    public int accepted() {
      return spans.size();
    }
  }

  record Logs(List<LogRecord> records, Map<RejectReason, Integer> rejected, boolean timedByReceipt)
      implements Decoded {
    @Override
    public int accepted() {
      return records.size();
    }
  }

  /**
   * Metric data points, flattened to samples.
   *
   * @param accepted data points, each of which gave one or more samples
   */
  record Metrics(
      List<MetricSample> samples,
      int accepted,
      Map<RejectReason, Integer> rejected,
      boolean timedByReceipt)
      implements Decoded {}
}
