// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.metrics.Meters;

/** Counts requests and their times. Thread-safe. */
final class RequestMeters {
  static final String OK = "none";
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final Meters.Counter requests;
  private final Meters.Counter bytes;
  private final Meters.Histogram seconds;

  RequestMeters(Meters meters) {
    requests =
        meters.counter(
            "plumbline_otlp_requests_total",
            "Export requests by how they ended; error_type none is acknowledged",
            "protocol",
            "signal",
            "error_type");
    bytes =
        meters.counter(
            "plumbline_otlp_request_bytes_total",
            "Bytes of acknowledged export requests as protobuf, after decompression",
            "protocol",
            "signal");
    seconds =
        meters.histogram(
            "plumbline_otlp_request_duration_seconds",
            "From the whole request read to the acknowledgement",
            SECONDS,
            "protocol",
            "signal");
  }

  void acknowledged(String protocol, Signal signal, long size, long startNanoTime) {
    requests.increment(protocol, signal.label(), OK);
    bytes.add((double) size, protocol, signal.label());
    seconds.observe((System.nanoTime() - startNanoTime) / 1e9, protocol, signal.label());
  }

  void refused(String protocol, String signal, RpcStatus status) {
    requests.increment(protocol, signal, status.label());
  }
}
