// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.model.config.Endpoint;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says on {@code /} whether the process takes data, as the Collector's {@code health_check}
 * extension does: 200 when it does, 503 while it starts and stops. Runs on the JDK's own server,
 * since it must be up before everything else. Thread-safe.
 */
public final class HealthServer implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final Endpoint endpoint;
  private final BooleanSupplier available;
  private final InstantSource clock;
  private final Instant started;
  private @Nullable HttpServer server;

  /**
   * Starts nothing.
   *
   * @param available asked at each request
   */
  public HealthServer(Endpoint endpoint, BooleanSupplier available, InstantSource clock) {
    this.endpoint = endpoint;
    this.available = available;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Reads {@code extensions.health_check.endpoint}. */
  public static Endpoint endpoint(Settings settings) {
    return settings.endpoint("extensions.health_check.endpoint", "127.0.0.1:13133");
  }

  /**
   * Listens.
   *
   * @throws PlumblineException UNAVAILABLE when the port cannot be had
   */
  public void start() {
    try {
      HttpServer http = HttpServer.create(endpoint.socketAddress(), BACKLOG);
      http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      http.createContext("/", this::answer);
      http.start();
      server = http;
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE,
          "extensions.health_check.endpoint: cannot listen on " + endpoint,
          e);
    }
  }

  /** The port in use, also when the configuration said 0. */
  public int port() {
    return server == null ? endpoint.port() : server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean root = exchange.getRequestURI().getPath().equals("/");
      boolean up = available.getAsBoolean();
      String body =
          up
              ? "{\"status\":\"Server available\",\"upSince\":\"%s\",\"uptime\":\"%ds\"}"
                  .formatted(started, Duration.between(started, clock.instant()).toSeconds())
              : "{\"status\":\"Server not available\"}";
      byte[] bytes =
          (root ? body : "{\"status\":\"no such path\"}").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(!root ? 404 : up ? 200 : 503, head ? -1 : bytes.length);
      if (!head) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(bytes);
        }
      }
    }
  }

  /** Safe to call twice. */
  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }
}
