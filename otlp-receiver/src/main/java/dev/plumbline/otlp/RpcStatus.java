// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a request failed, in the words of both protocols: the table "Errors" of the architecture
 * page.
 *
 * @param retryAfter said to the sender; present exactly when sending again later helps and the time
 *     is known
 */
record RpcStatus(Status.Code code, int http, String message, Optional<Duration> retryAfter) {
  private static final Logger log = LoggerFactory.getLogger(RpcStatus.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Field numbers of {@code google.rpc.Status} and {@code google.rpc.RetryInfo}. */
  private static final int CODE = 1;

  private static final int MESSAGE = 2;
  private static final int DETAILS = 3;
  private static final int RETRY_DELAY = 1;

  static RpcStatus unauthenticated() {
    return new RpcStatus(
        Status.Code.UNAUTHENTICATED,
        401,
        "a bearer token is needed, and must be one of auth.tokens",
        Optional.empty());
  }

  static RpcStatus of(Throwable failure) {
    return switch (failure) {
      case PlumblineException e when e.kind() != ErrorKind.INTERNAL -> of(e);
      case InterruptedException _ ->
          new RpcStatus(Status.Code.UNAVAILABLE, 503, "the receiver is stopping", Optional.empty());
      default -> internal(failure);
    };
  }

  private static RpcStatus of(PlumblineException e) {
    Optional<Duration> retry =
        e.kind() == ErrorKind.OVERLOADED
            ? Optional.of(e.retryAfter().orElse(RETRY))
            : Optional.empty();
    String message = e.getMessage() == null ? e.kind().label() : e.getMessage();
    return new RpcStatus(code(e.kind()), http(e.kind()), message, retry);
  }

  private static RpcStatus internal(Throwable failure) {
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    log.atError()
        .addKeyValue("error.id", id)
        .addKeyValue("error.type", failure.getClass().getName())
        .setCause(failure)
        .log("request failed");
    return new RpcStatus(
        Status.Code.INTERNAL, 500, "internal error " + id + "; see the log", Optional.empty());
  }

  /** OTLP clients drop the data after INTERNAL: a log that is down must never surface as that. */
  static Status.Code code(ErrorKind kind) {
    return switch (kind) { // no default: a new kind must be decided here before it compiles
      case INVALID_INPUT -> Status.Code.INVALID_ARGUMENT;
      case TOO_LARGE -> Status.Code.RESOURCE_EXHAUSTED; // with RetryInfo it would mean "resend"
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case OVERLOADED, UNAVAILABLE -> Status.Code.UNAVAILABLE;
      case TIMEOUT -> Status.Code.DEADLINE_EXCEEDED;
      case INTERNAL -> Status.Code.INTERNAL;
    };
  }

  static int http(ErrorKind kind) {
    return switch (kind) { // no default: as above
      case INVALID_INPUT -> 400;
      case TOO_LARGE -> 413;
      case NOT_FOUND -> 404;
      case OVERLOADED -> 429;
      case UNAVAILABLE -> 503;
      case TIMEOUT -> 504;
      case INTERNAL -> 500;
    };
  }

  /** Whole seconds, at least one: the HTTP header knows no fractions. */
  Optional<String> retryAfterSeconds() {
    return retryAfter.map(time -> Long.toString(Math.max(1, (time.toMillis() + 999) / 1000)));
  }

  /** A {@code google.rpc.Status}, with {@code google.rpc.RetryInfo} when there is a time to say. */
  byte[] toProtobuf() {
    return message(out -> {
      out.writeInt32(CODE, code.value());
      out.writeString(MESSAGE, message);
      if (retryAfter.isPresent()) {
        out.writeMessage(DETAILS, retryInfo(retryAfter.get()));
      }
    });
  }

  private static Any retryInfo(Duration time) {
    com.google.protobuf.Duration delay =
        com.google.protobuf.Duration.newBuilder()
            .setSeconds(time.toSeconds())
            .setNanos(time.toNanosPart())
            .build();
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/google.rpc.RetryInfo")
        .setValue(ByteString.copyFrom(message(out -> out.writeMessage(RETRY_DELAY, delay))))
        .build();
  }

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array cannot fail", e);
    }
    return bytes.toByteString().toByteArray();
  }

  /** For metric labels: the status in lower case. */
  String label() {
    return code.name().toLowerCase(Locale.ROOT);
  }
}
