// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP server that keeps what it gets and answers as it is told. */
final class Receiver implements AutoCloseable {
  final List<Got> got = new CopyOnWriteArrayList<>();
  private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile int otherwise = 200;

  record Got(String path, Headers headers, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }
  }

  record Answer(int status, Map<String, String> headers, Duration delay) {}

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          got.add(new Got(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
          Answer answer = next.poll();
          int status = otherwise;
          if (answer != null) {
            status = answer.status();
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            try {
              Thread.sleep(answer.delay());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  /** The next requests that have no answer yet get this one, one request each. */
  void answer(int status) {
    answer(status, Map.of(), Duration.ZERO);
  }

  void answer(int status, Map<String, String> headers, Duration delay) {
    next.add(new Answer(status, headers, delay));
  }

  /** Every request without an answer of its own gets this one. */
  void answerAlways(int status) {
    otherwise = status;
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  List<JsonNode> json() {
    return got.stream().map(Got::json).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
