// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.plumbline.clickhouse.engine.StatementHandler.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * The body of a request.
 *
 * @param stream as it was before any compression
 * @param raw as it was sent
 * @param announced bytes of {@code Content-Length}; -1 for none
 */
record RequestBody(InputStream stream, CountingInput raw, long announced) {
  static RequestBody of(HttpExchange exchange, StatementRequest request) throws RequestException {
    Headers headers = exchange.getRequestHeaders();
    CountingInput raw = new CountingInput(exchange.getRequestBody());
    String encoding =
        StatementRequest.header(headers, "Content-Encoding").toLowerCase(Locale.ROOT).strip();
    InputStream stream = RequestEncoding.decode(encoding, raw);
    String length = StatementRequest.header(headers, "Content-Length");
    return new RequestBody(
        request.packedRequest() ? new CompressedBlocks.Input(stream) : stream,
        raw,
        length.matches("\\d{1,18}") ? Long.parseLong(length) : -1);
  }

  /** Reads until the array is full or the body ends; gives how many bytes it read. */
  int fill(byte[] target, int from) throws RequestException {
    try {
      return stream.readNBytes(target, from, target.length - from);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The JDK's server gives a plain end of stream when the client is gone half-way. */
  void checkComplete() throws RequestException {
    if (announced >= 0 && raw.count() < announced) {
      throw unreadable(new IOException("the client sent less than it announced"));
    }
  }

  RequestException unreadable(IOException e) {
    return new RequestException(400, "The body cannot be read: " + e.getMessage());
  }
}
