// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A provider on loopback that speaks both wire formats, and fails as told. */
public final class FakeProvider implements AutoCloseable {
  public static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentLinkedQueue<Response> script = new ConcurrentLinkedQueue<>();
  private volatile Function<Received, Response> usual = _ -> new Response(500, Map.of(), "");

  /** Everything that was asked, in order. */
  public final List<Received> received = new CopyOnWriteArrayList<>();

  /** One question. */
  public record Received(String path, Map<String, List<String>> headers, JsonNode body) {
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(e -> e.getKey().equalsIgnoreCase(name))
          .map(e -> e.getValue().getFirst())
          .findFirst()
          .orElse("");
    }

    /** The text of the last message. */
    public String lastText() {
      JsonNode messages = body.path("messages");
      return messages.path(messages.size() - 1).path("content").asString("");
    }
  }

  /** One answer; {@code misbehave} takes the place of a proper one. */
  public record Response(
      int status, Map<String, String> headers, String body, Misbehaviour misbehaviour) {
    public Response(int status, Map<String, String> headers, String body) {
      this(status, headers, body, Misbehaviour.NONE);
    }

    public Response header(String name, String value) {
      return new Response(status, Map.of(name, value), body, misbehaviour);
    }

    public static Response broken(Misbehaviour misbehaviour) {
      return new Response(200, Map.of(), "", misbehaviour);
    }
  }

  /** What a provider or a network may do. */
  public enum Misbehaviour {
    NONE,
    /** Answers, but too late. */
    SLOW,
    /** Sends headers, then one byte now and then. */
    TRICKLE,
    /** Closes the connection without an answer. */
    RESET,
    /** Promises more bytes than it sends. */
    CUT,
    HUGE
  }

  public FakeProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers for the next questions; after them the usual one. */
  public FakeProvider then(Response... responses) {
    script.addAll(List.of(responses));
    return this;
  }

  public FakeProvider usually(Function<Received, Response> answer) {
    usual = answer;
    return this;
  }

  public static Response openAi(String content) {
    return openAi(content, "stop");
  }

  public static Response openAi(String content, String finish) {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", "chatcmpl-1").put("object", "chat.completion").put("model", "judge-1-2026");
    root.put("system_fingerprint", "fp_1");
    root.putArray("choices")
        .addObject()
        .put("index", 0)
        .put("finish_reason", finish)
        .putObject("message")
        .put("role", "assistant")
        .put("content", content);
    root.putObject("usage").put("prompt_tokens", 1000).put("completion_tokens", 100);
    return json(200, root);
  }

  public static Response anthropicTool(String name, String inputJson) {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", "msg_1").put("type", "message").put("model", "claude-judge-1");
    root.put("stop_reason", "tool_use");
    root.putArray("content")
        .addObject()
        .put("type", "tool_use")
        .put("id", "toolu_1")
        .put("name", name)
        .set("input", JSON.readTree(inputJson));
    root.putObject("usage")
        .put("input_tokens", 900)
        .put("cache_read_input_tokens", 90)
        .put("cache_creation_input_tokens", 10)
        .put("output_tokens", 100);
    return json(200, root);
  }

  public static Response error(int status, String type, String message) {
    ObjectNode root = JSON.createObjectNode().put("type", "error");
    root.putObject("error").put("type", type).put("message", message).put("code", type);
    return json(status, root);
  }

  public static Response json(int status, ObjectNode body) {
    return new Response(status, Map.of("Content-Type", "application/json"), body.toString());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Received question =
          new Received(
              exchange.getRequestURI().getPath(),
              Map.copyOf(exchange.getRequestHeaders()),
              body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body));
      received.add(question);
      Response next = script.poll();
      answer(exchange, next == null ? usual.apply(question) : next);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, Response response)
      throws IOException, InterruptedException {
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    response.headers().forEach(exchange.getResponseHeaders()::set);
    switch (response.misbehaviour()) {
      case NONE -> {
        exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
      }
      case SLOW -> Thread.sleep(3000);
      case RESET -> {
        // closing says nothing at all
      }
      case TRICKLE -> {
        exchange.sendResponseHeaders(200, 0);
        for (int i = 0; i < 60; i++) {
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
          Thread.sleep(50);
        }
      }
      case CUT -> {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write("{\"choices\":[{\"mess".getBytes(StandardCharsets.UTF_8));
      }
      case HUGE -> {
        exchange.sendResponseHeaders(200, 0);
        byte[] chunk = new byte[1 << 16];
        for (int i = 0; i < 10_000; i++) {
          exchange.getResponseBody().write(chunk);
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
