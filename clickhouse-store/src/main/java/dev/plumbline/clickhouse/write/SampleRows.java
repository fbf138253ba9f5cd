// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.write;

import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.telemetry.MetricSample;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Encodes rows of {@code metric_samples}. One thread. */
public final class SampleRows {
  public static final List<String> INSERTED =
      List.of(
          "MetricName",
          "Labels",
          "Timestamp",
          "Value",
          "Type",
          "Unit",
          "Help",
          "SeriesId",
          "ReceivedAt");

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private SampleRows() {}

  public static void insert(RowBinaryWriter out, MetricSample sample, int receivedAtSeconds) {
    out.string(sample.name());
    out.length(sample.labels().size());
    long series = hash(FNV_OFFSET, sample.name());
    for (var label : sample.labels().entrySet()) {
      out.string(label.getKey());
      out.string(label.getValue());
      series = hash(hash(series, label.getKey()), label.getValue());
    }
    out.int64(sample.epochMillis());
    out.float64(sample.value());
    out.string(sample.type());
    out.string(sample.unit());
    out.string(sample.help());
    out.int64(series);
    out.int32(receivedAtSeconds);
  }

  /** FNV-1a with a separator: only neighbours in the table must share it, collisions do no harm. */
  private static long hash(long seed, String text) {
    long hash = seed;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return (hash ^ 0xff) * FNV_PRIME;
  }
}
