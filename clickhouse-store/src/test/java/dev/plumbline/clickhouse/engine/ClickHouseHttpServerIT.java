// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ClickHouse's HTTP interface as curl and other plain clients use it. */
class ClickHouseHttpServerIT {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void makeDatabase() throws Exception {
    assertThat(post("", "CREATE DATABASE IF NOT EXISTS http").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/ping", "/replicas_status"})
  void answersOkToPings(String path) throws Exception {
    HttpResponse<String> reply = send(request(path).GET());
    assertThat(reply.body()).isEqualTo("Ok.\n");
    assertThat(reply.statusCode()).isEqualTo(200);
  }

  @Test
  void runsTheStatementOfTheBodyWhateverItsContentType() throws Exception {
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "x/y")) {
      HttpResponse<String> reply =
          send(
              request("/")
                  .header("Content-Type", type)
                  .POST(BodyPublishers.ofString("SELECT 1, 'ä'")));
      assertThat(reply.body()).isEqualTo("1\tä\n");
      assertThat(reply.headers().firstValue("X-ClickHouse-Format")).hasValue("TabSeparated");
      assertThat(reply.headers().firstValue("X-ClickHouse-Timezone")).hasValue("UTC");
      assertThat(reply.headers().firstValue("X-ClickHouse-Query-Id")).isPresent();
      assertThat(reply.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
          .contains("\"read_rows\":\"1\"");
    }
  }

  @Test
  void takesFormatsFromStatementParameterAndHeader() throws Exception {
    assertThat(post("", "SELECT 1 AS a FORMAT JSONEachRow").body()).isEqualTo("{\"a\":1}\n");
    assertThat(post("default_format=CSV", "SELECT 1, 'a'").body()).isEqualTo("1,\"a\"\n");
    assertThat(
            send(request("/")
                    .header("X-ClickHouse-Format", "JSONCompactEachRow")
                    .POST(BodyPublishers.ofString("SELECT 1")))
                .body())
        .isEqualTo("[1]\n");
    HttpResponse<String> json = post("", "SELECT 1 AS a FORMAT JSON");
    assertThat(json.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(json.headers().firstValue("X-ClickHouse-Format")).hasValue("JSON");
  }

  @Test
  void takesDatabaseSettingsAndParametersFromTheUrl() throws Exception {
    assertThat(post("database=http", "SELECT currentDatabase()").body()).isEqualTo("http\n");
    assertThat(post("max_threads=1", "SELECT getSetting('max_threads')").body()).isEqualTo("1\n");
    assertThat(post("param_n=7&param_s=" + url("a'b\\tc"), "SELECT {n:UInt8}, {s:String}").body())
        .isEqualTo("7\ta\\'b\\tc\n");
    assertThat(post("", "SELECT getSetting('max_threads')").body()).isNotEqualTo("1\n");
    assertThat(
            post("session_id=x&query_id=q1", "SELECT 1")
                .headers()
                .firstValue("X-ClickHouse-Query-Id"))
        .hasValue("q1");
    HttpResponse<String> unknown = post("no_such_setting=1", "SELECT 1");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("X-ClickHouse-Exception-Code")).hasValue("115");
  }

  @Test
  void insertsRowsFromTheBodyWithTheStatementInEitherPlace() throws Exception {
    post("", "CREATE TABLE http.rows (a UInt64, s String) ENGINE = MergeTree ORDER BY a");
    ok(post("", "INSERT INTO http.rows VALUES (1, 'x;y'), (2, 'FORMAT')"));
    ok(post("", "INSERT INTO http.rows (a, s) FORMAT JSONEachRow\n{\"a\":3,\"s\":\"j\"}\n"));
    ok(post("query=" + url("INSERT INTO http.rows FORMAT TSV"), "4\tt\n5\tu\n"));
    ok(post("query=" + url("INSERT INTO http.rows VALUES"), "(6, 'v')"));
    ok(post("database=http&default_format=CSV&query=" + url("INSERT INTO rows"), "7,\"c\"\n"));
    ok(post("", "INSERT INTO http.rows SELECT number + 8, 'n' FROM numbers(2)"));
    HttpResponse<String> binary =
        send(
            request("/?query=" + url("INSERT INTO http.rows FORMAT RowBinary"))
                .POST(BodyPublishers.ofByteArray(new byte[] {10, 0, 0, 0, 0, 0, 0, 0, 1, 'b'})));
    ok(binary);
    assertThat(binary.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
        .contains("\"written_rows\":\"1\"");
    assertThat(post("", "SELECT count(), sum(a) FROM http.rows").body()).isEqualTo("10\t55\n");
  }

  @Test
  void dropsARepeatedBatchByItsToken() throws Exception {
    post(
        "",
        "CREATE TABLE http.once (a UInt64) ENGINE = MergeTree ORDER BY a"
            + " SETTINGS non_replicated_deduplication_window = 100");
    for (int i = 0; i < 2; i++) {
      ok(
          post(
              "insert_deduplication_token=t1&query=" + url("INSERT INTO http.once FORMAT TSV"),
              "1\n"));
    }
    assertThat(post("", "SELECT count() FROM http.once").body()).isEqualTo("1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "400 62 SELEC 1",
        "404 60 SELECT * FROM http.missing",
        "404 81 SELECT * FROM nodatabase.t",
        "404 47 SELECT nocolumn",
        "404 46 SELECT noFunction(1)",
        "400 62 SELECT 1; SELECT 2",
        "400 62 CREATE TABLE http.a (a UInt8) ENGINE = Memory; DROP TABLE http.a",
        "400 456 SELECT {x:UInt8}",
        "404 60 INSERT INTO http.missing VALUES (1)"
      })
  void failsWithClickHousesStatusCodeAndText(String expected) throws Exception {
    String[] parts = expected.split(" ", 3);
    HttpResponse<String> reply = post("", parts[2]);
    assertThat(reply.body()).startsWith("Code: " + parts[1] + ". DB::Exception: ");
    assertThat(reply.statusCode()).isEqualTo(Integer.parseInt(parts[0]));
    assertThat(reply.headers().firstValue("X-ClickHouse-Exception-Code")).hasValue(parts[1]);
  }

  @Test
  void cutsTheConnectionWhenAStatementFailsAfterTheFirstRows() {
    assertThatThrownBy(() ->
            post(
                "max_threads=1&max_block_size=65536",
                "SELECT number, throwIf(number = 3000000) FROM numbers(5000000)"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void waitsForTheEndWhenAsked() throws Exception {
    HttpResponse<String> reply =
        post(
            "wait_end_of_query=1&max_block_size=65536",
            "SELECT number, throwIf(number = 1000000) FROM numbers(2000000)");
    assertThat(reply.statusCode()).isEqualTo(500);
    assertThat(reply.body()).startsWith("Code: 395.");
  }

  @Test
  void streamsALargeResult() throws Exception {
    HttpResponse<String> reply = post("", "SELECT number FROM numbers(1000000)");
    assertThat(reply.body()).hasLineCount(1_000_000).endsWith("\n999999\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TSVWithNames",
        "CSVWithNamesAndTypes",
        "JSON",
        "JSONCompact",
        "RowBinary",
        "RowBinaryWithNames",
        "RowBinaryWithNamesAndTypes",
        "Values",
        "TSV"
      })
  void givesOneDocumentForAResultOfManyChunks(String format) throws Exception {
    String table = "http.chunks_" + format;
    post("", "CREATE TABLE " + table + " (a UInt64, s String) ENGINE = MergeTree ORDER BY a");
    String rows = "SELECT number AS a, toString(number) AS s FROM numbers(200000)";
    ok(post("max_block_size=20000", "INSERT INTO " + table + " " + rows));
    String select = "SELECT a, s FROM " + table + " ORDER BY a FORMAT " + format;
    String whole = post("max_block_size=500000&extremes=0", select).body();
    for (String settings :
        List.of("max_block_size=1000", "max_block_size=1000&wait_end_of_query=1")) {
      assertThat(withoutTimes(post(settings, select).body()).equals(withoutTimes(whole)))
          .as(format + " with " + settings)
          .isTrue();
    }
  }

  private static String withoutTimes(String result) {
    return result.replaceAll("\"(elapsed|rows_read|bytes_read)\": *[0-9.e-]+", "");
  }

  @Test
  void takesAndGivesGzip() throws Exception {
    post("", "CREATE TABLE http.zipped (a UInt64) ENGINE = Memory");
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write("INSERT INTO http.zipped FORMAT TSV\n1\n2\n".getBytes(StandardCharsets.UTF_8));
    }
    ok(
        send(
            request("/")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(zipped.toByteArray()))));
    HttpResponse<byte[]> reply =
        CLIENT.send(
            request("/?enable_http_compression=1")
                .header("Accept-Encoding", "gzip")
                .POST(BodyPublishers.ofString("SELECT sum(a) FROM http.zipped"))
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes())
        .asString()
        .isEqualTo("3\n");
  }

  @Test
  void getsAreReadOnly() throws Exception {
    assertThat(send(request("/?query=" + url("SELECT 1")).GET()).body()).isEqualTo("1\n");
    HttpResponse<String> write =
        send(request("/?query=" + url("CREATE TABLE http.g (a UInt8) ENGINE = Memory")).GET());
    assertThat(write.statusCode()).isEqualTo(403);
    assertThat(write.body()).startsWith("Code: 164.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO http.guarded VALUES (2)",
        "INSERT INTO http.guarded SELECT 3",
        "CREATE TABLE http.other (a UInt8) ENGINE = Memory",
        "DROP TABLE http.guarded",
        "ALTER TABLE http.guarded DELETE WHERE 1",
        "SET readonly = 0",
        "SET ROLE admin",
        "SELECT 1 SETTINGS readonly = 0",
        "KILL QUERY WHERE 1",
        "SYSTEM SHUTDOWN",
        "SELECT 1 INTO OUTFILE '/tmp/plumbline-guard'",
        "SELECT file('/etc/hostname')",
        "SELECT `file`('/etc/hostname')",
        "SELECT * FROM file('/etc/passwd', 'LineAsString')",
        "SELECT * FROM `/etc/passwd`",
        "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
        "SELECT * FROM s3('http://127.0.0.1:1/bucket/x.csv', 'CSV', 'a String')",
        "SELECT * FROM remote('127.0.0.1', 'system.one')",
        "SELECT * FROM executable('x', 'TSV', 'a String')",
        "SELECT * FROM sqlite('/x', 'y')",
        "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
        "SELECT * FROM (SELECT * FROM file('/etc/passwd', 'LineAsString'))",
        "WITH (SELECT file('/etc/hostname')) AS x SELECT x",
        "EXPLAIN SELECT file('/etc/hostname')"
      })
  void othersMayOnlyRead(String statement) throws Exception {
    post("", "CREATE TABLE IF NOT EXISTS http.guarded (a UInt8) ENGINE = MergeTree ORDER BY a");
    HttpResponse<String> reply =
        send(
            request("/")
                .header("X-ClickHouse-User", "reader")
                .header("X-ClickHouse-Key", "any")
                .POST(BodyPublishers.ofString(statement)));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(403);
    assertThat(reply.body()).containsAnyOf("READONLY", "ACCESS_DENIED");
  }

  @Test
  void othersRead() throws Exception {
    post("", "CREATE TABLE http.readable (a UInt8) ENGINE = MergeTree ORDER BY a");
    ok(post("", "INSERT INTO http.readable VALUES (1)"));
    String basic =
        Base64.getEncoder().encodeToString("grafana:secret".getBytes(StandardCharsets.UTF_8));
    for (String sql :
        List.of(
            "SELECT count() FROM http.readable",
            "SELECT sum(number) FROM numbers(2)",
            "SELECT 1 SETTINGS max_threads = 1")) {
      HttpResponse<String> reply =
          send(
              request("/?database=http&max_threads=1")
                  .header("Authorization", "Basic " + basic)
                  .POST(BodyPublishers.ofString(sql)));
      assertThat(reply.body()).isEqualTo("1\n");
    }
    assertThat(post("user=x&password=y", "SHOW TABLES FROM http LIKE 'readable'").body())
        .isEqualTo("readable\n");
    assertThat(
            post("user=x&readonly=0", "CREATE TABLE http.r2 (a UInt8) ENGINE = Memory")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void refusesWebPages() throws Exception {
    HttpResponse<String> reply =
        send(
            request("/")
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString("SELECT 1")));
    assertThat(reply.statusCode()).isEqualTo(403);
  }

  @Test
  void runsStatementsAtTheSameTime() throws Exception {
    post("", "CREATE TABLE http.many (a UInt64) ENGINE = MergeTree ORDER BY a");
    try (ExecutorService executor = Executors.newFixedThreadPool(24)) {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String rows = (2 * i) + "\n" + (2 * i + 1) + "\n";
        tasks.add(
            i % 4 == 0
                ? () -> post("query=" + url("INSERT INTO http.many FORMAT TSV"), rows).body()
                : () -> post("", "SELECT sum(number) FROM numbers(100000)").body());
      }
      for (Future<String> done : executor.invokeAll(tasks)) {
        assertThat(done.get()).isIn("", "4999950000\n");
      }
    }
    assertThat(post("", "SELECT count(), uniqExact(a) FROM http.many").body())
        .isEqualTo("100\t100\n");
  }

  private static void ok(HttpResponse<String> reply) {
    assertThat(reply.body()).isEmpty();
    assertThat(reply.statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> post(String parameters, String body)
      throws IOException, InterruptedException {
    return send(request("/?" + parameters).POST(BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(TestEngine.server().url() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
