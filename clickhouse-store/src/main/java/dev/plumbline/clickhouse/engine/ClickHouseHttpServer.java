// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.model.config.Endpoint;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * ClickHouse's HTTP interface in front of the embedded engine: statements in, results out, as <a
 * href="https://clickhouse.com/docs/interfaces/http">ClickHouse documents it</a>. Close it before
 * its engine. Thread-safe.
 *
 * <p>The JDK's server is enough: both directions are streams of large pieces. Its threads are
 * platform threads, since a call into the engine would pin a virtual thread's carrier.
 */
public final class ClickHouseHttpServer implements AutoCloseable {
  private static final int THREADS = 64;
  private static final long STACK_BYTES = 8L << 20; // the engine's parser is recursive
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final int DRAIN_SECONDS = 5;

  static {
    // read once by the JDK's server; without it every small answer waits 40 ms for an ACK
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final String host;

  private ClickHouseHttpServer(HttpServer server, ThreadPoolExecutor threads, String host) {
    this.server = server;
    this.threads = threads;
    this.host = host;
  }

  /**
   * Listens and answers.
   *
   * @param listen port 0 for any free one; a host other than a loopback address serves others
   *     read-only
   * @throws PlumblineException {@link ErrorKind#UNAVAILABLE} when the port is taken
   */
  public static ClickHouseHttpServer start(EmbeddedEngine engine, Endpoint listen) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), 256);
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE,
          "cannot listen for ClickHouse clients on "
              + listen
              + ": "
              + e.getMessage()
              + "; free the port or choose another",
          e);
    }
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(null, task, "clickhouse-http", STACK_BYTES));
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
    server.createContext("/", new StatementHandler(engine));
    server.start();
    return new ClickHouseHttpServer(server, threads, listen.host());
  }

  /** The port that is listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** For the driver, for example {@code http://127.0.0.1:8123}. */
  public String url() {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /** Takes no new requests, lets those in work end for at most five seconds. Safe to call twice. */
  @Override
  public void close() {
    server.stop(DRAIN_SECONDS);
    threads.shutdown();
  }
}
