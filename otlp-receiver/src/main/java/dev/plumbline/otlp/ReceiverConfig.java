// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.config.Endpoint;
import dev.plumbline.model.config.Settings;
import dev.plumbline.otlp.decode.DecodeLimits;
import java.time.Duration;
import java.util.List;

/**
 * Where the receiver listens and what it takes. Keys that the OpenTelemetry Collector has too mean
 * the same there.
 *
 * @param limits what one span or log record may hold
 * @param maxInFlightBytes bytes of requests that are being received; more is OVERLOADED
 * @param drainTimeout how long {@code close} waits for requests that are under way
 */
public record ReceiverConfig(
    Grpc grpc,
    Http http,
    AuthConfig auth,
    DecodeLimits limits,
    long maxInFlightBytes,
    Duration drainTimeout) {
  private static final String GRPC = "receivers.otlp.protocols.grpc.";
  private static final String HTTP = "receivers.otlp.protocols.http.";

  /**
   * The gRPC server.
   *
   * @param maxMessageBytes largest request after decompression
   */
  public record Grpc(Endpoint endpoint, int maxMessageBytes, int maxConcurrentStreams) {}

  /**
   * The HTTP server.
   *
   * @param maxBodyBytes largest body, before and after decompression
   * @param corsOrigins origins that may send from a browser, {@code *} for any; empty: none
   * @param corsHeaders request headers that browsers may send beyond {@code Content-Type}
   */
  public record Http(
      Endpoint endpoint, int maxBodyBytes, List<String> corsOrigins, List<String> corsHeaders) {}

  /** Reads the configuration; problems are collected in the settings. */
  public static ReceiverConfig read(Settings settings) {
    Grpc grpc =
        new Grpc(
            settings.endpoint(GRPC + "endpoint", "127.0.0.1:4317"),
            settings.number(GRPC + "max_recv_msg_size_mib", 20, 1, 1024) << 20,
            settings.number(GRPC + "max_concurrent_streams", 1000, 1, 100_000));
    long maxBody = settings.bytes(HTTP + "max_request_body_size", "20MiB");
    if (maxBody < 1 || maxBody > 1 << 30) {
      settings.problem(HTTP + "max_request_body_size", maxBody, "must be between 1B and 1GiB");
      maxBody = 1 << 20;
    }
    Http http =
        new Http(
            settings.endpoint(HTTP + "endpoint", "127.0.0.1:4318"),
            (int) maxBody,
            settings.list(HTTP + "cors.allowed_origins", List.of()),
            settings.list(HTTP + "cors.allowed_headers", List.of()));
    AuthConfig auth = AuthConfig.read(settings);
    auth.refuseOpen(settings, GRPC + "endpoint", grpc.endpoint());
    auth.refuseOpen(settings, HTTP + "endpoint", http.endpoint());
    return new ReceiverConfig(
        grpc,
        http,
        auth,
        limits(settings),
        settings.bytes("receivers.otlp.max_in_flight_bytes", "64MiB"),
        settings.duration("receivers.otlp.drain_timeout", Duration.ofSeconds(10)));
  }

  private static DecodeLimits limits(Settings settings) {
    String key = "receivers.otlp.max_attribute_bytes";
    long bytes = settings.bytes(key, "1MiB");
    if (bytes < 1 || bytes > 1 << 30) {
      settings.problem(key, bytes, "must be between 1B and 1GiB");
      bytes = 1;
    }
    return new DecodeLimits(
        (int) bytes,
        settings.number("receivers.otlp.max_attributes", 4096, 1, 1_000_000),
        settings.number("receivers.otlp.max_attribute_depth", 32, 1, DecodeLimits.MAX_DEPTH),
        settings.number("receivers.otlp.max_span_events", 4096, 1, 1_000_000));
  }
}
