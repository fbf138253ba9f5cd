// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.metrics.Meters;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the handler of a route for one HTTP request: token, body, parameters, time limit, answer.
 * Thread-safe.
 */
public final class RouteServer {
  private static final Logger log = LoggerFactory.getLogger(RouteServer.class);

  /** Javalin decides on compression by the size of the first write. */
  private static final int BUFFER_BYTES = 32 * 1024;

  private static final double[] SECONDS = {0.005, 0.02, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60};

  private final Access access;
  private final int maxBodyBytes;
  private final Duration timeLimit;
  private final Duration queueLimit;
  private final Semaphore running;
  private final InstantSource clock;
  private final Meters.Counter requests;
  private final Meters.Histogram durations;

  public RouteServer(
      Access access,
      int maxBodyBytes,
      Duration timeLimit,
      int maxConcurrent,
      InstantSource clock,
      Meters meters) {
    this.access = access;
    this.maxBodyBytes = maxBodyBytes;
    this.timeLimit = timeLimit;
    this.queueLimit = timeLimit.dividedBy(4);
    this.running = new Semaphore(maxConcurrent, true);
    this.clock = clock;
    this.requests =
        meters.counter(
            "plumbline_query_requests_total", "Requests to the query API.", "route", "status");
    this.durations =
        meters.histogram(
            "plumbline_query_request_duration_seconds",
            "Time from a request to the end of its answer.",
            SECONDS,
            "route");
  }

  /** Answers one request. */
  public void serve(Context http, Route route) throws IOException {
    long start = System.nanoTime();
    try {
      Optional<Answer> refusal = refusal(http, route);
      if (refusal.isPresent()) {
        send(http, refusal.get());
      } else {
        run(http, route);
      }
    } finally {
      requests.increment(route.id(), String.valueOf(http.statusCode()));
      durations.observe((System.nanoTime() - start) / 1e9, route.id());
    }
  }

  private Optional<Answer> refusal(Context http, Route route) {
    if (!access.permitsHost(header(http, "Host"))) {
      return Optional.of(
          new Answer.Text(
              403,
              Answer.TEXT,
              "this host name is not known here; list it in query.allowed_hosts\n"));
    }
    if (!route.open() && !permitted(http, route)) {
      return Optional.of(
          new Answer.Text(
              401,
              Answer.TEXT,
              "a token is needed: Authorization: Bearer TOKEN, or the token as basic password\n",
              Map.of("WWW-Authenticate", "Basic realm=\"plumbline\", charset=\"UTF-8\"")));
    }
    if (!route.methods().contains(Route.Method.GET)
        && !Access.permitsChange(
            header(http, "Sec-Fetch-Site"), header(http, "Origin"), header(http, "Host"))) {
      return Optional.of(
          new Answer.Text(403, Answer.TEXT, "changes from pages of other sites are refused\n"));
    }
    return Optional.empty();
  }

  private boolean permitted(Context http, Route route) {
    String authorization = header(http, "Authorization");
    return access.permits(authorization) || (route.reviewers() && access.reviewer(authorization));
  }

  private void run(Context http, Route route) throws IOException {
    Output output = new Output(http);
    FutureTask<Answer> task;
    try {
      Request request = read(http, route);
      task = new FutureTask<>(() -> handle(route, request, output));
    } catch (PlumblineException e) {
      send(http, Failure.of(e, route).answer(route.style()));
      return;
    }
    Thread worker =
        Thread.ofVirtual().name("query-" + route.id()).unstarted(() -> runAndRelease(task));
    try {
      if (!running.tryAcquire(queueLimit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new PlumblineException(ErrorKind.OVERLOADED, "too many requests are running");
      }
      worker.start();
      send(http, task.get(timeLimit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      fail(http, route, output, new PlumblineException(ErrorKind.UNAVAILABLE, "stopping", e));
    } catch (TimeoutException e) {
      task.cancel(true);
      fail(http, route, output, timeout(e));
    } catch (ExecutionException e) {
      fail(http, route, output, e.getCause() == null ? e : e.getCause());
    } catch (PlumblineException e) {
      fail(http, route, output, e);
    }
  }

  private void runAndRelease(FutureTask<Answer> task) {
    try {
      task.run();
    } finally {
      running.release(); // a handler that ignores its interrupt keeps its place until it ends
    }
  }

  private static Answer handle(Route route, Request request, Output output)
      throws IOException, InterruptedException {
    Answer answer = route.handler().handle(request);
    if (answer instanceof Answer.Stream(Answer.StreamBody body)) {
      body.write(output);
      output.finish();
    }
    return answer;
  }

  private PlumblineException timeout(TimeoutException cause) {
    return new PlumblineException(
        ErrorKind.TIMEOUT, "the answer took longer than " + timeLimit.toSeconds() + " s", cause);
  }

  private void fail(Context http, Route route, Output output, Throwable thrown) throws IOException {
    boolean clientLeft = thrown instanceof IOException || thrown instanceof UncheckedIOException;
    if (output.claimForFailure()) {
      send(http, Failure.of(thrown, route).answer(route.style()));
    } else {
      log.atLevel(clientLeft ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.WARN)
          .addKeyValue("route", route.id())
          .addKeyValue("error.type", thrown.getClass().getName())
          .log("answer broken off");
      breakOff(http, thrown);
    }
  }

  /** Closes the connection without the end of the answer, so that the client sees it is cut. */
  private static void breakOff(Context http, Throwable cause) {
    ServletContextRequest.getServletContextRequest(http.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close(cause);
  }

  private Request read(Context http, Route route) throws IOException {
    SequencedMap<String, List<String>> query = new LinkedHashMap<>();
    String queryString = http.queryString();
    if (queryString != null) {
      FormDecoder.decode(queryString, query);
    }
    byte[] body = http.method().equals(HandlerType.POST) ? body(http) : new byte[0];
    String type = header(http, "Content-Type").toLowerCase(Locale.ROOT);
    if (!route.takesBody() && type.startsWith("application/x-www-form-urlencoded")) {
      FormDecoder.decode(new String(body, StandardCharsets.UTF_8), query);
      body = new byte[0];
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(http.headerMap());
    return new Request(
        route,
        http.pathParamMap(),
        query,
        headers,
        body,
        clock.instant(),
        timeLimit,
        !access.permits(header(http, "Authorization")));
  }

  private byte[] body(Context http) throws IOException {
    try (InputStream in = http.bodyInputStream()) {
      byte[] body = in.readNBytes(maxBodyBytes + 1);
      if (body.length > maxBodyBytes) {
        throw new PlumblineException(
            ErrorKind.TOO_LARGE, "the body is larger than " + maxBodyBytes + " bytes");
      }
      return body;
    }
  }

  private static void send(Context http, Answer answer) throws IOException {
    switch (answer) {
      case Answer.Json(int status, String contentType, Answer.JsonBody body) -> {
        http.status(status).contentType(contentType);
        OutputStream out = new BufferedOutputStream(http.outputStream(), BUFFER_BYTES);
        Json.write(out, body);
        out.flush();
      }
      case Answer.Text(
              int status,
              String contentType,
              String body,
              Map<String, String> headers) -> {
        headers.forEach(http::header);
        http.status(status).contentType(contentType).result(body.getBytes(StandardCharsets.UTF_8));
      }
      case Answer.Stream _ -> {} // was sent by its handler
    }
  }

  private static String header(Context http, String name) {
    String value = http.header(name);
    return value == null ? "" : value;
  }

  /**
   * Leaves closing to us: a handler that fails closes its stream too, and must not end the answer.
   */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length); // the superclass writes byte by byte
    }

    @Override
    public void close() {}
  }

  /** The stream of an answer: opened once, or never when the failure came first. */
  private static final class Output implements Answer.Opener {
    private final Context http;
    private @Nullable OutputStream stream;
    private boolean closed;

    Output(Context http) {
      this.http = http;
    }

    @Override
    public synchronized OutputStream open(String contentType) throws IOException {
      if (closed || stream != null) {
        throw new IOException("the answer is already given");
      }
      http.status(200).contentType(contentType);
      stream = new BufferedOutputStream(http.outputStream(), BUFFER_BYTES);
      return new Unclosed(stream);
    }

    synchronized void finish() throws IOException {
      if (stream != null && !closed) {
        stream.flush();
      }
    }

    /** True when nothing was sent and nothing will be. */
    synchronized boolean claimForFailure() {
      boolean first = stream == null && !closed;
      closed = true;
      return first;
    }
  }
}
