// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OTLP/HTTP on Jetty: the query API uses it already, it keeps connections alive without the delays
 * of the JDK's own server, and it limits headers and slow senders. Handlers block virtual threads.
 */
final class HttpOtlpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpOtlpServer.class);
  private static final int MAX_THREADS = 16;

  private final ReceiverConfig config;
  private final HttpOtlpHandler handler;
  private @Nullable Server server;
  private @Nullable ServerConnector connector;

  HttpOtlpServer(ReceiverConfig config, HttpOtlpHandler handler) {
    this.config = config;
    this.handler = handler;
  }

  /**
   * Listens.
   *
   * @throws PlumblineException UNAVAILABLE when the port cannot be had
   */
  void start() {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
    threads.setName("otlp-http");
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server jetty = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    ServerConnector listener = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
    listener.setHost(config.http().endpoint().host());
    listener.setPort(config.http().endpoint().port());
    jetty.addConnector(listener);
    jetty.setHandler(new GracefulHandler(handler));
    jetty.setStopTimeout(config.drainTimeout().toMillis());
    try {
      jetty.start();
    } catch (Exception e) { // Jetty declares no narrower one
      stop(jetty);
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE,
          "receivers.otlp.protocols.http.endpoint: cannot listen on " + config.http().endpoint(),
          e);
    }
    server = jetty;
    connector = listener;
  }

  int port() {
    return connector == null ? config.http().endpoint().port() : connector.getLocalPort();
  }

  /** Takes no new requests, waits for those under way. Safe to call twice. */
  @Override
  public void close() {
    if (server != null) {
      stop(server);
    }
  }

  private static void stop(Server jetty) {
    try {
      jetty.stop();
    } catch (Exception e) { // Jetty declares no narrower one
      log.atWarn().addKeyValue("error.type", e.getClass().getName()).log("HTTP requests cut off");
    }
  }
}
