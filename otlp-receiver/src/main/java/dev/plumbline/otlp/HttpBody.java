// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads a body within its limits, whatever it says about its own size. One thread. */
final class HttpBody {
  private static final int CHUNK = 16 * 1024;
  private static final int INFLATE_BUFFER = 8 * 1024;

  private final Request request;
  private final String encoding;
  private final int maxBytes;
  private final ByteGate.Pass pass;

  private HttpBody(Request request, String encoding, int maxBytes, ByteGate.Pass pass) {
    this.request = request;
    this.encoding = encoding;
    this.maxBytes = maxBytes;
    this.pass = pass;
  }

  /** Empty when the Content-Encoding is none that we know. */
  static Optional<HttpBody> of(Request request, int maxBytes, ByteGate.Pass pass) {
    @Nullable String header = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    String encoding = header == null ? "identity" : header.strip().toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "gzip", "x-gzip", "deflate", "identity", "" ->
          Optional.of(new HttpBody(request, encoding, maxBytes, pass));
      default -> Optional.empty();
    };
  }

  /**
   * The whole body, decompressed.
   *
   * @throws PlumblineException TOO_LARGE over the limit, before or after decompression
   */
  byte[] read() throws IOException {
    long announced = request.getLength();
    if (announced > maxBytes) {
      throw tooLarge();
    }
    try (InputStream raw = Content.Source.asInputStream(request);
        InputStream in = decoded(raw)) {
      boolean exact = !compressed() && announced >= 0;
      return read(in, exact ? (int) announced : CHUNK);
    }
  }

  private boolean compressed() {
    return !encoding.equals("identity") && !encoding.isEmpty();
  }

  private InputStream decoded(InputStream raw) throws IOException {
    return switch (encoding) {
      case "gzip", "x-gzip" -> new GZIPInputStream(raw, INFLATE_BUFFER);
      case "deflate" -> new InflaterInputStream(raw);
      default -> raw;
    };
  }

  private byte[] read(InputStream in, int expected) throws IOException {
    pass.grow(expected);
    byte[] buffer = new byte[expected];
    int size = 0;
    while (true) {
      if (size == buffer.length) {
        int next = in.read();
        if (next < 0) {
          return buffer;
        }
        if (size == maxBytes) {
          throw tooLarge();
        }
        int grown = (int) Math.min(maxBytes, Math.max(CHUNK, 2L * size));
        pass.grow(grown - size);
        buffer = Arrays.copyOf(buffer, grown);
        buffer[size++] = (byte) next;
      }
      int read = in.read(buffer, size, buffer.length - size);
      if (read < 0) {
        return Arrays.copyOf(buffer, size);
      }
      size += read;
    }
  }

  private PlumblineException tooLarge() {
    return new PlumblineException(
        ErrorKind.TOO_LARGE,
        "the body is larger than receivers.otlp.protocols.http.max_request_body_size, "
            + maxBytes
            + " bytes");
  }
}
