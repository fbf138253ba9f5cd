// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import com.google.protobuf.ByteString;
import dev.plumbline.model.ingest.LogRecord;
import dev.plumbline.model.ingest.Signal;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/** Export requests whose items are told apart by a number. */
final class Requests {
  static final long START = 1_795_000_000_000_000_000L;

  private Requests() {}

  /** Spans with these numbers; a number always gives the same span. Number -1 has no trace id. */
  static LogRecord spans(int... numbers) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int number : numbers) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(number < 0 ? ByteString.EMPTY : id(number / 3, 16))
              .setSpanId(id(number, 8))
              .setName("span " + number)
              .setStartTimeUnixNano(START + number * 1_000_000_000L)
              .setEndTimeUnixNano(START + number * 1_000_000_000L + 5));
    }
    return record(
        Signal.TRACES,
        TracesData.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
            .build()
            .toByteArray());
  }

  static LogRecord logs(int... numbers) {
    ScopeLogs.Builder scope = ScopeLogs.newBuilder();
    for (int number : numbers) {
      scope.addLogRecords(
          io.opentelemetry.proto.logs.v1.LogRecord.newBuilder()
              .setTimeUnixNano(START + number)
              .setBody(AnyValue.newBuilder().setStringValue("log " + number)));
    }
    return record(
        Signal.LOGS,
        LogsData.newBuilder()
            .addResourceLogs(ResourceLogs.newBuilder().addScopeLogs(scope))
            .build()
            .toByteArray());
  }

  static LogRecord metrics(int number) {
    Metric metric =
        Metric.newBuilder()
            .setName("queue.size")
            .setGauge(
                Gauge.newBuilder()
                    .addDataPoints(
                        NumberDataPoint.newBuilder().setTimeUnixNano(START).setAsInt(number)))
            .build();
    return record(
        Signal.METRICS,
        MetricsData.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
            .build()
            .toByteArray());
  }

  static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  private static LogRecord record(Signal signal, byte[] request) {
    return new LogRecord(signal, ByteBuffer.wrap(request));
  }

  private static ByteString id(int number, int bytes) {
    return ByteString.copyFrom(ByteBuffer.allocate(bytes).putInt(bytes - 4, number + 1).array());
  }
}
