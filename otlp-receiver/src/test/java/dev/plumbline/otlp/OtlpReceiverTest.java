// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.otlp.decode.Captures;
import dev.plumbline.otlp.decode.DecodeLimits;
import dev.plumbline.otlp.decode.Decoded;
import dev.plumbline.otlp.decode.OtlpDecoder;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpReceiverTest {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final byte[] CAPTURE = Captures.copy("node-otel-openai-0.21.0_chat.traces.binpb");
  private static final byte[] CAPTURE_JSON =
      Captures.copy("node-otel-openai-0.21.0_chat.traces.json");

  private final MemoryLog log = new MemoryLog();
  private final IngestBalance balance = new IngestBalance();
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable OtlpReceiver receiver;

  @AfterEach
  void stop() {
    client.close();
    if (receiver != null) {
      receiver.close();
    }
  }

  @Test
  void takesAllSignalsFromTheSdksExportersOverGrpc() {
    OtlpReceiver started = start(Map.of());
    String endpoint = "http://127.0.0.1:" + started.grpcPort();
    send(
        OtlpGrpcSpanExporter.builder().setEndpoint(endpoint).setCompression("gzip").build(),
        OtlpGrpcLogRecordExporter.builder().setEndpoint(endpoint).build(),
        OtlpGrpcMetricExporter.builder().setEndpoint(endpoint).build());
    assertAllSignalsArrived();
  }

  @Test
  void takesAllSignalsFromTheSdksExportersOverHttp() {
    OtlpReceiver started = start(Map.of());
    String endpoint = "http://127.0.0.1:" + started.httpPort();
    send(
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint + "/v1/traces")
            .setCompression("gzip")
            .build(),
        OtlpHttpLogRecordExporter.builder().setEndpoint(endpoint + "/v1/logs").build(),
        OtlpHttpMetricExporter.builder().setEndpoint(endpoint + "/v1/metrics").build());
    assertAllSignalsArrived();
  }

  @Test
  void logHoldsTheExactBytesOfAProtobufRequest() throws Exception {
    start(Map.of());
    assertThat(post("/v1/traces", PROTOBUF, CAPTURE).statusCode()).isEqualTo(200);
    assertThat(grpc(CAPTURE)).isEmpty();
    assertThat(log.entries())
        .hasSize(2)
        .allSatisfy(entry -> assertThat(entry.payload().array()).isEqualTo(CAPTURE));
    assertThat(balance.snapshot(Signal.TRACES).received()).isEqualTo(2);
    assertThat(balance.snapshot(Signal.TRACES).pending()).isEqualTo(2);
  }

  @Test
  void takesJsonAndAnswersInJson() throws Exception {
    start(Map.of());
    for (String path : List.of("/v1/traces", "/api/public/otel/v1/traces", "/otel/v1/traces")) {
      HttpResponse<byte[]> response = post(path, "application/json; charset=utf-8", CAPTURE_JSON);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type")).hasValue(JSON);
      assertThat(response.body()).isEqualTo("{}".getBytes(UTF_8));
    }
    assertThat(spans()).hasSize(3);
  }

  @Test
  void takesGzipAndDeflate() throws Exception {
    start(Map.of());
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(CAPTURE);
    }
    ByteArrayOutputStream deflate = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(deflate)) {
      out.write(CAPTURE);
    }
    assertThat(encoded("gzip", gzip.toByteArray()).statusCode()).isEqualTo(200);
    assertThat(encoded("deflate", deflate.toByteArray()).statusCode()).isEqualTo(200);
    assertThat(encoded("br", CAPTURE).statusCode()).isEqualTo(415);
    assertThat(encoded("gzip", CAPTURE).statusCode()).isEqualTo(400);
    assertThat(spans()).hasSize(2);
  }

  @Test
  void saysWhatWasRejectedAndWhy() throws Exception {
    start(Map.of());
    byte[] request = request(span(), span().setTraceId(ByteString.EMPTY));
    HttpResponse<byte[]> binary = post("/v1/traces", PROTOBUF, request);
    var partial = ExportTraceServiceResponse.parseFrom(binary.body()).getPartialSuccess();
    assertThat(binary.statusCode()).isEqualTo(200);
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).isEqualTo("rejected for good: 1 with invalid trace_id");
    assertThat(grpc(request)).isEqualTo(binary.body());
    String json = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"00\"}]}]}]}";
    assertThat(new String(post("/v1/traces", JSON, json.getBytes(UTF_8)).body(), UTF_8))
        .isEqualTo(
            "{\"partialSuccess\":{\"rejectedSpans\":\"1\","
                + "\"errorMessage\":\"rejected for good: 1 with invalid trace_id\"}}");
  }

  @Test
  void refusesBrokenBodiesAsInvalid() throws Exception {
    start(Map.of());
    byte[] garbage = "not protobuf".getBytes(UTF_8);
    HttpResponse<byte[]> binary = post("/v1/traces", PROTOBUF, garbage);
    assertThat(binary.statusCode()).isEqualTo(400);
    assertThat(binary.headers().firstValue("content-type")).hasValue(PROTOBUF);
    assertThat(binary.body()[1]).isEqualTo((byte) Status.Code.INVALID_ARGUMENT.value());
    HttpResponse<byte[]> json = post("/v1/traces", JSON, "{".getBytes(UTF_8));
    assertThat(json.statusCode()).isEqualTo(400);
    assertThat(new String(json.body(), UTF_8)).startsWith("{\"code\":3,\"message\":\"");
    assertThat(grpcFailure(garbage).getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(log.entries()).isEmpty();
  }

  @Test
  void refusesWhatIsNoOtlpRequest() throws Exception {
    start(Map.of());
    assertThat(post("/v1/nothing", PROTOBUF, CAPTURE).statusCode()).isEqualTo(404);
    assertThat(post("/v1/traces", "text/plain", CAPTURE).statusCode()).isEqualTo(415);
    HttpResponse<byte[]> get =
        client.send(builder("/v1/traces").GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("allow")).hasValue("POST");
  }

  @Test
  void refusesRequestsThatAreTooLarge() throws Exception {
    start(
        Map.of(
            "receivers.otlp.protocols.http.max_request_body_size", "64KiB",
            "receivers.otlp.protocols.grpc.max_recv_msg_size_mib", "1"));
    assertThat(statusOfTooLarge()).isEqualTo(413);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bomb)) {
      out.write(new byte[50_000_000]);
    }
    assertThat(bomb.size()).isLessThan(64 << 10);
    assertThat(encoded("gzip", bomb.toByteArray()).statusCode()).isEqualTo(413);
    StatusRuntimeException failure = grpcFailure(new byte[2 << 20]);
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(retryDelay(failure)).isNull();
  }

  /**
   * The server answers and closes while the client still sends; now and then the client's next
   * packet meets a closed connection before it has read the answer (RFC 9112 section 9.6).
   */
  private int statusOfTooLarge() throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return post("/v1/traces", PROTOBUF, new byte[70_000]).statusCode();
      } catch (IOException e) {
        if (attempt == 5) {
          throw e;
        }
      }
    }
  }

  @Test
  void failuresOfTheLogHaveTheStatusOfTheirKind() throws Exception {
    start(Map.of());
    Map<ErrorKind, Integer> http = new HashMap<>();
    Map<ErrorKind, Status.Code> grpc = new HashMap<>();
    for (ErrorKind kind : ErrorKind.values()) {
      log.failure.set(
          new PlumblineException(kind, "said by the log", null, Duration.ofMillis(2500)));
      HttpResponse<byte[]> response = post("/v1/traces", JSON, CAPTURE_JSON);
      http.put(kind, response.statusCode());
      StatusRuntimeException failure = grpcFailure(CAPTURE);
      grpc.put(kind, failure.getStatus().getCode());
      boolean overloaded = kind == ErrorKind.OVERLOADED;
      assertThat(response.headers().firstValue("retry-after").orElse("none"))
          .isEqualTo(overloaded ? "3" : "none");
      assertThat(retryDelay(failure) != null).isEqualTo(overloaded);
      if (kind == ErrorKind.INTERNAL) {
        assertThat(new String(response.body(), UTF_8))
            .contains("internal error")
            .doesNotContain("said");
      } else {
        assertThat(new String(response.body(), UTF_8)).contains("said by the log");
      }
    }
    assertThat(http)
        .isEqualTo(
            Map.of(
                ErrorKind.INVALID_INPUT, 400,
                ErrorKind.TOO_LARGE, 413,
                ErrorKind.NOT_FOUND, 404,
                ErrorKind.OVERLOADED, 429,
                ErrorKind.UNAVAILABLE, 503,
                ErrorKind.TIMEOUT, 504,
                ErrorKind.INTERNAL, 500));
    assertThat(grpc)
        .isEqualTo(
            Map.of(
                ErrorKind.INVALID_INPUT, Status.Code.INVALID_ARGUMENT,
                ErrorKind.TOO_LARGE, Status.Code.RESOURCE_EXHAUSTED,
                ErrorKind.NOT_FOUND, Status.Code.NOT_FOUND,
                ErrorKind.OVERLOADED, Status.Code.UNAVAILABLE,
                ErrorKind.UNAVAILABLE, Status.Code.UNAVAILABLE,
                ErrorKind.TIMEOUT, Status.Code.DEADLINE_EXCEEDED,
                ErrorKind.INTERNAL, Status.Code.INTERNAL));
    assertThat(balance.snapshot(Signal.TRACES).received()).isZero();
  }

  @Test
  void asksForATokenWhenThereIsOne() throws Exception {
    start(Map.of("auth.tokens", List.of("first", "second")));
    assertThat(post("/v1/traces", PROTOBUF, CAPTURE).statusCode()).isEqualTo(401);
    assertThat(authorised("Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(authorised("Bearer second").statusCode()).isEqualTo(200);
    assertThat(authorised("Basic cGs6Zmlyc3Q=").statusCode()).isEqualTo(200);
    assertThat(grpcFailure(CAPTURE).getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer first");
    assertThat(grpc(CAPTURE, headers)).isEmpty();
  }

  @Test
  void ignoresCredentialsWhenEverybodyMaySend() throws Exception {
    start(Map.of());
    assertThat(authorised("Bearer anything").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesToListenBeyondThisMachineWithoutTokens() {
    Settings settings =
        new Settings(
            "plumbline.yaml",
            Map.of(
                "receivers.otlp.protocols.grpc.endpoint", "0.0.0.0:4317",
                "receivers.otlp.protocols.http.endpoint", "0.0.0.0:4318",
                "receivers.otlp.max_attribute_depth", "9999"));
    ReceiverConfig.read(settings);
    assertThatThrownBy(settings::throwIfInvalid)
        .hasMessageContaining("3 problems")
        .hasMessageContaining("grpc.endpoint = \"0.0.0.0:4317\": listens beyond this machine");
    Settings open =
        new Settings(
            "x",
            Map.of(
                "receivers.otlp.protocols.grpc.endpoint", "0.0.0.0:0",
                "auth.allow_anonymous", "true"));
    ReceiverConfig.read(open);
    open.throwIfInvalid();
  }

  @Test
  void browsersMaySendOnlyFromConfiguredOrigins() throws Exception {
    start(
        Map.of(
            "receivers.otlp.protocols.http.cors.allowed_origins", List.of("https://shop.example")));
    assertThat(preflight("https://shop.example").statusCode()).isEqualTo(204);
    assertThat(
            preflight("https://shop.example").headers().firstValue("access-control-allow-origin"))
        .hasValue("https://shop.example");
    assertThat(preflight("https://evil.example").statusCode()).isEqualTo(405);
  }

  @Test
  void acknowledgesOnlyWhenTheLogIsDurable() throws Exception {
    start(Map.of());
    log.delay = Duration.ofMillis(300);
    long start = System.nanoTime();
    grpc(CAPTURE);
    assertThat(System.nanoTime() - start).isGreaterThan(300_000_000L);
  }

  @Test
  void refusesMoreThanFitsInMemoryAtOnce() throws Exception {
    start(Map.of("receivers.otlp.max_in_flight_bytes", "1KiB"));
    log.hold = new CountDownLatch(1);
    Thread first = Thread.ofVirtual().start(() -> grpc(CAPTURE));
    while (log.appending.get() == 0) {
      Thread.sleep(5);
    }
    StatusRuntimeException failure = grpcFailure(CAPTURE);
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(retryDelay(failure)).isNotNull();
    log.hold.countDown();
    first.join();
    assertThat(grpc(CAPTURE)).isEmpty();
  }

  @Test
  void saysPlainlyThatAPortIsTaken() {
    OtlpReceiver first = start(Map.of());
    OtlpReceiver second =
        receiver(Map.of("receivers.otlp.protocols.http.endpoint", "127.0.0.1:" + first.httpPort()));
    assertThatThrownBy(second::start)
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("receivers.otlp.protocols.http.endpoint: cannot listen on");
  }

  @Test
  void healthFollowsWhatItIsTold() throws Exception {
    boolean[] up = {false};
    try (HealthServer health =
        new HealthServer(
            HealthServer.endpoint(
                new Settings("x", Map.of("extensions.health_check.endpoint", "127.0.0.1:0"))),
            () -> up[0],
            InstantSource.system())) {
      health.start();
      URI uri = URI.create("http://127.0.0.1:" + health.port() + "/");
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(503);
      up[0] = true;
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).startsWith("{\"status\":\"Server available\"");
    }
  }

  private OtlpReceiver receiver(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>();
    all.put("receivers.otlp.protocols.grpc.endpoint", "127.0.0.1:0");
    all.put("receivers.otlp.protocols.http.endpoint", "127.0.0.1:0");
    all.putAll(settings);
    Settings read = new Settings("test", all);
    ReceiverConfig config = ReceiverConfig.read(read);
    read.throwIfInvalid();
    return new OtlpReceiver(config, log, balance, Meters.none(), InstantSource.system());
  }

  private OtlpReceiver start(Map<String, Object> settings) {
    OtlpReceiver started = receiver(settings);
    started.start();
    receiver = started;
    return started;
  }

  private static void send(SpanExporter spans, LogRecordExporter logs, MetricExporter metrics) {
    try (SdkTracerProvider tracers =
            SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build();
        SdkLoggerProvider loggers =
            SdkLoggerProvider.builder()
                .addLogRecordProcessor(SimpleLogRecordProcessor.create(logs))
                .build();
        SdkMeterProvider meters =
            SdkMeterProvider.builder()
                .registerMetricReader(PeriodicMetricReader.create(metrics))
                .build()) {
      tracers
          .get("test")
          .spanBuilder("chat")
          .setSpanKind(SpanKind.CLIENT)
          .setAttribute("gen_ai.operation.name", "chat")
          .startSpan()
          .addEvent("event", Attributes.empty())
          .end();
      loggers.get("test").logRecordBuilder().setBody("hello").setSeverity(Severity.INFO).emit();
      meters.get("test").counterBuilder("gen_ai.calls").build().add(3);
      tracers.forceFlush().join(5, TimeUnit.SECONDS);
      loggers.forceFlush().join(5, TimeUnit.SECONDS);
      meters.forceFlush().join(5, TimeUnit.SECONDS);
    }
  }

  private void assertAllSignalsArrived() {
    assertThat(spans())
        .singleElement()
        .satisfies(span -> {
          assertThat(span.name()).isEqualTo("chat");
          assertThat(span.text("gen_ai.operation.name")).isEqualTo("chat");
          assertThat(span.resource().text("telemetry.sdk.language")).isEqualTo("java");
          assertThat(span.events()).hasSize(1);
        });
    assertThat(log.entries().stream().map(OtlpReceiverTest::decode))
        .anySatisfy(decoded ->
            assertThat(decoded)
                .isInstanceOfSatisfying(
                    Decoded.Logs.class,
                    logs -> {
                      assertThat(logs.records().getFirst().body().asText()).isEqualTo("hello");
                      assertThat(logs.records().getFirst().severityNumber()).isEqualTo(9);
                    }))
        .anySatisfy(decoded ->
            assertThat(decoded)
                .isInstanceOfSatisfying(
                    Decoded.Metrics.class,
                    metrics -> {
                      assertThat(metrics.samples().getFirst().name())
                          .isEqualTo("gen_ai_calls_total");
                      assertThat(metrics.samples().getFirst().value()).isEqualTo(3);
                    }));
  }

  private List<dev.plumbline.model.telemetry.Span> spans() {
    return log.entries().stream()
        .map(OtlpReceiverTest::decode)
        .filter(Decoded.Traces.class::isInstance)
        .flatMap(decoded -> ((Decoded.Traces) decoded).spans().stream())
        .toList();
  }

  private static Decoded decode(LogEntry entry) {
    return new OtlpDecoder(DecodeLimits.DEFAULT).decode(entry.signal(), entry.payload(), 1);
  }

  private HttpRequest.Builder builder(String path) {
    int port = receiver == null ? 0 : receiver.httpPort();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(String path, String type, byte[] body)
      throws IOException, InterruptedException {
    return send(
        builder(path)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<byte[]> encoded(String encoding, byte[] body)
      throws IOException, InterruptedException {
    return send(
        builder("/v1/traces")
            .header("Content-Type", PROTOBUF)
            .header("Content-Encoding", encoding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<byte[]> authorised(String authorization)
      throws IOException, InterruptedException {
    return send(
        builder("/v1/traces")
            .header("Content-Type", PROTOBUF)
            .header("Authorization", authorization)
            .POST(HttpRequest.BodyPublishers.ofByteArray(CAPTURE)));
  }

  private HttpResponse<byte[]> preflight(String origin) throws IOException, InterruptedException {
    return send(
        builder("/v1/traces")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
  }

  private byte[] grpc(byte[] request) {
    return grpc(request, new Metadata());
  }

  private byte[] grpc(byte[] request, Metadata headers) {
    int port = receiver == null ? 0 : receiver.grpcPort();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .build();
    try {
      MethodDescriptor<byte[], byte[]> export =
          MethodDescriptor.<byte[], byte[]>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName("opentelemetry.proto.collector.trace.v1.TraceService/Export")
              .setRequestMarshaller(RawBytes.INSTANCE)
              .setResponseMarshaller(RawBytes.INSTANCE)
              .build();
      return ClientCalls.blockingUnaryCall(channel, export, CallOptions.DEFAULT, request);
    } finally {
      channel.shutdownNow();
    }
  }

  private StatusRuntimeException grpcFailure(byte[] request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> grpc(request));
  }

  private static byte @Nullable [] retryDelay(StatusRuntimeException failure) {
    Metadata trailers = failure.getTrailers();
    return trailers == null
        ? null
        : trailers.get(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER));
  }

  private static Span.Builder span() {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
        .setSpanId(ByteString.copyFromUtf8("01234567"))
        .setName("chat")
        .setStartTimeUnixNano(1_795_000_000_000_000_000L)
        .setEndTimeUnixNano(1_795_000_000_000_000_010L);
  }

  private static byte[] request(Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return TracesData.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build()
        .toByteArray();
  }
}
