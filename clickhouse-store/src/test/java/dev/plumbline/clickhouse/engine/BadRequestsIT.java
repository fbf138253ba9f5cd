// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a broken or hostile client can send: it gets an error, and the next client is served. */
class BadRequestsIT {
  private static final String SIGNS = " '\"`$(){}[],;/*-#INSERT INTO bad.rows FORMAT TSV\n";
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void makeTable() throws Exception {
    sql("CREATE DATABASE IF NOT EXISTS bad");
    sql("CREATE TABLE bad.rows (a UInt64, s String) ENGINE = MergeTree ORDER BY a");
  }

  @AfterEach
  void stillServes() throws Exception {
    assertThat(sql("SELECT 1").body()).isEqualTo("1\n");
  }

  @Test
  void anInsertThatIsCutOffStoresNothing() throws Exception {
    String post =
        "POST /?query=INSERT%20INTO%20bad.rows%20FORMAT%20TSV HTTP/1.1\nHost: localhost\n";
    raw(post + "Content-Length: 1000\n\n1\ta\n");
    raw(post + "Transfer-Encoding: chunked\n\n4\n1\ta\n\n4\n2\t");
    raw(post + "Transfer-Encoding: chunked\n\n5\n1\ta\n\n");
    Thread.sleep(300);
    assertThat(sql("SELECT count() FROM bad.rows").body()).isEqualTo("0\n");
  }

  @Test
  void randomBytesAreNoRequest() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[random.nextInt(2000)];
      random.nextBytes(bytes);
      raw(bytes);
    }
  }

  @Test
  void hugeHeadersAreRefused() throws Exception {
    assertThat(raw("GET / HTTP/1.1\nHost: localhost\nX: " + "x".repeat(2_000_000) + "\n\n"))
        .doesNotContain("200 OK");
    assertThat(raw("GET / HTTP/1.1\nHost: localhost\n" + "A: b\n".repeat(100_000) + "\n"))
        .doesNotContain("200 OK");
  }

  @Test
  void randomStatementsFailAsStatements() throws Exception {
    for (long seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) SIGNS.charAt((bytes[i] & 0xFF) % SIGNS.length());
        }
      }
      HttpResponse<String> reply = post("", bytes, "");
      assertThat(reply.statusCode()).as("seed %d: %s", seed, reply.body()).isBetween(400, 599);
      assertThat(reply.body()).as("seed %d", seed).startsWith("Code: ");
    }
  }

  @Test
  void randomRowsFailAsRows() throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[1 + random.nextInt(5000)];
      random.nextBytes(bytes);
      HttpResponse<String> reply =
          post("query=INSERT%20INTO%20bad.rows%20FORMAT%20RowBinary", bytes, "");
      assertThat(reply.body()).as("seed %d", seed).matches("(?s)|Code: .*");
    }
    sql("TRUNCATE TABLE bad.rows");
  }

  @Test
  void bodiesThatAreNotWhatTheySayAreRefused() throws Exception {
    byte[] text = "SELECT 1 -- not compressed at all".getBytes(StandardCharsets.UTF_8);
    for (String encoding : new String[] {"gzip", "deflate", "zstd", "lz4"}) {
      assertThat(post("", text, encoding).statusCode()).as(encoding).isEqualTo(400);
    }
    assertThat(post("", text, "snappy").statusCode()).isEqualTo(415);
    assertThat(post("decompress=1", text, "").statusCode()).isEqualTo(400);
  }

  private static HttpResponse<String> sql(String statement) throws Exception {
    return post("", statement.getBytes(StandardCharsets.UTF_8), "");
  }

  private static HttpResponse<String> post(String parameters, byte[] body, String encoding)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(TestEngine.server().url() + "/?" + parameters))
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.ofByteArray(body));
    if (!encoding.isEmpty()) {
      request.header("Content-Encoding", encoding);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static String raw(String request) throws IOException {
    return raw(request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Sends, says that it sends no more, and gives what comes back. */
  private static String raw(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), TestEngine.server().port())) {
      socket.setSoTimeout(3000);
      try {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return "cut off: " + e.getMessage();
      }
    }
  }
}
