// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import dev.plumbline.model.config.Endpoint;
import dev.plumbline.model.error.ErrorKind;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.compression.Gzip;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;

/** Routes on Javalin, with the headers and limits that all of them share. Thread-safe. */
public final class JavalinServer implements AutoCloseable {
  /** Grafana sends long queries with GET when POST was refused. */
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  private final Javalin javalin;

  /**
   * Prepares the server; nothing listens yet.
   *
   * @param styleOf how a path without a route is refused
   */
  public JavalinServer(
      List<Route> routes,
      RouteServer server,
      Function<String, ApiStyle> styleOf,
      Duration timeLimit,
      Duration drainTimeout) {
    this.javalin =
        Javalin.create(config -> {
          settings(config, timeLimit, drainTimeout);
          config.routes.before(JavalinServer::commonHeaders);
          for (Route route : routes) {
            for (Route.Method method : route.methods()) {
              config.routes.addHttpHandler(
                  HandlerType.findOrCreate(method.name()),
                  route.path(),
                  http -> server.serve(http, route));
            }
          }
          config.routes.exception(
              HttpResponseException.class,
              (e, http) -> refuse(http, e.getStatus(), styleOf.apply(http.path())));
        });
  }

  /**
   * Opens the port.
   *
   * @return the port in use
   */
  public int start(Endpoint endpoint) {
    javalin.start(endpoint.host(), endpoint.port());
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private static void settings(JavalinConfig config, Duration timeLimit, Duration drainTimeout) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.prefer405over404 = true;
    config.http.generateEtags = false;
    config.http.defaultContentType = "text/plain"; // a charset here would stay for every type
    config.http.compressionStrategy = new CompressionStrategy(null, new Gzip(4), null);
    config.router.ignoreTrailingSlashes = true;
    config.jetty.modifyHttpConfiguration(http -> http(http, timeLimit));
    config.jetty.modifyServer(server -> server(server, drainTimeout));
    config.jetty.modifyServletContextHandler(JavalinServer::encodedSlashes);
  }

  private static void http(HttpConfiguration http, Duration timeLimit) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setIdleTimeout(timeLimit.plusSeconds(10).toMillis());
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "encoded-slashes",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
  }

  private static void server(Server server, Duration drainTimeout) {
    server.setStopTimeout(drainTimeout.toMillis());
    server.setErrorHandler(new PlainErrors());
  }

  /** Conversation ids and label names may contain a slash, which the path carries as %2F. */
  private static void encodedSlashes(ServletContextHandler context) {
    context.getServletHandler().setDecodeAmbiguousURIs(true);
  }

  private static void commonHeaders(Context http) {
    http.header("X-Content-Type-Options", "nosniff");
    http.header("X-Frame-Options", "DENY");
    http.header("Referrer-Policy", "no-referrer");
    http.header("Cross-Origin-Resource-Policy", "same-origin");
    http.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    http.header("Cache-Control", "no-store");
  }

  /** No route has this path, or none with this method. */
  private static void refuse(Context http, int status, ApiStyle style) {
    String message =
        switch (status) {
          case 404 -> "there is nothing at this path";
          case 405 -> "this path does not take " + http.method().name();
          default -> "the request was refused";
        };
    http.status(status);
    if (style == ApiStyle.OWN) {
      ErrorKind kind = status == 404 ? ErrorKind.NOT_FOUND : ErrorKind.INVALID_INPUT;
      http.contentType(Failure.PROBLEM)
          .result(Json.text(new Failure(kind, message, Optional.empty()).problem(status)));
    } else {
      http.contentType(Answer.TEXT).result(message + "\n");
    }
  }
}
