// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.Signal;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OTLP/gRPC. Requests stay bytes: what was sent is what the ingest log holds. Each call blocks its
 * own virtual thread until the log is durable. Thread-safe.
 */
final class GrpcOtlpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GrpcOtlpServer.class);
  private static final String PROTOCOL = "grpc";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<byte[]> STATUS_DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final ReceiverConfig config;
  private final Intake intake;
  private final ByteGate gate;
  private final RequestMeters meters;
  private @Nullable Server server;
  private @Nullable ExecutorService executor;

  GrpcOtlpServer(ReceiverConfig config, Intake intake, ByteGate gate, RequestMeters meters) {
    this.config = config;
    this.intake = intake;
    this.gate = gate;
    this.meters = meters;
  }

  /**
   * Listens.
   *
   * @throws PlumblineException UNAVAILABLE when the port cannot be had
   */
  void start() {
    ReceiverConfig.Grpc grpc = config.grpc();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    Server built =
        NettyServerBuilder.forAddress(grpc.endpoint().socketAddress())
            .executor(threads)
            .maxInboundMessageSize(grpc.maxMessageBytes())
            .maxConcurrentCallsPerConnection(grpc.maxConcurrentStreams())
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(service("trace.v1.TraceService", Signal.TRACES))
            .addService(service("logs.v1.LogsService", Signal.LOGS))
            .addService(service("metrics.v1.MetricsService", Signal.METRICS))
            .intercept(new Authentication())
            .build();
    try {
      built.start();
    } catch (IOException e) {
      threads.shutdown();
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE,
          "receivers.otlp.protocols.grpc.endpoint: cannot listen on " + grpc.endpoint(),
          e);
    }
    server = built;
    executor = threads;
  }

  int port() {
    return server == null ? config.grpc().endpoint().port() : server.getPort();
  }

  private ServerServiceDefinition service(String name, Signal signal) {
    String service = "opentelemetry.proto.collector." + name;
    MethodDescriptor<byte[], byte[]> export =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(service, "Export"))
            .setRequestMarshaller(RawBytes.INSTANCE)
            .setResponseMarshaller(RawBytes.INSTANCE)
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(
            export, ServerCalls.asyncUnaryCall((request, reply) -> export(signal, request, reply)))
        .build();
  }

  private void export(Signal signal, byte[] request, StreamObserver<byte[]> reply) {
    long start = System.nanoTime();
    try (ByteGate.Pass pass = gate.enter()) {
      pass.grow(request.length);
      Intake.Accepted accepted = intake.accept(signal, ByteBuffer.wrap(request));
      reply.onNext(ExportResponse.protobuf(accepted));
      reply.onCompleted();
      meters.acknowledged(PROTOCOL, signal, request.length, start);
    } catch (InterruptedException | RuntimeException e) {
      RpcStatus status = RpcStatus.of(e);
      meters.refused(PROTOCOL, signal.label(), status);
      reply.onError(exception(status));
    }
  }

  private static StatusRuntimeException exception(RpcStatus status) {
    Metadata trailers = new Metadata();
    if (status.retryAfter().isPresent()) {
      trailers.put(STATUS_DETAILS, status.toProtobuf());
    }
    return Status.fromCode(status.code())
        .withDescription(status.message())
        .asRuntimeException(trailers);
  }

  /** Refuses calls without a valid token before their message is read. */
  private final class Authentication implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      if (config.auth().permits(headers.get(AUTHORIZATION))) {
        return next.startCall(call, headers);
      }
      RpcStatus status = RpcStatus.unauthenticated();
      meters.refused(PROTOCOL, "any", status);
      call.close(Status.fromCode(status.code()).withDescription(status.message()), new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }

  /** Takes no new calls, waits for those under way. Safe to call twice. */
  @Override
  public void close() {
    Server running = server;
    if (running == null) {
      return;
    }
    running.shutdown();
    Duration wait = config.drainTimeout();
    try {
      if (!running.awaitTermination(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        log.atWarn().addKeyValue("timeout_ms", wait.toMillis()).log("gRPC calls cut off at stop");
        running.shutdownNow();
      }
    } catch (InterruptedException e) {
      running.shutdownNow();
      Thread.currentThread().interrupt();
    }
    if (executor != null) {
      executor.shutdown();
    }
  }
}
