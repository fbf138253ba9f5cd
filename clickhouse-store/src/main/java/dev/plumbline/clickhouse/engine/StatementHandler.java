// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one request with one statement in one session of its own. Thread-safe. */
final class StatementHandler implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(StatementHandler.class);
  private static final int CHUNK_BYTES = 1 << 20;

  private final EmbeddedEngine engine;

  StatementHandler(EmbeddedEngine engine) {
    this.engine = engine;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("X-ClickHouse-Server-Display-Name", "plumbline");
    exchange.getResponseHeaders().set("Keep-Alive", "timeout=20");
    Reply reply = new Reply(exchange, engine.spoolFolder());
    try {
      answer(exchange, reply);
    } catch (EngineException e) {
      reply.fail(e);
    } catch (RequestException e) {
      reply.text(e.status(), e.sentence() + "\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reply.text(503, "The server is stopping\n");
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("error.type", e.getClass().getName())
          .setCause(e)
          .log("request to the embedded engine failed");
      reply.text(500, "Internal error\n");
    }
    // not closed when an IOException leaves: the server then cuts the connection
    exchange.close();
  }

  private void answer(HttpExchange exchange, Reply reply)
      throws IOException, EngineException, RequestException, InterruptedException {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD") && !method.equals("POST")) {
      throw new RequestException(501, "Only GET, HEAD and POST are answered here");
    }
    if (!Credentials.isLocalProgram(exchange.getRequestHeaders())) {
      throw new RequestException(
          403, "Requests from web pages, and for host names other than localhost, are refused");
    }
    String path = exchange.getRequestURI().getPath();
    Map<String, String> parameters =
        StatementRequest.parameters(exchange.getRequestURI().getRawQuery());
    boolean asksNothing = !method.equals("POST") && !parameters.containsKey("query");
    if (path.equals("/ping") || (path.equals("/") && asksNothing)) {
      reply.text(200, "Ok.\n");
      return;
    }
    if (path.equals("/replicas_status")) {
      reply.text(200, "Ok.\n");
      return;
    }
    if (!path.equals("/") && !path.equals("/query")) {
      throw new RequestException(404, "There is no handle " + path);
    }
    Credentials credentials =
        Credentials.of(
            exchange.getRemoteAddress().getAddress(), exchange.getRequestHeaders(), parameters);
    StatementRequest request = StatementRequest.of(exchange, credentials);
    reply.begin(request, engine.timeZone());
    run(request, credentials, RequestBody.of(exchange, request), reply);
  }

  private void run(StatementRequest request, Credentials credentials, RequestBody body, Reply reply)
      throws IOException, EngineException, RequestException, InterruptedException {
    StatementText text = read(request, body);
    try (EngineSession session = engine.open()) {
      prepare(session, request, credentials);
      if (text.hasRows()) {
        if (request.readOnly()) {
          throw EngineException.of(
              EngineException.READONLY, "READONLY", "Cannot execute query in readonly mode");
        }
        reply.done(insert(session, request, text, body));
        return;
      }
      if (!credentials.admin()) {
        ReadOnlyGuard.check(session, text.statement(), request.params());
      }
      OutputFormat format = OutputFormat.of(text.statement(), request);
      try (EngineResult result = session.query(text.statement(), format, request.params())) {
        reply.send(result);
      }
    }
  }

  private static StatementText read(StatementRequest request, RequestBody body)
      throws RequestException {
    try {
      return StatementText.read(request, body.stream());
    } catch (IOException e) {
      throw body.unreadable(e);
    }
  }

  private static void prepare(
      EngineSession session, StatementRequest request, Credentials credentials)
      throws EngineException {
    if (!request.database().isEmpty() && !request.database().equals("default")) {
      session.run("USE " + quoted(request.database(), '`'));
    }
    if (!credentials.admin()) {
      session.run("SET ROLE NONE");
    }
    if (!request.settings().isEmpty()) {
      StringBuilder set = new StringBuilder("SET ");
      request
          .settings()
          .forEach((name, value) ->
              set.append(set.length() == 4 ? "" : ", ")
                  .append(quoted(name, '`'))
                  .append(" = ")
                  .append(quoted(value, '\'')));
      session.run(set.toString());
    }
    if (request.readOnly() && !request.settings().containsKey("readonly")) {
      session.run("SET readonly = 2");
    }
  }

  private static String quoted(String text, char quote) {
    return quote + text.replace("\\", "\\\\").replace(String.valueOf(quote), "\\" + quote) + quote;
  }

  private static Progress insert(
      EngineSession session, StatementRequest request, StatementText text, RequestBody body)
      throws EngineException, RequestException {
    try (EngineInsert insert = session.insert(text.statement(), text.format(), request.params());
        Arena arena = Arena.ofConfined()) {
      byte[] chunk = text.firstRows();
      int filled = chunk.length;
      MemorySegment segment = arena.allocate(Math.max(CHUNK_BYTES, filled));
      boolean more = true;
      if (filled < CHUNK_BYTES) {
        chunk = Arrays.copyOf(chunk, CHUNK_BYTES);
      }
      do {
        if (filled < CHUNK_BYTES) {
          int read = body.fill(chunk, filled);
          more = filled + read == CHUNK_BYTES;
          filled += read;
        }
        if (filled > 0) {
          MemorySegment.copy(chunk, 0, segment, ValueLayout.JAVA_BYTE, 0, filled);
          if (!insert.append(segment, filled)) {
            break; // finish says why
          }
        }
        filled = 0;
      } while (more);
      if (!more) {
        body.checkComplete();
      }
      return insert.finish();
    }
  }

  /** A request that no engine was asked about. */
  static final class RequestException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    RequestException(int status, String sentence) {
      super(sentence);
      this.status = status;
    }

    int status() {
      return status;
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }
}
