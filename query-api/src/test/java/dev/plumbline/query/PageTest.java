// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.store.Window;
import dev.plumbline.query.rest.IngestBalance;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The built-in page. */
class PageTest {
  private static final String EVIL = "<script>alert(1)</script>\"'&<img src=x onerror=y>";

  private static Window window(String service, Instant start, long n, double sum) {
    return new Window(
        service,
        "all",
        "",
        "refusal",
        start,
        n,
        n,
        n,
        sum,
        sum,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  static void fill(TestApi api) {
    api.alerts.save(
        FakeAlerts.alert(
            "a1",
            AlertState.FIRING,
            "Refusals in billing rose from 4 to 11 of 100 since Saturday 08:00; the response model"
                + " changed at 07:40."),
        Optional.empty());
    api.alerts.save(
        FakeAlerts.alert("a2", AlertState.RESOLVED, "Answers in search were longer."),
        Optional.empty());
    api.alerts.save(
        FakeAlerts.alert("a3", AlertState.PENDING, "Latency in search may be rising."),
        Optional.empty());
    Instant last = Instant.parse("2026-11-21T08:00:00Z");
    api.telemetry.windows.add(window("shop", last, 100, 11));
    api.telemetry.windows.add(window("shop", last.minus(Duration.ofDays(1)), 1000, 40));
    api.telemetry.windows.add(window("chat", last.minus(Duration.ofDays(6)), 1000, 40));
    SequencedMap<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("request_count", 1234L);
    row.put("error_rate", 0.02);
    row.put("total_cost_usd", 3.21);
    api.telemetry.metrics.add(row);
    api.telemetry.conversations.put("shop", 321L);
  }

  @Test
  void showsAlertsNumbersDimensionsAndTheBalance() throws Exception {
    try (TestApi api = TestApi.open()) {
      fill(api);
      HttpResponse<String> response = api.get("/");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type").orElse(""))
          .matches("text/html; ?charset=utf-8");
      assertThat(response.body())
          .contains(
              "1 alert is firing.",
              "Refusals in billing rose from 4 to 11 of 100",
              "shop, feature billing",
              "data-acknowledge=\"a1\"",
              "<dd>321</dd>",
              "<dd>1,234</dd>",
              "<dd>2.0 %</dd>",
              "<dd>$3.21</dd>",
              "11.0 %",
              "4.0 %",
              "+7.0 points",
              "Every span is accounted for.",
              "2 rejected: bad_id")
          .doesNotContain("data-acknowledge=\"a2\"");
    }
  }

  @Test
  void letsNothingInAsMarkup() throws Exception {
    try (TestApi api = TestApi.open()) {
      api.alerts.save(
          new Alert(
              EVIL,
              EVIL,
              EVIL,
              EVIL,
              EVIL,
              EVIL,
              AlertState.FIRING,
              GateState.ADVISORY,
              EVIL,
              EVIL,
              FakeAlerts.START,
              FakeAlerts.START,
              Optional.empty(),
              Optional.empty(),
              FakeAlerts.START,
              1,
              1,
              1,
              1,
              EVIL,
              ""),
          Optional.empty());
      api.dimensions.add(Dimension.degree(EVIL, EVIL, Scale.BINARY, Polarity.NEUTRAL, true, EVIL));
      api.balance = new IngestBalance(1, 0, 0, new TreeMap<>(Map.of(EVIL, 1L)), 0, 0);
      api.telemetry.windows.add(
          new Window(
              "s",
              "all",
              "",
              EVIL,
              TestApi.NOW.minusSeconds(3600),
              1,
              1,
              1,
              1,
              1,
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.empty()));
      String body = api.get("/").body();
      assertThat(body).contains("&lt;script&gt;alert(1)");
      assertThat(body).doesNotContain("<script>", "<img", "onerror=y>");
      assertThat(body.split("<script", -1)).hasSize(2); // our own, by src
    }
  }

  @Test
  void allowsOnlyItsOwnScriptsAndStyles() throws Exception {
    try (TestApi api = TestApi.open()) {
      HttpResponse<String> page = api.get("/");
      assertThat(page.headers().allValues("Content-Security-Policy")).hasSize(1);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "script-src 'self'")
          .doesNotContain("unsafe", "http");
      assertThat(page.body()).doesNotContain("style=", "onclick", "http://", "https://");
      assertThat(api.get("/assets/page.css").headers().firstValue("Content-Type").orElse(""))
          .matches("text/css; ?charset=utf-8");
      assertThat(api.get("/assets/page.js").body()).contains("use strict");
    }
  }

  @Test
  void showsTheOtherPartsWhenOneSourceFails() throws Exception {
    try (TestApi api = TestApi.open()) {
      fill(api);
      api.telemetry.failure = new PlumblineException(ErrorKind.UNAVAILABLE, "the store is down");
      HttpResponse<String> response = api.get("/");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .contains("Not available now: the store is down", "1 alert is firing.");
      api.telemetry.failure = new PlumblineException(ErrorKind.INTERNAL, "secret");
      assertThat(api.get("/").body()).doesNotContain("secret");
    }
  }

  @Test
  void saysPlainlyWhenThereIsNothing() throws Exception {
    try (TestApi api = TestApi.open()) {
      assertThat(api.get("/").body())
          .contains("Nothing new is firing.", "No scores in the last 24 hours.");
    }
  }
}
