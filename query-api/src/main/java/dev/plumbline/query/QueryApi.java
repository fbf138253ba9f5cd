// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.model.config.Endpoint;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.query.http.Access;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.JavalinServer;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.RouteServer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The query port: Prometheus API, Alertmanager API, REST, SQL, page, metrics and health. The
 * constructor does no I/O. Thread-safe.
 */
public final class QueryApi implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueryApi.class);

  private final QueryConfig config;
  private final List<Route> routes;
  private final JavalinServer server;

  /**
   * Prepares the server.
   *
   * @param sources where the answers come from
   */
  public QueryApi(QueryConfig config, QuerySources sources) {
    this(config, sources, List.of());
  }

  /**
   * The same with further routes.
   *
   * @param more served and described like all others
   */
  public QueryApi(QueryConfig config, QuerySources sources, List<Route> more) {
    this.config = config;
    this.routes = Routes.all(sources, more);
    RouteServer handler =
        new RouteServer(
            new Access(
                config.tokens(),
                config.reviewerTokens(),
                config.endpoint().loopback(),
                config.allowedHosts()),
            config.maxBodyBytes(),
            config.timeout(),
            config.maxConcurrentRequests(),
            sources.clock(),
            sources.meters());
    this.server =
        new JavalinServer(
            routes, handler, QueryApi::styleOf, config.timeout(), config.drainTimeout());
  }

  /**
   * Opens the port.
   *
   * @return where it listens, with the port in use
   * @throws PlumblineException UNAVAILABLE when the port cannot be opened
   */
  public Endpoint start() {
    try {
      int port = server.start(config.endpoint());
      log.atInfo().addKeyValue("port", port).log("query API started");
      return config.endpoint().withPort(port);
    } catch (RuntimeException e) {
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE, "cannot listen on " + config.endpoint() + ": " + root(e), e);
    }
  }

  /** Lets running requests finish, for at most the drain timeout. Safe to call twice. */
  @Override
  public void close() {
    server.close();
    log.info("query API stopped");
  }

  /** Everything that is served, as the OpenAPI document lists it. */
  List<Route> routes() {
    return routes;
  }

  /** How a path that no route has is refused. */
  private static ApiStyle styleOf(String path) {
    return path.startsWith("/api/") || path.equals("/api") ? ApiStyle.OWN : ApiStyle.PLAIN;
  }

  private static String root(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
