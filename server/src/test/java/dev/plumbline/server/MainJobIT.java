// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.grafana.AlertRule;
import dev.plumbline.grafana.Generator;
import dev.plumbline.grafana.Target;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a newcomer does: start, send, look. Through the outside contract alone. */
final class MainJobIT {
  @TempDir private static Path data;

  @SuppressWarnings("NullAway.Init") // set before the first test
  private static Running plumbline;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    plumbline = Running.start("run", data);
    assertThat(plumbline.send(Calls.request(1, 20))).isEqualTo(200);
    await("20", "SELECT count() FROM model_calls WHERE ServiceName = 'shop'");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    assertThat(plumbline.terminate()).as("exit code after SIGTERM").isZero();
  }

  @Test
  void aCallShowsItsScoresAndItsCostInSql() throws Exception {
    String row =
        plumbline.sql(
            "SELECT RequestModel, InputTokens, round(CostUsd, 6), Turn, Feature,"
                + " Scores['refusal'] > 0.5 FROM model_calls WHERE TraceId = '"
                + Calls.traceId(1)
                + "'");

    // 1000 input tokens at 0.15 and 100 output tokens at 0.60 USD for a million
    assertThat(row).isEqualTo("gpt-4o-mini\t1000\t0.00021\t1\tbilling\t1");
  }

  @Test
  void scoresStandOnTheSpanAndInTheirTable() throws Exception {
    assertThat(
            plumbline.sql(
                "SELECT SpanAttributes['plumbline.score.output_tokens'] FROM otel_traces"
                    + " WHERE SpanId = '"
                    + Calls.spanId(2)
                    + "'"))
        .isEqualTo("100");
    assertThat(
            plumbline.sql(
                "SELECT count(), uniqExact(SpanId) FROM scores"
                    + " WHERE Dimension = 'refusal' AND Status = 'ok'"))
        .isEqualTo("20\t20");
  }

  @Test
  void whatIsSentTwiceIsStoredOnceAndCountedAsDuplicate() throws Exception {
    byte[] request = Calls.request(500, 5);
    assertThat(plumbline.send(request)).isEqualTo(200);
    assertThat(plumbline.send(request)).isEqualTo(200);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (plumbline.balance().get("spans_duplicate").asLong() < 5
        && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }

    assertThat(plumbline.balance().get("spans_duplicate").asLong()).isEqualTo(5);
    assertThat(
            plumbline.sql(
                "SELECT count() FROM otel_traces WHERE SpanId = '" + Calls.spanId(500) + "'"))
        .isEqualTo("1");
  }

  @Test
  void windowsTellRequestsRatesAndCostsByFeature() throws Exception {
    await(
        "1",
        "SELECT sum(request_count) >= 20 FROM window_metrics"
            + " WHERE Segment = 'feature' AND SegmentValue = 'billing'");
    JsonNode answer = plumbline.json("/api/v1/windows?group_by=feature&from=-1h&service=shop");

    String text = answer.toString();
    assertThat(text)
        .contains("request_count", "error_rate", "refusal_rate", "latency_p95_ms")
        .contains("total_cost_usd", "avg_cost_per_request_usd", "avg_output_tokens", "billing");
  }

  @Test
  void restAndOpenApiAnswer() throws Exception {
    assertThat(plumbline.json("/openapi.json").get("openapi").asString()).startsWith("3.1");
    assertThat(plumbline.json("/api/v1/calls?from=-1h&limit=5").toString()).contains("gpt-4o-mini");
    assertThat(plumbline.json("/api/v1/sessions?from=-1h").toString()).contains("conv-1");
    assertThat(plumbline.json("/api/v1/dimensions").toString()).contains("refusal");
    assertThat(plumbline.get("/metrics").body()).contains("plumbline_spans_received_total");
    assertThat(plumbline.get("/-/ready").statusCode()).isEqualTo(200);
    assertThat(plumbline.get("/").body()).contains("<html");
  }

  @Test
  void readOnlySqlReadsAndNothingElse() throws Exception {
    assertThat(
            plumbline
                .get("/api/v1/sql?query=" + encode("SELECT count() > 0 FROM otel_traces"))
                .body())
        .startsWith("1");
    assertThat(plumbline.get("/api/v1/sql?query=" + encode("DROP TABLE otel_traces")).statusCode())
        .isEqualTo(400);
    assertThat(
            plumbline
                .get(
                    "/api/v1/sql?query="
                        + encode("SELECT * FROM file('/etc/passwd', 'LineAsString')"))
                .statusCode())
        .isEqualTo(400);
  }

  /** Every query of the generated dashboard and alert rule, as Grafana would send it. */
  @Test
  void everyQueryOfTheDashboardAndOfTheAlertRuleIsAnswered() throws Exception {
    for (Target target : Generator.panelQueries()) {
      String expr = filled(target.expr());
      HttpResponse<String> answer =
          target.instant()
              ? plumbline.get("/prometheus/api/v1/query?query=" + encode(expr))
              : plumbline.get("/prometheus/api/v1/query_range?query=" + encode(expr) + range());
      assertThat(answer.statusCode()).as(expr + "\n" + answer.body()).isEqualTo(200);
    }
    for (AlertRule rule : Generator.alertRules()) {
      HttpResponse<String> answer =
          plumbline.get("/prometheus/api/v1/query?query=" + encode(rule.expr()));
      assertThat(answer.statusCode()).as(rule.expr() + "\n" + answer.body()).isEqualTo(200);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String services = "";
    while (!services.contains("shop") && System.nanoTime() < deadline) {
      services =
          plumbline
              .get(
                  "/prometheus/api/v1/label/service/values?match[]=".replace("[]", "%5B%5D")
                      + "plumbline_score_count")
              .body();
      Thread.sleep(200);
    }
    assertThat(services).contains("shop");
  }

  @Test
  void aSecondProcessOnTheSameFolderStopsWithAClearSentence() throws Exception {
    Path errors = Files.createTempFile(data.getParent(), "second", ".log");
    Process second = Running.launch("run", data, errors);

    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(Files.readString(errors)).containsIgnoringCase("another process");
  }

  private static void await(String expected, String sql) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    String got = plumbline.sql(sql);
    while (!got.equals(expected) && Instant.now().isBefore(end)) {
      Thread.sleep(100);
      got = plumbline.sql(sql);
    }
    assertThat(got).as(sql).isEqualTo(expected);
  }

  private static String filled(String expr) {
    return expr.replace("$service", ".*")
        .replace("$segment_value", ".*")
        .replace("$segment", "all")
        .replace("$dimension", "refusal");
  }

  private static String range() {
    long now = Instant.now().getEpochSecond();
    return "&start=" + (now - 3600) + "&end=" + now + "&step=60";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
