// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.RowQuery.View;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The own API under /api/v1. */
class RestTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = TestApi.open();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void fill() {
    api.telemetry.failure = null;
    api.telemetry.rowQueries.clear();
    api.telemetry.metricQueries.clear();
    api.telemetry.views.clear();
    api.telemetry.views.put(
        View.MODEL_CALLS,
        new ArrayList<>(List.of(call(SPAN, "a/b"), call("00f067aa0ba902b8", "c"))));
    api.telemetry.views.put(
        View.SESSIONS, new ArrayList<>(List.of(row("ConversationId", "a/b", "Turns", 2L))));
    api.telemetry.views.put(
        View.SCORES,
        new ArrayList<>(
            List.of(row("TraceId", TRACE, "SpanId", SPAN, "Dimension", "refusal", "Value", 1.0))));
    api.telemetry.views.put(View.TOOL_CALLS, new ArrayList<>());
    api.alerts.clear();
  }

  private static SequencedMap<String, @Nullable Object> row(Object... namesAndValues) {
    SequencedMap<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  private static SequencedMap<String, @Nullable Object> call(String span, String conversation) {
    SequencedMap<String, @Nullable Object> call =
        row(
            "Timestamp",
            "2026-11-21T08:59:00.123456789Z",
            "TraceId",
            TRACE,
            "SpanId",
            span,
            "ServiceName",
            "shop",
            "Feature",
            "billing",
            "InputTokens",
            12L,
            "CostUsd",
            0.002,
            "ConversationId",
            conversation,
            "OutputText",
            "Hello \"you\" </script>",
            "Scores",
            Map.of("refusal", 0.0, "Odd-Name", Double.NaN));
    call.put("OutputTokens", null);
    return call;
  }

  @Test
  void judgesHavePlans() throws Exception {
    JsonNode judge = api.getJson("/api/v1/judges").path("items").path(0);
    assertThat(judge.path("id").asString()).isEqualTo("main");
    assertThat(judge.path("usd_per_hour").asDouble()).isEqualTo(1);

    JsonNode plan = api.getJson("/api/v1/judges/main/plan?calls_per_day=500&sd=0.3");
    assertThat(plan.path("calls_per_day").asDouble()).isEqualTo(500);
    assertThat(plan.path("sd").asDouble()).isEqualTo(0.3);
    assertThat(plan.path("usd_per_call").isNull()).isTrue();
    assertThat(plan.path("levels").path(0).path("smallest_change").asDouble()).isEqualTo(0.07);

    assertThat(api.get("/api/v1/judges/nobody/plan").statusCode()).isEqualTo(404);
    assertThat(api.get("/api/v1/judges/main/plan?sd=0").statusCode()).isEqualTo(400);
  }

  @Test
  void listsCallsInSnakeCaseWithoutLongTexts() throws Exception {
    JsonNode page = api.getJson("/api/v1/calls?service=shop&feature=billing&from=-1h");
    assertThat(page.path("from").asString()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(page.path("to").asString()).isEqualTo("2026-11-21T09:00:00Z");
    JsonNode call = page.path("items").path(0);
    assertThat(call.path("input_tokens").asInt()).isEqualTo(12);
    assertThat(call.path("output_tokens").isNull()).isTrue();
    assertThat(call.path("cost_usd").asDouble()).isEqualTo(0.002);
    assertThat(call.path("scores").path("refusal").asDouble()).isZero();
    assertThat(call.path("scores").path("Odd-Name").isNull()).isTrue();
    assertThat(call.has("output_text")).isFalse();
    assertThat(call.has("time_to_first_token_ms")).isTrue();
    RowQuery query = api.telemetry.rowQueries.getLast();
    assertThat(query.equal()).isEqualTo(Map.of("ServiceName", "shop", "Feature", "billing"));
    assertThat(query.limit()).isEqualTo(100);
  }

  @Test
  void givesTheFieldsThatWereAskedFor() throws Exception {
    JsonNode some = api.getJson("/api/v1/calls?fields=output_text,trace_id").path("items").path(0);
    assertThat(some.propertyNames()).containsExactly("output_text", "trace_id");
    assertThat(some.path("output_text").asString()).isEqualTo("Hello \"you\" </script>");
    assertThat(api.getJson("/api/v1/calls?fields=all").path("items").path(0).has("documents"))
        .isTrue();
    assertThat(api.get("/api/v1/calls?fields=nope").statusCode()).isEqualTo(400);
  }

  @Test
  void goesThroughThePages() throws Exception {
    JsonNode first = api.getJson("/api/v1/calls?limit=1");
    assertThat(first.path("items").size()).isEqualTo(1);
    String next = first.path("next_page").asString();
    JsonNode second = api.getJson("/api/v1/calls?limit=1&page=" + next);
    assertThat(second.path("items").path(0).path("span_id").asString())
        .isEqualTo("00f067aa0ba902b8");
    assertThat(second.path("next_page").isNull()).isTrue();
  }

  @Test
  void passesSegmentsOn() throws Exception {
    api.get("/api/v1/calls?segment=customer:acme:1&model=gpt-x");
    assertThat(api.telemetry.rowQueries.getLast().equal())
        .isEqualTo(Map.of("customer", "acme:1", "model", "gpt-x"));
  }

  @Test
  void showsOneCallWithItsScores() throws Exception {
    JsonNode call = api.getJson("/api/v1/calls/" + TRACE + "/" + SPAN);
    assertThat(call.path("call").path("output_text").asString()).startsWith("Hello");
    assertThat(call.path("scores").path(0).path("dimension").asString()).isEqualTo("refusal");
    HttpResponse<String> none = api.get("/api/v1/calls/" + TRACE + "/ffffffffffffffff");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(api.get("/api/v1/calls/x/y").statusCode()).isEqualTo(400);
  }

  @Test
  void findsASessionWhoseIdHasASlash() throws Exception {
    JsonNode session = api.getJson("/api/v1/sessions/a%2Fb");
    assertThat(session.path("session").path("turns").asInt()).isEqualTo(2);
    assertThat(session.path("calls").size()).isEqualTo(1);
    assertThat(api.get("/api/v1/sessions/none").statusCode()).isEqualTo(404);
    assertThat(api.getJson("/api/v1/sessions").path("items").size()).isEqualTo(1);
  }

  @Test
  void listsScoresAndToolCalls() throws Exception {
    assertThat(api.getJson("/api/v1/scores?dimension=refusal").path("items").size()).isEqualTo(1);
    assertThat(api.getJson("/api/v1/tool-calls").path("items").size()).isZero();
  }

  @Test
  void showsWindowsOfRequestsRatesAndCost() throws Exception {
    api.telemetry.metrics.clear();
    api.telemetry.metrics.add(
        row(
            "Time", "2026-11-21T08:00:00Z",
            "request_count", 100L,
            "error_rate", 0.01,
            "refusal_rate", 0.11,
            "latency_p50_ms", 300.0,
            "latency_p95_ms", 900.0,
            "latency_p99_ms", 1500.0,
            "total_cost_usd", 0.5,
            "avg_cost_per_request_usd", 0.005,
            "avg_input_tokens", 120.5,
            "avg_output_tokens", Double.NaN));
    JsonNode page =
        api.getJson("/api/v1/windows?from=now-2h&to=now&window=30m&group_by=feature&service=shop");
    assertThat(page.path("step_seconds").asInt()).isEqualTo(1800);
    JsonNode window = page.path("items").path(0);
    assertThat(window.path("request_count").asInt()).isEqualTo(100);
    assertThat(window.path("avg_output_tokens").isNull()).isTrue();
    var query = api.telemetry.metricQueries.getLast();
    assertThat(query.groupBy()).isEqualTo("feature");
    assertThat(query.equal()).isEqualTo(Map.of("service", "shop"));
    assertThat(query.from()).isEqualTo(TestApi.NOW.minus(Duration.ofHours(2)));
  }

  @Test
  void showsWindowsOfAScore() throws Exception {
    api.telemetry.windows.clear();
    api.telemetry.windows.add(
        new Window(
            "shop",
            "all",
            "",
            "refusal",
            Instant.parse("2026-11-21T08:00:00Z"),
            4,
            4,
            4,
            1,
            1,
            OptionalDouble.of(0),
            OptionalDouble.of(1),
            OptionalDouble.empty()));
    JsonNode window =
        api.getJson("/api/v1/score-windows?dimension=refusal&resolution=hour")
            .path("items")
            .path(0);
    assertThat(window.path("mean").asDouble()).isEqualTo(0.25);
    assertThat(window.path("p99").isNull()).isTrue();
    assertThat(window.path("sum_wx").asDouble()).isEqualTo(1);
    assertThat(api.get("/api/v1/score-windows").statusCode()).isEqualTo(400);
  }

  @Test
  void listsAlertsWithFilters() throws Exception {
    api.alerts.save(
        FakeAlerts.alert("a1", AlertState.FIRING, "more refusals"), java.util.Optional.empty());
    api.alerts.save(
        FakeAlerts.alert("a2", AlertState.RESOLVED, "was slow"), java.util.Optional.empty());
    assertThat(api.getJson("/api/v1/alerts").path("items").size()).isEqualTo(2);
    assertThat(api.getJson("/api/v1/alerts?state=firing&state=pending").path("items").size())
        .isEqualTo(1);
    assertThat(api.getJson("/api/v1/alerts?dimension=other").path("items").size()).isZero();
    JsonNode cut = api.getJson("/api/v1/alerts?limit=1");
    assertThat(cut.path("truncated").asBoolean()).isTrue();
    JsonNode alert = api.getJson("/api/v1/alerts/a1");
    assertThat(alert.path("alert").path("summary").asString()).isEqualTo("more refusals");
    assertThat(alert.path("evidence").path("z").asDouble()).isEqualTo(7);
    assertThat(api.get("/api/v1/alerts/none").statusCode()).isEqualTo(404);
  }

  @Test
  void acknowledgesAFiringAlertOnce() throws Exception {
    api.alerts.save(FakeAlerts.alert("a1", AlertState.FIRING, "x"), java.util.Optional.empty());
    String path = "/api/v1/alerts/a1/acknowledge";
    String body = "{\"actor\":\"kim\",\"note\":\"on it\"}";
    JsonNode first = TestApi.json(api.post(path, "application/json", body));
    assertThat(first.path("alert").path("state").asString()).isEqualTo("acknowledged");
    assertThat(first.path("events").path(0).path("actor").asString()).isEqualTo("kim");
    assertThat(api.post(path, "application/json", body).statusCode()).isEqualTo(200);
    assertThat(api.alerts.events()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[]|400", "{|400", "{\"actor\":1}|400", "{\"who\":\"me\"}|400", "''|200", "{}|200"})
  void checksTheBodyOfAnAcknowledgement(String body, int status) throws Exception {
    api.alerts.save(FakeAlerts.alert("a1", AlertState.FIRING, "x"), java.util.Optional.empty());
    assertThat(api.post("/api/v1/alerts/a1/acknowledge", "application/json", body).statusCode())
        .isEqualTo(status);
  }

  @Test
  void acknowledgesOnlyWhatFires() throws Exception {
    api.alerts.save(FakeAlerts.alert("a1", AlertState.RESOLVED, "x"), java.util.Optional.empty());
    assertThat(api.post("/api/v1/alerts/a1/acknowledge", "application/json", "").statusCode())
        .isEqualTo(400);
    assertThat(api.post("/api/v1/alerts/no/acknowledge", "application/json", "").statusCode())
        .isEqualTo(404);
    assertThat(api.get("/api/v1/alerts/a1/acknowledge").statusCode()).isEqualTo(405);
  }

  @Test
  void listsDimensionsUnpricedModelsAndTheBalance() throws Exception {
    JsonNode dimensions = api.getJson("/api/v1/dimensions").path("items");
    assertThat(dimensions.path(0).path("name").asString()).isEqualTo("latency_ms");
    assertThat(dimensions.path(0).path("max").isNull()).isTrue();
    assertThat(dimensions.path(1).path("polarity").asString()).isEqualTo("higher_is_worse");
    api.telemetry.unpriced.clear();
    api.telemetry.unpriced.add(new TelemetryReader.UnpricedModel("openai", "new", 3));
    assertThat(api.getJson("/api/v1/models/unpriced").path("items").path(0).path("calls").asInt())
        .isEqualTo(3);
    JsonNode ingest = api.getJson("/api/v1/ingest");
    assertThat(ingest.path("spans_received").asInt()).isEqualTo(10);
    assertThat(ingest.path("spans_rejected").path("bad_id").asInt()).isEqualTo(2);
    assertThat(ingest.path("balanced").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/calls?servise=shop",
        "/api/v1/alerts?stat=firing",
        "/api/v1/dimensions?x=1",
        "/api/v1/windows?groupby=feature",
        "/api/v1/sql?query=SELECT%201&max_threads=1"
      })
  void namesAnUnknownParameter(String path) throws Exception {
    HttpResponse<String> response = api.get(path);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    String detail = TestApi.json(response).path("detail").asString();
    assertThat(detail).startsWith("unknown parameter \"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "from=now&to=now-1h",
        "from=now-1h&to=now-1h",
        "from=2300-01-01T00:00:00Z",
        "to=-5",
        "from=-99999999999999y",
        "from=1e500",
        "limit=0",
        "limit=10001",
        "limit=ten",
        "limit=1&limit=2",
        "segment=noColon",
        "from=%ff",
        "service=%E0%80%80"
      })
  void refusesWrongParameters(String query) throws Exception {
    HttpResponse<String> response = api.get("/api/v1/calls?" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(TestApi.json(response).path("status").asInt()).isEqualTo(400);
    assertThat(TestApi.json(response).path("error_kind").asString()).isEqualTo("invalid_input");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T08:00:00Z, 2026-11-21T08:00:00Z",
    "2026-11-21T09:00:00%2B01:00, 2026-11-21T08:00:00Z",
    "2026-11-21T09:00:00+01:00, 2026-11-21T08:00:00Z",
    "2026-11-20, 2026-11-20T00:00:00Z",
    "1795244978, 2026-11-21T07:09:38Z",
    "1795244978.442, 2026-11-21T07:09:38.442Z",
    "1795244978442, 2026-11-21T07:09:38.442Z",
    "-90m, 2026-11-21T07:30:00Z",
    "now-1d, 2026-11-20T09:00:00Z",
    "0, 1970-01-01T00:00:00Z"
  })
  void readsTimesAsPeopleAndToolsWriteThem(String from, Instant expected) throws Exception {
    assertThat(api.get("/api/v1/calls?from=" + from).statusCode()).isEqualTo(200);
    assertThat(api.telemetry.rowQueries.getLast().from()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void mapsEachKindOfFailure(ErrorKind kind) throws Exception {
    api.telemetry.failure = new PlumblineException(kind, "secret cause");
    HttpResponse<String> response = api.get("/api/v1/calls");
    int expected =
        switch (kind) {
          case INVALID_INPUT -> 400;
          case TOO_LARGE -> 413;
          case NOT_FOUND -> 404;
          case OVERLOADED -> 429;
          case UNAVAILABLE -> 503;
          case TIMEOUT -> 504;
          case INTERNAL -> 500;
        };
    assertThat(response.statusCode()).isEqualTo(expected);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("Retry-After").isPresent())
        .isEqualTo(kind == ErrorKind.OVERLOADED);
    assertThat(response.body().contains("secret cause")).isEqualTo(kind != ErrorKind.INTERNAL);
  }

  @Test
  void hidesTheCauseOfOurOwnFaults() throws Exception {
    api.telemetry.failure = new IllegalStateException("jdbc:secret");
    HttpResponse<String> response = api.get("/api/v1/calls");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("jdbc").contains("internal error");
  }

  @Test
  void answersUnknownPathsAndMethodsAsProblems() throws Exception {
    HttpResponse<String> none = api.get("/api/v1/nothing");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(api.post("/api/v1/calls", "text/plain", "x").statusCode()).isEqualTo(405);
    assertThat(api.get("/nothing").statusCode()).isEqualTo(404);
    assertThat(api.get("/tempo/api/echo").statusCode()).isEqualTo(404);
  }
}
