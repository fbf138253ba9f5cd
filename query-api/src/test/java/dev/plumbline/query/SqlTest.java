// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Read-only SQL over HTTP. */
class SqlTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = TestApi.open();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void takesTheStatementFromQueryOrBody() throws Exception {
    assertThat(api.get("/api/v1/sql?query=SELECT%201").body())
        .isEqualTo("SELECT 1|TabSeparated|{}\n");
    assertThat(api.post("/api/v1/sql", "text/plain", "SELECT 2").body())
        .isEqualTo("SELECT 2|TabSeparated|{}\n");
    // curl -d sends this type
    assertThat(api.form("/api/v1/sql", "SELECT 'a+b' = 'a=b%'").body())
        .isEqualTo("SELECT 'a+b' = 'a=b%'|TabSeparated|{}\n");
    assertThat(api.post("/api/v1/sql?query=SELECT+3", "text/plain", "").body())
        .isEqualTo("SELECT 3|TabSeparated|{}\n");
    assertThat(
            api.post(
                    "/api/v1/sql",
                    "application/json",
                    "{\"query\":\"SELECT 4\",\"format\":\"JSON\",\"parameters\":{\"a\":\"1\"}}")
                .body())
        .isEqualTo("SELECT 4|JSON|{a=1}\n");
  }

  @Test
  void passesFormatAndParametersOn() throws Exception {
    assertThat(
            api.get("/api/v1/sql?query=S&default_format=JSONEachRow&param_x=1&param_y=%2B").body())
        .isEqualTo("S|JSONEachRow|{x=1, y=+}\n");
    assertThat(api.get("/api/v1/sql?query=S&format=CSV&database=plumbline").body())
        .isEqualTo("S|CSV|{}\n");
    assertThat(api.send(api.request("/api/v1/sql?query=S").header("Accept", "text/csv")).body())
        .isEqualTo("S|CSVWithNames|{}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "query=DROP%20TABLE%20x, 400",
    "query=too%20large, 413",
    "'', 400",
    "query=S&format=A%20B, 400",
    "query=S&database=system, 400",
    "query=S&param_=1, 400"
  })
  void refuses(String query, int status) throws Exception {
    HttpResponse<String> response = api.get("/api/v1/sql?" + query);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void refusesTwoStatements() throws Exception {
    assertThat(api.post("/api/v1/sql?query=S", "text/plain", "S").statusCode()).isEqualTo(400);
  }

  @Test
  void streamsALargeResult() throws Exception {
    assertThat(api.get("/api/v1/sql?query=many").body()).hasSize(8_000_000);
  }

  @Test
  void breaksTheConnectionRatherThanPassHalfAResultForAWholeOne() {
    assertThatThrownBy(() -> api.get("/api/v1/sql?query=break")).isInstanceOf(IOException.class);
    assertThatThrownBy(() ->
            api.send(api.request("/api/v1/sql?query=break").header("Accept-Encoding", "gzip")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void refusesABodyAboveTheLimit() throws Exception {
    byte[] big = new byte[5 * 1024 * 1024];
    java.util.Arrays.fill(big, (byte) ' ');
    HttpResponse<String> response =
        api.send(api.request("/api/v1/sql").POST(BodyPublishers.ofByteArray(big)));
    assertThat(response.statusCode()).isEqualTo(413);
  }
}
