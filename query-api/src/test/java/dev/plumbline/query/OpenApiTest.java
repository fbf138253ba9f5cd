// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.labels.CoFailure;
import dev.plumbline.model.labels.OwnerTask;
import dev.plumbline.model.labels.ReviewItem;
import dev.plumbline.model.series.ExemplarSeries;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.store.RowQuery.View;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.query.http.Route;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document and the server say the same. */
class OpenApiTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  /** For each operation a request that must be answered with 200. */
  private static final Map<String, String> GOOD =
      Map.ofEntries(
          Map.entry("get_call", "/api/v1/calls/" + TRACE + "/00f067aa0ba902b7"),
          Map.entry("get_session", "/api/v1/sessions/c1"),
          Map.entry("list_calls", "/api/v1/calls?fields=all"),
          Map.entry("list_score_windows", "/api/v1/score-windows?dimension=refusal"),
          Map.entry("get_alert", "/api/v1/alerts/a1"),
          Map.entry("get_judge_plan", "/api/v1/judges/main/plan?calls_per_day=500"),
          Map.entry("acknowledge_alert", "/api/v1/alerts/a1/acknowledge"),
          Map.entry("list_label_samples", "/api/v1/label-samples?dimension=refusal"),
          Map.entry("get_label_set", "/api/v1/label-sets/refusal/1"),
          Map.entry("finish_task", "/api/v1/tasks/t1/done"),
          Map.entry("label_page", "/label?dimension=refusal&rater=anna"),
          Map.entry("rerun_alert", "/api/v1/alerts/a9/rerun"),
          Map.entry("incident_page", "/incidents/i1"),
          Map.entry("get_incident", "/api/v1/incidents/i1"),
          Map.entry("list_similar_incidents", "/api/v1/incidents/i1/similar"),
          Map.entry("acknowledge_incident", "/api/v1/incidents/i1/acknowledge"),
          Map.entry("note_incident", "/api/v1/incidents/i1/note"),
          Map.entry("finish_incident_step", "/api/v1/incidents/i1/runbook/triage"),
          Map.entry("mark_incident_fix", "/api/v1/incidents/i1/fix"),
          Map.entry("write_incident_cases", "/api/v1/incidents/i1/cases"),
          Map.entry("resolve_incident", "/api/v1/incidents/i2/resolve"),
          Map.entry("reopen_incident", "/api/v1/incidents/i3/reopen"),
          Map.entry("get_golden_set", "/api/v1/golden-sets/shop/1"),
          Map.entry("sql", "/api/v1/sql?query=SELECT"),
          Map.entry("sql_post", "/api/v1/sql?query=SELECT"),
          Map.entry("prometheus_query", "/prometheus/api/v1/query?query=up"),
          Map.entry("prometheus_query_post", "/prometheus/api/v1/query?query=up"),
          Map.entry(
              "prometheus_query_range",
              "/prometheus/api/v1/query_range?query=up&start=1&end=2&step=1"),
          Map.entry(
              "prometheus_query_range_post",
              "/prometheus/api/v1/query_range?query=up&start=1&end=2&step=1"),
          Map.entry("prometheus_query_exemplars", "/prometheus/api/v1/query_exemplars?query=up"),
          Map.entry(
              "prometheus_query_exemplars_post", "/prometheus/api/v1/query_exemplars?query=up"),
          Map.entry("prometheus_label_values", "/prometheus/api/v1/label/service/values"),
          Map.entry("prometheus_series", "/prometheus/api/v1/series?match%5B%5D=up"),
          Map.entry("prometheus_series_post", "/prometheus/api/v1/series?match%5B%5D=up"));

  /** Bodies of operations that need one. */
  private static final Map<String, String> BODIES =
      Map.of(
          "note_incident",
          "{\"note\":\"looking\"}",
          "resolve_incident",
          "{\"reason\":\"known\"}",
          "test_notification_channel",
          "{\"channel\":\"team\"}",
          "save_marker",
          "{\"kind\":\"deployment\",\"label\":\"v42\"}",
          "send_feedback",
          "{\"kind\":\"copied\",\"conversation_id\":\"c1\"}",
          "save_labels",
          "{\"trace_id\":\""
              + TRACE
              + "\",\"span_id\":\"00f067aa0ba902b7\",\"dimension\":\"refusal\",\"rater\":\"anna\",\"value\":1}",
          "delete_labels",
          "{\"ids\":[\"x\"]}",
          "freeze_label_set",
          "{\"dimension\":\"refusal\"}",
          "choose_label_samples",
          "{\"dimension\":\"refusal\"}");

  private static TestApi api;
  private static JsonNode document;

  @BeforeAll
  static void start() throws Exception {
    api = TestApi.open();
    SequencedMap<String, @Nullable Object> call = new LinkedHashMap<>();
    call.put("Timestamp", "2026-11-21T08:59:00.123456789Z");
    call.put("TraceId", TRACE);
    call.put("SpanId", "00f067aa0ba902b7");
    call.put("ConversationId", "c1");
    call.put("Scores", Map.of("refusal", 1.0));
    for (String text :
        List.of(
            "ServiceName",
            "Environment",
            "Dialect",
            "Operation",
            "Provider",
            "RequestModel",
            "ResponseModel",
            "ResponseId",
            "UsageSource",
            "FinishReason",
            "ErrorType",
            "UserId",
            "PromptName",
            "PromptVersion",
            "AgentName",
            "ContentState",
            "InputText",
            "OutputText",
            "SystemText",
            "ReasoningText",
            "Feature",
            "Task",
            "Intent",
            "TrafficSource",
            "Region",
            "Language",
            "AppVersion",
            "Customer",
            "UserTier",
            "Platform",
            "TurnBucket",
            "VersionTuple")) {
      call.put(text, "x");
    }
    api.telemetry.views.put(View.MODEL_CALLS, new ArrayList<>(List.of(call)));
    SequencedMap<String, @Nullable Object> session = new LinkedHashMap<>();
    session.put("ConversationId", "c1");
    session.put("Turns", 3L);
    session.put("CostUsd", null);
    api.telemetry.views.put(View.SESSIONS, new ArrayList<>(List.of(session)));
    SequencedMap<String, @Nullable Object> window = new LinkedHashMap<>();
    window.put("WindowStart", "2026-11-21T08:00:00Z");
    window.put("request_count", 3L);
    window.put("refusal_rate", null);
    api.telemetry.metrics.add(window);
    api.telemetry.windows.add(
        new Window(
            "shop",
            "all",
            "",
            "refusal",
            TestApi.NOW.minusSeconds(60),
            1,
            1,
            1,
            1,
            1,
            OptionalDouble.of(1),
            OptionalDouble.empty(),
            OptionalDouble.empty()));
    api.telemetry.unpriced.add(new TelemetryReader.UnpricedModel("a", "b", 1));
    api.alerts.save(FakeAlerts.alert("a1", AlertState.FIRING, "x"), Optional.empty());
    api.series.add(Labels.of("__name__", "up", "service", "a"), TestApi.NOW.toEpochMilli(), 1, 2);
    api.series.exemplars.add(
        new ExemplarSeries(
            Labels.of("__name__", "up"),
            List.of(new ExemplarSeries.Exemplar(Labels.of("trace_id", "x"), 1, 5))));
    labels();
    IncidentsTest.fill(api);
    for (SequencedMap<String, @Nullable Object> row :
        api.telemetry.views.getOrDefault(View.MODEL_CALLS, List.of())) {
      call.forEach((column, value) -> {
        if (value instanceof String) {
          row.putIfAbsent(column, "");
        }
      });
    }
    document = api.getJson("/openapi.json");
  }

  private static void labels() throws Exception {
    api.labels.sample(1, "hello", "hi");
    api.labels.calls.coFailures.add(new CoFailure("pii", "refusal", 1, 2, 3, 4));
    api.labels.calls.review.add(
        new ReviewItem(
            TRACE,
            "00f067aa0ba902b7",
            TestApi.NOW,
            "shop",
            "",
            "",
            "",
            "flagged",
            "toxicity",
            "",
            false));
    api.labels.records.append(List.of(FakeLabels.record()));
    api.labels.records.saveTasks(
        List.of(
            new OwnerTask(
                "t1",
                "monthly",
                "refusal",
                "quality",
                "Label.",
                TestApi.NOW,
                TestApi.NOW,
                Optional.empty(),
                "")));
    api.post("/api/v1/labels", "application/json", BODIES.getOrDefault("save_labels", ""));
    api.post("/api/v1/label-sets", "application/json", "{\"dimension\":\"refusal\"}");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void listsExactlyTheRoutesOfTheServer() {
    Set<String> served = new HashSet<>();
    for (Route route : api.api.routes()) {
      route
          .methods()
          .forEach(
              m -> served.add(m.name().toLowerCase(java.util.Locale.ROOT) + " " + route.path()));
    }
    Set<String> listed = new HashSet<>();
    Set<String> ids = new HashSet<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method -> {
                  listed.add(method.getKey() + " " + path.getKey());
                  assertThat(ids.add(method.getValue().path("operationId").asString()))
                      .as("operationId is unique")
                      .isTrue();
                  assertThat(method.getValue().path("summary").asString()).isNotBlank();
                }));
    assertThat(listed).isEqualTo(served);
    assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
    assertThat(document.path("info").path("version").asString()).isEqualTo("9.9.9");
  }

  @Test
  void namesEveryPathParameter() {
    document
        .path("paths")
        .properties()
        .forEach(path -> {
          Set<String> inPath = new HashSet<>();
          var matcher = java.util.regex.Pattern.compile("\\{(\\w+)}").matcher(path.getKey());
          while (matcher.find()) {
            inPath.add(matcher.group(1));
          }
          path.getValue()
              .properties()
              .forEach(method -> {
                Set<String> declared = new HashSet<>();
                method
                    .getValue()
                    .path("parameters")
                    .forEach(p -> {
                      if (p.path("in").asString().equals("path")) {
                        declared.add(p.path("name").asString());
                      }
                    });
                assertThat(declared).as(path.getKey()).isEqualTo(inPath);
              });
        });
  }

  @Test
  void describesEveryAnswer() throws Exception {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    for (var path : document.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        String id = method.getValue().path("operationId").asString();
        String url = GOOD.getOrDefault(id, path.getKey());
        HttpResponse<String> response =
            method.getKey().equals("get")
                ? api.get(url)
                : api.post(url, "text/plain", BODIES.getOrDefault(id, ""));
        assertThat(response.statusCode()).as(id + " " + response.body()).isEqualTo(200);
        JsonNode content =
            method
                .getValue()
                .path("responses")
                .path("200")
                .path("content")
                .path("application/json");
        if (content.has("schema")) {
          Schema schema = registry.getSchema(content.path("schema").toString(), InputFormat.JSON);
          List<Error> errors = schema.validate(response.body(), InputFormat.JSON);
          assertThat(errors).as(id + " " + response.body()).isEmpty();
        }
      }
    }
  }

  @Test
  void describesTheProblems() throws Exception {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    JsonNode schemas = document.path("components").path("schemas");
    Schema problem = registry.getSchema(schemas.path("Problem").toString(), InputFormat.JSON);
    assertThat(problem.validate(api.get("/api/v1/calls?x=1").body(), InputFormat.JSON)).isEmpty();
    assertThat(problem.validate(api.get("/api/v1/none").body(), InputFormat.JSON)).isEmpty();
    assertThat(problem.validate("{}", InputFormat.JSON)).isNotEmpty();
    Schema envelope =
        registry.getSchema(schemas.path("PrometheusError").toString(), InputFormat.JSON);
    assertThat(envelope.validate(api.get("/prometheus/api/v1/series").body(), InputFormat.JSON))
        .isEmpty();
  }
}
