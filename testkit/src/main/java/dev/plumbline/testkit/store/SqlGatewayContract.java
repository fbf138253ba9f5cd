// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.SqlGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link SqlGateway} must do. Table {@code otel_traces} exists. */
public abstract class SqlGatewayContract {
  /** A gateway whose limit of rows is 1000 and whose limit of time is 5 s or less. */
  protected abstract SqlGateway gateway();

  @Test
  void answersInTheFormatAskedFor() throws IOException {
    Answer answer = ask("SELECT 1 AS a, 'x' AS b", "JSONEachRow", Map.of());
    assertThat(answer.text()).isEqualTo("{\"a\":1,\"b\":\"x\"}\n");
    assertThat(answer.type).contains("json");
    assertThat(ask("SELECT 1 AS a FORMAT CSV", "JSONEachRow", Map.of()).text()).isEqualTo("1\n");
  }

  @Test
  void takesParameters() throws IOException {
    String value = "o'neill\\'; --\t";
    assertThat(
            ask(
                    "SELECT length({v:String}) + {n:UInt8}",
                    "TabSeparated",
                    Map.of("v", value, "n", "1"))
                .text())
        .isEqualTo((value.length() + 1) + "\n");
  }

  @Test
  void readsTheTables() throws IOException {
    assertThat(ask("SELECT count() FROM otel_traces", "TabSeparated", Map.of()).text())
        .isEqualTo("0\n");
    assertThat(ask("WITH 1 AS x SELECT x", "TabSeparated", Map.of()).text()).isEqualTo("1\n");
    assertThat(ask("SHOW TABLES", "TabSeparated", Map.of()).text()).contains("otel_traces\n");
    assertThat(ask("/* x */ DESCRIBE otel_traces;", "TabSeparated", Map.of()).text())
        .contains("TraceId");
  }

  @Test
  void refusesWhatDoesNotRead() {
    for (String sql :
        List.of(
            "",
            ";",
            "INSERT INTO otel_logs (Body) VALUES ('x')",
            "DROP TABLE otel_traces",
            "TRUNCATE TABLE otel_traces",
            "ALTER TABLE otel_traces DELETE WHERE 1",
            "DELETE FROM otel_traces WHERE 1",
            "UPDATE otel_traces SET UserId = '' WHERE 1",
            "CREATE TABLE x (a UInt8) ENGINE = Memory",
            "SET readonly = 0",
            "SYSTEM STOP MERGES",
            "KILL QUERY WHERE 1",
            "GRANT ALL ON *.* TO default",
            "USE system",
            "SELECT 1; DROP TABLE otel_traces",
            "SELECT 1; SELECT 2",
            "SELECT * FROM otel_traces INTO OUTFILE '/tmp/plumbline-outfile'")) {
      refused(sql);
    }
  }

  @Test
  void refusesWhatReachesOutside() {
    for (String sql :
        List.of(
            "SELECT * FROM url('http://127.0.0.1:1/', CSV, 'a String')",
            "SELECT * FROM file('/etc/passwd', LineAsString)",
            "SELECT file('/etc/passwd')",
            "SELECT * FROM `file`('/etc/passwd', LineAsString)",
            "SELECT * FROM FILE /* c */ ('/etc/passwd', LineAsString)",
            "SELECT * FROM s3('http://127.0.0.1:1/b/k', CSV)",
            "SELECT * FROM remote('127.0.0.1:1', system.one)",
            "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
            "SELECT * FROM executable('id', CSV, 'a String')",
            "SELECT * FROM merge('system', '.*')",
            "SELECT * FROM system.query_log",
            "SELECT * FROM system.processes",
            "SELECT * FROM \"system\".`processes`",
            "WITH x AS (SELECT * FROM url('http://127.0.0.1:1/', CSV, 'a String')) SELECT * FROM x",
            "EXPLAIN SELECT * FROM file('/etc/passwd', LineAsString)")) {
      refused(sql);
    }
  }

  @Test
  void keepsItsLimitsWhateverTheStatementSays() {
    assertThat(kind("SELECT number FROM numbers(100000)")).isEqualTo(ErrorKind.TOO_LARGE);
    assertThat(kind("SELECT number FROM numbers(100000) SETTINGS max_result_rows = 0"))
        .isIn(ErrorKind.INVALID_INPUT, ErrorKind.TOO_LARGE);
    assertThat(kind("SELECT 1 SETTINGS readonly = 0")).isEqualTo(ErrorKind.INVALID_INPUT);
  }

  @Test
  void stopsAStatementThatRunsTooLong() {
    assertThat(
            kind("SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash128(number))"))
        .isEqualTo(ErrorKind.TIMEOUT);
  }

  @Test
  void saysWhatIsWrongWithAStatement() {
    PlumblineException e = refused("SELECT nothing FROM otel_traces");
    assertThat(e).hasMessageContaining("nothing");
    refused("SELEC 1");
    refused("SELECT (");
    refused("SELECT 'a");
  }

  protected PlumblineException refused(String sql) {
    Answer answer = new Answer();
    PlumblineException e =
        catchThrowableOfType(
            PlumblineException.class, () -> gateway().query(sql, "TabSeparated", Map.of(), answer));
    assertThat(e).as(sql).isNotNull();
    assertThat(e.kind()).as(sql + " " + e.getMessage()).isEqualTo(ErrorKind.INVALID_INPUT);
    assertThat(answer.type).as("nothing was written").isEmpty();
    return e;
  }

  private ErrorKind kind(String sql) {
    PlumblineException e =
        catchThrowableOfType(
            PlumblineException.class,
            () -> gateway().query(sql, "TabSeparated", Map.of(), new Answer()));
    assertThat(e).as(sql).isNotNull();
    return e.kind();
  }

  private Answer ask(String sql, String format, Map<String, String> parameters) throws IOException {
    Answer answer = new Answer();
    gateway().query(sql, format, parameters, answer);
    return answer;
  }

  /** Keeps an answer. */
  private static final class Answer implements SqlGateway.Output {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String type = "";

    @Override
    public ByteArrayOutputStream open(String contentType) {
      type = contentType;
      return body;
    }

    String text() {
      return body.toString(StandardCharsets.UTF_8);
    }
  }
}
