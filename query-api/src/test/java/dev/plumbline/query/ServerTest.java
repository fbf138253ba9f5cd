// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.PlumblineException;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all routes share: who may ask, limits, headers, start and stop. */
class ServerTest {
  private static final Map<String, Object> TOKENS =
      Map.of("auth.tokens", List.of("first-token", "sécond"));

  @Test
  void letsInWhoeverHasAToken() throws Exception {
    try (TestApi api = new TestApi(TOKENS)) {
      HttpResponse<String> none = api.get("/api/v1/dimensions");
      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(none.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
      assertThat(status(api, "Bearer first-token")).isEqualTo(200);
      assertThat(status(api, "bearer  first-token")).isEqualTo(200);
      assertThat(status(api, "Basic " + base64("anyone:sécond"))).isEqualTo(200);
      assertThat(status(api, "Basic " + base64("first-token:"))).isEqualTo(401);
      assertThat(status(api, "Basic !!")).isEqualTo(401);
      assertThat(status(api, "Bearer ")).isEqualTo(401);
      assertThat(status(api, "Bearer first-toke")).isEqualTo(401);
      assertThat(status(api, "first-token")).isEqualTo(401);
      assertThat(api.get("/metrics").statusCode()).isEqualTo(401);
      assertThat(api.get("/-/healthy").statusCode()).isEqualTo(200);
      assertThat(api.get("/-/ready").statusCode()).isEqualTo(200);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static int status(TestApi api, String authorization) throws Exception {
    return api.send(api.request("/api/v1/dimensions").header("Authorization", authorization))
        .statusCode();
  }

  @Test
  void refusesToListenBeyondThisMachineWithoutTokens() {
    assertThatThrownBy(() -> new TestApi(Map.of("query.endpoint", "0.0.0.0:0")))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("query.endpoint")
        .hasMessageContaining("auth.tokens");
    Settings anonymous =
        new Settings("test", Map.of("query.endpoint", "0.0.0.0:0", "auth.allow_anonymous", "true"));
    QueryConfig.read(anonymous);
    anonymous.throwIfInvalid();
  }

  @Test
  void refusesHostNamesThatAForeignPageMayHavePointedHere() throws Exception {
    try (TestApi api = new TestApi(Map.of("query.allowed_hosts", "plumbline.lan"))) {
      assertThat(rawStatus(api, "evil.example")).isEqualTo(403);
      assertThat(rawStatus(api, "evil.example:8318")).isEqualTo(403);
      assertThat(rawStatus(api, "plumbline.lan:80")).isEqualTo(200);
      assertThat(rawStatus(api, "localhost:8318")).isEqualTo(200);
      assertThat(rawStatus(api, "[::1]:8318")).isEqualTo(200);
    }
  }

  private static int rawStatus(TestApi api, String host) throws Exception {
    return Integer.parseInt(
        raw(
                api,
                "GET /api/v1/dimensions HTTP/1.1\r\nHost: "
                    + host
                    + "\r\nConnection: close\r\n\r\n")
            .split(" ", 3)[1]);
  }

  private static String raw(TestApi api, String request) throws Exception {
    URI url = URI.create(api.url);
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void refusesChangesFromPagesOfOtherSites() throws Exception {
    try (TestApi api = TestApi.open()) {
      var request = api.request("/api/v1/alerts/a/acknowledge").POST(BodyPublishers.noBody());
      assertThat(api.send(request.copy().header("Origin", "https://evil.example")).statusCode())
          .isEqualTo(403);
      assertThat(api.send(request.copy().header("Sec-Fetch-Site", "cross-site")).statusCode())
          .isEqualTo(403);
      assertThat(api.send(request.copy().header("Origin", api.url)).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void compressesOnlyForWhoAsks() throws Exception {
    try (TestApi api = TestApi.open()) {
      var request = api.request("/openapi.json").header("Accept-Encoding", "gzip");
      HttpResponse<byte[]> zipped = api.client.send(request.build(), BodyHandlers.ofByteArray());
      assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
      try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
        assertThat(unzipped.readAllBytes()[0]).isEqualTo((byte) '{');
      }
      assertThat(api.get("/openapi.json").headers().firstValue("Content-Encoding")).isEmpty();
      HttpResponse<byte[]> sql =
          api.client.send(
              api.request("/api/v1/sql?query=many").header("Accept-Encoding", "gzip").build(),
              BodyHandlers.ofByteArray());
      assertThat(sql.headers().firstValue("Content-Encoding")).hasValue("gzip");
      assertThat(sql.body().length).isLessThan(500_000);
    }
  }

  @Test
  void sendsTheSecurityHeaders() throws Exception {
    try (TestApi api = TestApi.open()) {
      for (String path : List.of("/api/v1/dimensions", "/nothing", "/-/healthy")) {
        var headers = api.get(path).headers();
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
            .contains("default-src 'none'");
        assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
        assertThat(headers.firstValue("Server")).isEmpty();
      }
    }
  }

  @Test
  void answersInTimeEvenWhenTheStoreDoesNot() throws Exception {
    try (TestApi api = new TestApi(Map.of("query.timeout", "300ms"))) {
      api.telemetry.blocking = true;
      long start = System.nanoTime();
      HttpResponse<String> response = api.get("/api/v1/calls");
      assertThat(response.statusCode()).isEqualTo(504);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      api.telemetry.blocking = false;
      assertThat(api.get("/api/v1/calls").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void turnsRequestsAwayWhenTooManyRun() throws Exception {
    try (TestApi api =
        new TestApi(Map.of("query.max_concurrent_requests", "2", "query.timeout", "2s"))) {
      api.telemetry.blocking = true;
      List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        running.add(
            api.client.sendAsync(api.request("/api/v1/calls").build(), BodyHandlers.ofString()));
      }
      List<Integer> statuses =
          running.stream().map(CompletableFuture::join).map(HttpResponse::statusCode).toList();
      assertThat(statuses).contains(429, 504).containsOnly(429, 504);
    }
  }

  @Test
  void saysWhetherItIsReady() throws Exception {
    try (TestApi api = TestApi.open()) {
      assertThat(api.get("/-/ready").statusCode()).isEqualTo(200);
      api.notReady = Optional.of("the store is starting");
      HttpResponse<String> response = api.get("/-/ready");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).contains("the store is starting");
      assertThat(api.get("/-/healthy").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void servesMetricsInTheFormatOfTheScraper() throws Exception {
    try (TestApi api = TestApi.open()) {
      HttpResponse<String> plain = api.get("/metrics");
      assertThat(plain.body()).startsWith("plumbline_spans_received_total");
      assertThat(plain.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
      HttpResponse<String> open =
          api.send(api.request("/metrics").header("Accept", "application/openmetrics-text; q=1"));
      assertThat(open.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/openmetrics-text");
    }
  }

  @Test
  void answersHeadLikeGet() throws Exception {
    try (TestApi api = TestApi.open()) {
      HttpResponse<String> head = api.send(api.request("/-/healthy").HEAD());
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /api/v1/..%2f..%2fetc HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "POST /api/v1/sql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"
      })
  void refusesBrokenRequestsWithoutHtmlOrTraces(String request) throws Exception {
    try (TestApi api = TestApi.open()) {
      String answer = raw(api, request);
      assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("<html", "jetty", "Exception");
    }
  }

  @Test
  void survivesAnyQueryString() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (TestApi api = TestApi.open()) {
      for (int i = 0; i < 200; i++) {
        StringBuilder query = new StringBuilder();
        for (int j = random.nextInt(40); j > 0; j--) {
          query.append("%=&+from1-:abcZ".charAt(random.nextInt(15)));
        }
        int status =
            Integer.parseInt(
                raw(
                        api,
                        "GET /api/v1/calls?"
                            + query
                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .split(" ", 3)[1]);
        assertThat(status).as("seed %d query %s", seed, query).isIn(200, 400);
      }
    }
  }

  @Test
  void saysWhyItCannotListen() {
    try (TestApi api = TestApi.open()) {
      String taken = api.url.substring("http://".length());
      assertThatThrownBy(() -> new TestApi(Map.of("query.endpoint", taken)))
          .isInstanceOf(PlumblineException.class)
          .hasMessageContaining("cannot listen on " + taken);
    }
  }

  @Test
  void closesTwice() {
    TestApi api = TestApi.open();
    api.close();
    api.close();
  }
}
