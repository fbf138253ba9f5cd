// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Plumbline in a process of its own, started as the launcher starts it. One thread. */
final class Running implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Process process;
  private final Path errors;
  private final JsonNode ports;

  private Running(Process process, Path errors, JsonNode ports) {
    this.process = process;
    this.errors = errors;
    this.ports = ports;
  }

  /** Starts and waits until it is ready. */
  static Running start(String command, Path data, String... options) throws IOException {
    Path errors = Files.createTempFile("plumbline", ".log");
    Process process = launch(command, data, errors, options);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IllegalStateException("did not start: " + Files.readString(errors));
    }
    return new Running(process, errors, JSON.readTree(line));
  }

  static Process launch(String command, Path data, Path errors, String... options)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Xmx512m");
    words.add("--enable-native-access=ALL-UNNAMED");
    words.add("--sun-misc-unsafe-memory-access=allow");
    String library = System.getProperty("plumbline.libchdb", "");
    if (!library.isBlank()) {
      words.add("-Dplumbline.libchdb=" + library);
    }
    words.add("-cp");
    words.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    words.add(Main.class.getName());
    words.add(command);
    words.add("--data");
    words.add(data.toString());
    words.add("--free-ports");
    words.addAll(List.of(options));
    return new ProcessBuilder(words).redirectError(errors.toFile()).start();
  }

  int port(String name) {
    return ports.get(name).asInt();
  }

  /** Status of an OTLP/HTTP trace request; 0 when the process was not there to answer. */
  int send(byte[] otlpJson) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri("otlp_http", "/v1/traces"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofByteArray(otlpJson))
            .build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  String sql(String statement) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri("clickhouse", "/?database=plumbline"))
            .POST(HttpRequest.BodyPublishers.ofString(statement))
            .build();
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.body());
    }
    return answer.body().strip();
  }

  HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri("query", pathAndQuery)).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  JsonNode json(String pathAndQuery) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(pathAndQuery);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          pathAndQuery + " answered " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** The answer to a JSON body. */
  JsonNode post(String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri("query", path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          path + " answered " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** The loss balance; fails when it does not hold. */
  JsonNode balance() throws IOException, InterruptedException {
    JsonNode now = json("/api/v1/ingest");
    if (now.get("spans_missing").asLong() != 0) {
      throw new AssertionError("the loss balance does not hold: " + now);
    }
    return now;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM; the exit code, or -1 when it did not end in time. */
  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  private URI uri(String port, String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + port(port) + pathAndQuery);
  }

  @Override
  public void close() {
    try {
      if (process.isAlive() && terminate() < 0) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
