// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.ExemplarSeries;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.MetricMetadata;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What Grafana's Prometheus data source asks for (contract: Grafana data source APIs, 0 and 1). */
class PrometheusTest {
  private static final String BASE = "/prometheus/api/v1/";
  private static final long END = TestApi.NOW.toEpochMilli();

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = TestApi.open();
    api.series.add(Labels.of("__name__", "llm_drift_score", "service", "chat"), END, 0.5, 0.83);
    api.series.add(Labels.of("__name__", "llm_drift_score", "service", "shop"), END, 1, Double.NaN);
    api.series.add(
        Labels.of("__name__", "calls_total", "service", "chat", "service.name", "x"),
        END,
        1,
        2,
        3,
        4,
        5);
    api.series.metadata.put(
        "llm_drift_score", List.of(new MetricMetadata(MetricMetadata.Type.GAUGE, "Drift.", "")));
    api.series.metadata.put(
        "calls_total", List.of(new MetricMetadata(MetricMetadata.Type.COUNTER, "Calls.", "calls")));
    api.series.exemplars.add(
        new ExemplarSeries(
            Labels.of("__name__", "calls_total", "service", "chat"),
            List.of(
                new ExemplarSeries.Exemplar(
                    Labels.of("trace_id", "4bf9", "span_id", "00f0"), 1.73, END - 856))));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void heal() {
    api.series.failure = null;
    api.alerts.clear();
  }

  private static String data(String path) throws Exception {
    HttpResponse<String> response = api.get(BASE + path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    String start = "{\"status\":\"success\",\"data\":";
    assertThat(response.body()).startsWith(start).endsWith("}");
    return response.body().substring(start.length(), response.body().length() - 1);
  }

  @Test
  void answersSaveAndTest() throws Exception {
    HttpResponse<String> response = api.form(BASE + "query", "query=1%2B1&time=4");
    assertThat(response.body())
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[4,\"2\"]}}");
  }

  @Test
  void answersVectorsStringsAndMatrices() throws Exception {
    assertThat(data("query?query=llm_drift_score"))
        .isEqualTo(
            "{\"resultType\":\"vector\",\"result\":["
                + "{\"metric\":{\"__name__\":\"llm_drift_score\",\"service\":\"chat\"},"
                + "\"value\":[1795251600,\"0.83\"]},"
                + "{\"metric\":{\"__name__\":\"llm_drift_score\",\"service\":\"shop\"},"
                + "\"value\":[1795251600,\"NaN\"]}]}");
    assertThat(data("query?query=%22x%22&time=1795249084.95"))
        .isEqualTo("{\"resultType\":\"string\",\"result\":[1795249084.950,\"x\"]}");
    assertThat(data("query?query=calls_total%5B20s%5D"))
        .contains(
            "\"resultType\":\"matrix\"", "\"values\":[[1795251585,\"4\"],[1795251600,\"5\"]]");
    assertThat(data("query?query=none")).isEqualTo("{\"resultType\":\"vector\",\"result\":[]}");
    assertThat(data("query?query=sum(calls_total)")).contains("\"metric\":{}");
  }

  @Test
  void answersRangesAlwaysAsMatrix() throws Exception {
    assertThat(data("query_range?query=1&start=1&end=2&step=1"))
        .isEqualTo(
            "{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},"
                + "\"values\":[[1,\"1\"],[2,\"1\"]]}]}");
    assertThat(
            data(
                "query_range?query=calls_total&start=2026-11-21T08:59:30Z"
                    + "&end=2026-11-21T09:00:00Z&step=15s"))
        .contains("[[1795251570,\"3\"],[1795251585,\"4\"],[1795251600,\"5\"]]");
  }

  @Test
  void mergesQueryStringAndForm() throws Exception {
    HttpResponse<String> response =
        api.form(BASE + "query?stats=all&tenant=a&time=4", "query=1%2B1");
    assertThat(TestApi.json(response).path("data").path("result").path(0).asInt()).isEqualTo(4);
    assertThat(response.body()).contains("\"stats\":{\"samples\":{\"totalQueryableSamples\":0}}");
    HttpResponse<String> both =
        api.form(
            BASE + "series?match[]=calls_total".replace("[", "%5B").replace("]", "%5D"),
            "match%5B%5D=llm_drift_score");
    assertThat(TestApi.json(both).path("data").size()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "query?query=sum(",
        "query?query=",
        "query",
        "query?query=1&time=yesterday",
        "query?query=1&time=1e99",
        "query?query=1&time=NaN",
        "query?query=1&timeout=soon",
        "query?query=1&limit=-1",
        "query?query=1&query=2",
        "query_range?query=1&start=1&end=2",
        "query_range?query=1&start=1&step=1",
        "query_range?query=1&start=2&end=1&step=1",
        "query_range?query=1&start=1&end=2&step=0",
        "query_range?query=1&start=1&end=2&step=-1",
        "query_range?query=1&start=1&end=20000&step=1",
        "query_range?query=calls_total%5B5m%5D&start=1&end=2&step=1",
        "series",
        "series?match%5B%5D=%7B%7D",
        "labels?match%5B%5D=%7B__name__%3D~%22.*%22%7D",
        "labels?start=x",
        "query_exemplars?query=sum(",
        "query_exemplars?query=up&start=2&end=1"
      })
  void refusesBadParameters(String path) throws Exception {
    HttpResponse<String> response = api.get(BASE + path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode error = TestApi.json(response);
    assertThat(error.propertyNames()).containsExactly("status", "errorType", "error");
    assertThat(error.path("status").asString()).isEqualTo("error");
    assertThat(error.path("errorType").asString()).isEqualTo("bad_data");
  }

  @Test
  void saysThatAValidQueryFailedOnItsData() throws Exception {
    HttpResponse<String> response =
        api.form(
            BASE + "query",
            "query=calls_total * on(service) group_left() {service=\"chat\"}"
                .replace(" ", "%20")
                .replace("{", "%7B")
                .replace("}", "%7D"));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(TestApi.json(response).path("errorType").asString()).isEqualTo("execution");
  }

  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void mapsEachKindOfFailure(ErrorKind kind) throws Exception {
    api.series.failure = new PlumblineException(kind, "the reason");
    for (String path : List.of("query?query=up", "labels", "metadata")) {
      HttpResponse<String> response = api.get(BASE + path);
      String expected =
          switch (kind) {
            case INVALID_INPUT -> "400 bad_data";
            case TOO_LARGE -> "422 execution";
            case NOT_FOUND -> "404 not_found";
            case OVERLOADED, UNAVAILABLE -> "503 unavailable";
            case TIMEOUT -> "503 timeout";
            case INTERNAL -> "500 internal";
          };
      assertThat(response.statusCode() + " " + TestApi.json(response).path("errorType").asString())
          .isEqualTo(expected);
      assertThat(response.body().length()).isLessThan(1024);
    }
  }

  @Test
  void listsLabelsAndValues() throws Exception {
    assertThat(data("labels")).isEqualTo("[\"__name__\",\"service\",\"service.name\"]");
    assertThat(data("labels?match%5B%5D=llm_drift_score")).isEqualTo("[\"__name__\",\"service\"]");
    assertThat(data("label/service/values")).isEqualTo("[\"chat\",\"shop\"]");
    assertThat(data("label/U__service_2e_name/values")).isEqualTo("[\"x\"]");
    assertThat(data("label/service.name/values")).isEqualTo("[\"x\"]");
    assertThat(data("label/none/values")).isEqualTo("[]");
    assertThat(data("label/service/values?start=1&end=2")).isEqualTo("[]");
    assertThat(api.form(BASE + "labels", "limit=40000").statusCode()).isEqualTo(200);
    assertThat(api.form(BASE + "label/service/values", "").statusCode()).isEqualTo(405);
  }

  @Test
  void warnsWhenItCutAtTheLimit() throws Exception {
    assertThat(api.get(BASE + "label/service/values?limit=1").body())
        .isEqualTo(
            "{\"status\":\"success\",\"data\":[\"chat\"],"
                + "\"warnings\":[\"results truncated due to limit\"]}");
    assertThat(api.get(BASE + "label/service/values?limit=0").body()).doesNotContain("warnings");
  }

  @Test
  void listsSeriesAndMetadata() throws Exception {
    assertThat(data("series?match%5B%5D=%7Bservice%3D%22shop%22%7D"))
        .isEqualTo("[{\"__name__\":\"llm_drift_score\",\"service\":\"shop\"}]");
    assertThat(data("metadata?metric=llm_drift_score"))
        .isEqualTo(
            "{\"llm_drift_score\":[{\"type\":\"gauge\",\"help\":\"Drift.\",\"unit\":\"\"}]}");
    assertThat(data("metadata?limit=1")).startsWith("{\"calls_total\"");
    assertThat(data("metadata?metric=none")).isEqualTo("{}");
  }

  @Test
  void findsExemplarsOfTheSelectorsInside() throws Exception {
    assertThat(data("query_exemplars?query=sum(rate(calls_total%5B5m%5D))%20by%20(service)"))
        .isEqualTo(
            "[{\"seriesLabels\":{\"__name__\":\"calls_total\",\"service\":\"chat\"},"
                + "\"exemplars\":[{\"labels\":{\"span_id\":\"00f0\",\"trace_id\":\"4bf9\"},"
                + "\"value\":\"1.73\",\"timestamp\":1795251599.144}]}]");
  }

  @Test
  void answersTheProbeForExemplarsInMilliseconds() throws Exception {
    assertThat(data("query_exemplars?query=test&start=1795244978000&end=1795248578000"))
        .isEqualTo("[]");
  }

  @Test
  void saysWhichPrometheusItIs() throws Exception {
    assertThat(data("status/buildinfo"))
        .isEqualTo(
            "{\"version\":\"3.5.0\",\"revision\":\"plumbline-9.9.9\",\"branch\":\"\","
                + "\"buildUser\":\"\",\"buildDate\":\"\",\"goVersion\":\"\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/prometheus/api/v1/status/flags",
        "/prometheus/api/v1/status/config",
        "/prometheus/config/v1/rules",
        "/prometheus/rules",
        "/prometheus/api/v1/nothing"
      })
  void answersUnknownPathsWithAPlainSentence(String path) throws Exception {
    HttpResponse<String> response = api.get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
  }

  @Test
  void showsMonitorsAsRulesAndOurAlerts() throws Exception {
    api.alerts.save(
        FakeAlerts.alert("a1", AlertState.ACKNOWLEDGED, "more \"x\""), Optional.empty());
    JsonNode group = api.getJson(BASE + "rules").path("data").path("groups").path(0);
    assertThat(group.path("name").asString()).isEqualTo("drift");
    assertThat(group.path("rules").size()).isEqualTo(2);
    JsonNode rule = group.path("rules").path(1);
    assertThat(rule.path("state").asString()).isEqualTo("firing");
    assertThat(rule.path("alerts").path(0).path("value").asString()).isEqualTo("1.1e-01");
    JsonNode alert = api.getJson(BASE + "alerts").path("data").path("alerts").path(0);
    assertThat(alert.path("state").asString()).isEqualTo("firing");
    assertThat(alert.path("labels").path("alertname").asString()).isEqualTo("PlumblineDrift");
    assertThat(alert.path("activeAt").asString()).isEqualTo("2026-11-21T08:10:00Z");
    assertThat(alert.path("annotations").path("summary").asString()).isEqualTo("more \"x\"");
  }

  @ParameterizedTest
  @CsvSource({
    "type=record, 0", "type=alert, 1", "rule_group%5B%5D=other, 0", "rule_group=drift, 1",
    "rule_name%5B%5D=PlumblineDrift, 1", "file=x, 0", "group_limit=1, 1", "'', 1"
  })
  void filtersRules(String query, int groups) throws Exception {
    assertThat(api.getJson(BASE + "rules?" + query).path("data").path("groups").size())
        .isEqualTo(groups);
  }

  @Test
  void takesALongQueryByGetAndByPost() throws Exception {
    for (int length : List.of(1_000, 40_000, 900_000)) {
      String query = "query=none%7Bx%3D%22" + "a".repeat(length) + "%22%7D";
      assertThat(api.form(BASE + "query", query).statusCode()).isEqualTo(200);
      if (length < 64_000) {
        assertThat(api.get(BASE + "query?" + query).statusCode()).isEqualTo(200);
      }
    }
  }
}
