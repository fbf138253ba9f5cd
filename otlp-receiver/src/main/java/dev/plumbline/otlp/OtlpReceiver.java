// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.ingest.IngestLog;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.otlp.decode.OtlpDecoder;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes OTLP over gRPC and HTTP. A request is acknowledged when the ingest log holds it durably,
 * and never before. Thread-safe; {@link #start} once.
 */
public final class OtlpReceiver implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(OtlpReceiver.class);

  private final GrpcOtlpServer grpc;
  private final HttpOtlpServer http;

  /**
   * Starts nothing.
   *
   * @param log stays open when the receiver closes
   * @param balance counts what is received
   */
  public OtlpReceiver(
      ReceiverConfig config,
      IngestLog log,
      IngestBalance balance,
      Meters meters,
      InstantSource clock) {
    OtlpDecoder decoder = new OtlpDecoder(config.limits());
    Intake intake = new Intake(decoder, log, balance, clock);
    ByteGate gate = new ByteGate(config.maxInFlightBytes());
    RequestMeters requests = new RequestMeters(meters);
    meters.gauge(
        "plumbline_otlp_in_flight_bytes", "Requests being received", () -> (double) gate.held());
    grpc = new GrpcOtlpServer(config, intake, gate, requests);
    http = new HttpOtlpServer(config, new HttpOtlpHandler(config, intake, gate, requests));
  }

  /**
   * Listens on both ports, or on none.
   *
   * @throws dev.plumbline.model.error.PlumblineException UNAVAILABLE when a port cannot be had
   */
  public void start() {
    grpc.start();
    try {
      http.start();
    } catch (RuntimeException e) {
      grpc.close();
      throw e;
    }
    logger
        .atInfo()
        .addKeyValue("grpc.port", grpc.port())
        .addKeyValue("http.port", http.port())
        .log("receiver started");
  }

  /** The port in use, also when the configuration said 0. */
  public int grpcPort() {
    return grpc.port();
  }

  /** The port in use, also when the configuration said 0. */
  public int httpPort() {
    return http.port();
  }

  /** Refuses new requests and waits, within the drain timeout, for those under way. */
  @Override
  public void close() {
    Thread closing = Thread.ofVirtual().start(http::close); // both drain at once
    grpc.close();
    try {
      closing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    logger.info("receiver stopped");
  }
}
