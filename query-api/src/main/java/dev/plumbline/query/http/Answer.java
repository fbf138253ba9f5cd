// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What a handler answers. */
public sealed interface Answer {
  String JSON = "application/json";
  String TEXT = "text/plain; charset=utf-8";

  /** Status 200 and a value as JSON. */
  static Answer json(Object value) {
    return new Json(200, JSON, generator -> generator.writePOJO(value));
  }

  /** A value as JSON, written while it is sent. */
  record Json(int status, String contentType, JsonBody body) implements Answer {}

  /** Text, complete. */
  record Text(int status, String contentType, String body, Map<String, String> headers)
      implements Answer {
    public Text(int status, String contentType, String body) {
      this(status, contentType, body, Map.of());
    }
  }

  /**
   * Bytes that are made while they are sent, by the handler's own thread. Failures before the first
   * byte get their status; a failure later breaks the connection, so that half an answer is never
   * taken for a whole one.
   */
  record Stream(StreamBody body) implements Answer {}

  /** Writes one JSON value. */
  @FunctionalInterface
  interface JsonBody {
    void write(JsonGenerator generator);
  }

  /** Opens the answer when it knows the type, and writes it. */
  @FunctionalInterface
  interface StreamBody {
    void write(Opener opener) throws IOException, InterruptedException;
  }

  /** Starts a streamed answer. */
  @FunctionalInterface
  interface Opener {
    OutputStream open(String contentType) throws IOException;
  }

  /** A number as JSON has it: NaN and the infinities, which it has not, become null. */
  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
