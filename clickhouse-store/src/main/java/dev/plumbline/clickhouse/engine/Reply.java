// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.jspecify.annotations.Nullable;

/** The answer to one request. One thread. */
final class Reply {
  /** A result up to this size is sent with its length and full counts in the headers. */
  private static final int SMALL_BYTES = 1 << 20;

  private static final int COPY_BYTES = 64 << 10;
  private static final int DRAINED_BYTES = 16 << 20;

  private final HttpExchange exchange;
  private final Path spoolFolder;
  private final String exceptionTag = tag();
  private @Nullable StatementRequest request;
  private @Nullable OutputStream body;

  /**
   * @param spoolFolder for results that must be whole before they are sent
   */
  Reply(HttpExchange exchange, Path spoolFolder) {
    this.exchange = exchange;
    this.spoolFolder = spoolFolder;
  }

  void begin(StatementRequest statement, String timeZone) {
    request = statement;
    Headers headers = exchange.getResponseHeaders();
    headers.set("X-ClickHouse-Query-Id", statement.queryId());
    headers.set("X-ClickHouse-Timezone", timeZone);
    headers.set("X-ClickHouse-Exception-Tag", exceptionTag);
  }

  void text(int status, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
    sendWhole(status, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The answer to a statement without a result. */
  void done(Progress progress) throws IOException {
    exchange.getResponseHeaders().set("X-ClickHouse-Summary", progress.toJson());
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
    sendWhole(200, new byte[0]);
  }

  void send(EngineResult result) throws IOException, EngineException {
    Headers headers = exchange.getResponseHeaders();
    String format = result.format().name();
    headers.set("X-ClickHouse-Format", format);
    headers.set("Content-Type", contentType(format));
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    boolean more = result.next();
    while (more && small.size() + result.chunk().byteSize() <= SMALL_BYTES) {
      copy(result.chunk(), small);
      more = result.next();
    }
    headers.set("X-ClickHouse-Summary", result.progress().toJson());
    if (!more) {
      sendWhole(200, packed(small.toByteArray()));
      return;
    }
    if (request != null && request.waitForEnd() && result.format().streamed()) {
      sendAfterTheEnd(result, small);
    } else {
      OutputStream out = beginStream();
      small.writeTo(out);
      copyRest(result, out);
      out.close();
    }
  }

  /** The official driver asks for this, so that it sees an error before any row. */
  private void sendAfterTheEnd(EngineResult result, ByteArrayOutputStream first)
      throws IOException, EngineException {
    Path spool = Files.createTempFile(spoolFolder, "result", ".part");
    try {
      try (OutputStream out = wrapped(Files.newOutputStream(spool))) {
        first.writeTo(out);
        copyRest(result, out);
      }
      exchange.getResponseHeaders().set("X-ClickHouse-Summary", result.progress().toJson());
      setEncoding();
      exchange.sendResponseHeaders(200, Files.size(spool));
      try (InputStream in = Files.newInputStream(spool)) {
        byte[] buffer = new byte[SMALL_BYTES];
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
          exchange.getResponseBody().write(buffer, 0, n);
        }
      }
    } finally {
      Files.delete(spool);
    }
  }

  private void setEncoding() {
    if (!encoding().isEmpty()) {
      exchange.getResponseHeaders().set("Content-Encoding", encoding());
    }
  }

  private OutputStream beginStream() throws IOException {
    setEncoding();
    exchange.sendResponseHeaders(200, 0); // chunked
    OutputStream out = wrapped(exchange.getResponseBody());
    body = out;
    return out;
  }

  /** From the current chunk to the last. */
  private static void copyRest(EngineResult result, OutputStream out)
      throws IOException, EngineException {
    do {
      copy(result.chunk(), out);
    } while (result.next());
  }

  /**
   * Says what went wrong: with a status, or, when the result has begun, as ClickHouse does, by its
   * text in the body and a connection that is cut, so that no client takes the rest for all.
   */
  void fail(EngineException e) throws IOException {
    OutputStream out = body;
    if (out != null) {
      out.write(inBody(e.text()));
      out.flush();
      exchange.getResponseBody().flush();
      throw new IOException("result cut off after an error of the engine");
    }
    Headers headers = exchange.getResponseHeaders();
    headers.remove("X-ClickHouse-Format");
    headers.remove("X-ClickHouse-Summary");
    headers.set("X-ClickHouse-Exception-Code", String.valueOf(e.code()));
    text(HttpStatus.of(e.code()), e.text() + "\n");
  }

  private byte[] inBody(String message) {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    String framed =
        "\r\n__exception__\r\n%s\r\n%s\n%d %s\r\n__exception__\r\n"
            .formatted(exceptionTag, message, text.length + 1, exceptionTag);
    return framed.getBytes(StandardCharsets.UTF_8);
  }

  private void sendWhole(int status, byte[] content) throws IOException {
    drain(exchange.getRequestBody());
    boolean empty = content.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : content.length);
    if (!empty) {
      exchange.getResponseBody().write(content);
    }
  }

  /** A client that is still sending reads no answer; after this much it is cut off. */
  private static void drain(InputStream in) {
    try {
      byte[] waste = new byte[COPY_BYTES];
      int left = DRAINED_BYTES;
      int n;
      while (left > 0 && (n = in.read(waste)) > 0) {
        left -= n;
      }
    } catch (IOException e) {
      // it is gone: the answer will say so too
    }
  }

  private byte[] packed(byte[] content) throws IOException {
    StatementRequest asked = request;
    if (content.length == 0 || asked == null) {
      return content;
    }
    if (encoding().isEmpty() && !asked.packedResponse()) {
      return content;
    }
    setEncoding();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = wrapped(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private String encoding() {
    return request == null ? "" : request.responseEncoding();
  }

  private OutputStream wrapped(OutputStream raw) throws IOException {
    OutputStream encoded =
        switch (encoding()) {
          case "gzip" -> new GZIPOutputStream(raw, COPY_BYTES, true);
          case "lz4" -> new LZ4FrameOutputStream(raw);
          case "zstd" -> new ZstdOutputStreamNoFinalizer(raw);
          default -> raw;
        };
    return request != null && request.packedResponse()
        ? new CompressedBlocks.Output(encoded)
        : encoded;
  }

  private static void copy(MemorySegment chunk, OutputStream out) throws IOException {
    byte[] buffer = new byte[(int) Math.min(SMALL_BYTES, chunk.byteSize())];
    for (long at = 0; at < chunk.byteSize(); at += buffer.length) {
      int n = (int) Math.min(buffer.length, chunk.byteSize() - at);
      MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, at, buffer, 0, n);
      out.write(buffer, 0, n);
    }
  }

  static String contentType(String format) {
    String name = format.toLowerCase(Locale.ROOT);
    if (name.startsWith("tabseparated") || name.startsWith("tsv")) {
      return "text/tab-separated-values; charset=UTF-8";
    }
    if (name.startsWith("csv")) {
      return "text/csv; charset=UTF-8; header=" + (name.contains("names") ? "present" : "absent");
    }
    if (name.startsWith("json")) {
      return name.contains("eachrow")
          ? "application/x-ndjson; charset=UTF-8"
          : "application/json; charset=UTF-8";
    }
    return name.contains("binary") || name.equals("native") || name.equals("parquet")
        ? "application/octet-stream"
        : "text/plain; charset=UTF-8";
  }

  private static String tag() {
    Random random = ThreadLocalRandom.current();
    StringBuilder letters = new StringBuilder(16);
    for (int i = 0; i < 16; i++) {
      letters.append((char) ('a' + random.nextInt(26)));
    }
    return letters.toString();
  }
}
