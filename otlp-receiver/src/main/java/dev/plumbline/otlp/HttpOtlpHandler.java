// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.ingest.Signal;
import dev.plumbline.otlp.decode.OtlpJson;
import io.grpc.Status;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers OTLP/HTTP requests. Thread-safe. */
final class HttpOtlpHandler extends Handler.Abstract {
  private static final String PROTOCOL = "http";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  /** The standard paths, and those of Langfuse's and LangSmith's exporters. */
  private static final Map<String, Signal> PATHS =
      Map.of(
          "/v1/traces", Signal.TRACES,
          "/v1/logs", Signal.LOGS,
          "/v1/metrics", Signal.METRICS,
          "/api/public/otel/v1/traces", Signal.TRACES,
          "/otel/v1/traces", Signal.TRACES);

  private final ReceiverConfig config;
  private final Intake intake;
  private final OtlpJson json;
  private final ByteGate gate;
  private final RequestMeters meters;
  private final Cors cors;

  HttpOtlpHandler(ReceiverConfig config, Intake intake, ByteGate gate, RequestMeters meters) {
    this.config = config;
    this.intake = intake;
    this.json = new OtlpJson(config.limits());
    this.gate = gate;
    this.meters = meters;
    this.cors = new Cors(config.http());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String contentType = contentType(request);
    boolean inJson = !contentType.equals(PROTOBUF); // an unknown type is answered in readable form
    Signal signal = PATHS.get(Request.getPathInContext(request));
    cors.allow(request, response);
    if (signal == null) {
      refuse(response, callback, inJson, "any", status(404, Status.Code.NOT_FOUND, "no such path"));
    } else if (cors.preflight(request, response)) {
      response.setStatus(204);
      callback.succeeded();
    } else if (!request.getMethod().equals("POST")) {
      response.getHeaders().put(HttpHeader.ALLOW, "POST");
      RpcStatus status = status(405, Status.Code.UNIMPLEMENTED, "the method must be POST");
      refuse(response, callback, inJson, signal.label(), status);
    } else if (!config.auth().permits(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
      refuse(response, callback, inJson, signal.label(), RpcStatus.unauthenticated());
    } else if (!contentType.equals(JSON) && !contentType.equals(PROTOBUF)) {
      String rule = "Content-Type must be " + PROTOBUF + " or " + JSON;
      RpcStatus status = status(415, Status.Code.INVALID_ARGUMENT, rule);
      refuse(response, callback, inJson, signal.label(), status);
    } else {
      export(signal, request, inJson, response, callback);
    }
    return true;
  }

  private void export(
      Signal signal, Request request, boolean inJson, Response response, Callback callback) {
    byte[] answer;
    try (ByteGate.Pass pass = gate.enter()) {
      Optional<HttpBody> body = HttpBody.of(request, config.http().maxBodyBytes(), pass);
      if (body.isEmpty()) {
        response.getHeaders().put(HttpHeader.ACCEPT_ENCODING, "gzip, deflate");
        String rule = "Content-Encoding must be gzip, deflate or identity";
        RpcStatus status = status(415, Status.Code.INVALID_ARGUMENT, rule);
        refuse(response, callback, inJson, signal.label(), status);
        return;
      }
      byte[] bytes = body.get().read();
      long start = System.nanoTime();
      ByteBuffer protobuf = inJson ? json.toProtobuf(signal, bytes) : ByteBuffer.wrap(bytes);
      int size = protobuf.remaining();
      Intake.Accepted accepted = intake.accept(signal, protobuf);
      answer = inJson ? ExportResponse.json(signal, accepted) : ExportResponse.protobuf(accepted);
      meters.acknowledged(PROTOCOL, signal, size, start);
    } catch (ZipException | EOFException e) {
      String rule = "the body is not what its Content-Encoding says, or was cut off";
      RpcStatus status = status(400, Status.Code.INVALID_ARGUMENT, rule);
      refuse(response, callback, inJson, signal.label(), status);
      return;
    } catch (IOException e) {
      RpcStatus status = status(400, Status.Code.INVALID_ARGUMENT, "the body could not be read");
      refuse(response, callback, inJson, signal.label(), status);
      return;
    } catch (InterruptedException | RuntimeException e) {
      refuse(response, callback, inJson, signal.label(), RpcStatus.of(e));
      return;
    }
    write(response, callback, 200, inJson, answer);
  }

  private void refuse(
      Response response, Callback callback, boolean inJson, String signal, RpcStatus status) {
    meters.refused(PROTOCOL, signal, status);
    status
        .retryAfterSeconds()
        .ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
    byte[] body = inJson ? ExportResponse.json(status) : status.toProtobuf();
    write(response, callback, status.http(), inJson, body);
  }

  private static void write(
      Response response, Callback callback, int status, boolean inJson, byte[] body) {
    response.setStatus(status);
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, inJson ? JSON : PROTOBUF);
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private static RpcStatus status(int http, Status.Code code, String message) {
    return new RpcStatus(code, http, message, Optional.empty());
  }

  private static String contentType(Request request) {
    @Nullable String value = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (value == null) {
      return "";
    }
    String type = HttpField.getValueParameters(value, null).strip().toLowerCase(Locale.ROOT);
    return type.equals("application/protobuf") ? PROTOBUF : type;
  }
}
