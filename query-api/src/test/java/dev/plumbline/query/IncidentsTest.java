// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.incident.ChangedPart;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentChange;
import dev.plumbline.model.incident.IncidentState;
import dev.plumbline.model.incident.RunbookStep;
import dev.plumbline.model.store.RowQuery.View;
import dev.plumbline.model.store.TelemetryReader.Sample;
import dev.plumbline.model.store.TelemetryReader.VersionChange;
import dev.plumbline.model.store.Window;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class IncidentsTest {
  private static final Instant START = FakeAlerts.START;
  private static final Instant OPENED = START.plusSeconds(1200);

  private TestApi api = TestApi.open();

  @AfterEach
  void close() {
    api.close();
  }

  /** Three incidents of service shop (open, open, resolved) with alert a1, and calls. */
  static void fill(TestApi api) {
    api.alerts.save(FakeAlerts.alert("a1", AlertState.FIRING, "refusal rose"), Optional.empty());
    api.alerts.save(
        FakeAlerts.alert(
            "a9",
            AlertState.FIRING,
            "refusal rose",
            "{\"rule\":{\"window_seconds\":3600},\"since_start\":{\"scores\":150,\"mean\":0.2},"
                + "\"windows\":[{\"start\":\"2026-11-21T08:00:00Z\",\"scores\":150,\"mean\":0.2}]}"),
        Optional.empty());
    api.incidents.save(IncidentChange.none(incident("i1", IncidentState.OPEN, "shop")));
    api.incidents.save(IncidentChange.none(incident("i2", IncidentState.OPEN, "shop")));
    api.incidents.save(IncidentChange.none(incident("i3", IncidentState.RESOLVED, "search")));
    List<SequencedMap<String, @Nullable Object>> calls =
        api.telemetry.views.computeIfAbsent(View.MODEL_CALLS, _ -> new ArrayList<>());
    for (int i = 1; i <= 30; i++) {
      calls.add(call(i, i <= 25 ? "I cannot help, write to a@b.org" : "Here you are."));
      if (i <= 25) {
        api.telemetry.samples.add(
            new Sample(trace(i), "00f067aa0ba902b7", START.plusSeconds(60 + i), 1));
      }
    }
    SequencedMap<String, @Nullable Object> version = new LinkedHashMap<>();
    version.put("Hash", "v1");
    version.put("Parts", Map.of("response_model", "b"));
    api.telemetry.views.put(View.VERSIONS, new ArrayList<>(List.of(version)));
    SequencedMap<String, @Nullable Object> span = new LinkedHashMap<>();
    span.put("TraceId", trace(1));
    span.put("SpanId", "00f067aa0ba902b7");
    span.put(
        "SpanAttributes",
        Map.of(
            "gen_ai.input.messages",
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"first\"}]}]"));
    api.telemetry.views.put(View.SPANS, new ArrayList<>(List.of(span)));
    api.telemetry.changes.add(
        new VersionChange("response_model", "a", "b", START.minusSeconds(60), 40));
    write(api.golden.resolve("shop"), "1.jsonl", "{\"id\":\"x\",\"prompt\":\"hi\"}\n");
  }

  private static void write(Path folder, String file, String text) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(file), text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String trace(int i) {
    return "%032x".formatted(i);
  }

  private static SequencedMap<String, @Nullable Object> call(int i, String output) {
    SequencedMap<String, @Nullable Object> call = new LinkedHashMap<>();
    call.put("Timestamp", START.plusSeconds(60 + i).toString());
    call.put("TraceId", trace(i));
    call.put("SpanId", "00f067aa0ba902b7");
    call.put("ServiceName", "shop");
    call.put("ConversationId", "c" + i / 2);
    call.put("Feature", "billing");
    call.put("Provider", "openai");
    call.put("ResponseModel", "b");
    call.put("InputText", "Where is my invoice " + i + "?");
    call.put("OutputText", output);
    call.put("SystemText", "Be kind.");
    call.put("ToolDefinitions", "[{\"name\":\"lookup\"}]");
    call.put("Documents", "");
    call.put("Turn", 2L);
    call.put("Scores", Map.of("refusal", i <= 25 ? 1.0 : 0.0));
    call.put("VersionTuple", "v1");
    return call;
  }

  private static Incident incident(String id, IncidentState state, String service) {
    return new Incident(
        id,
        service,
        state,
        "refusal",
        "feature",
        "billing",
        "ticket",
        "support-team",
        START,
        OPENED,
        Optional.empty(),
        state == IncidentState.RESOLVED ? Optional.of(OPENED.plusSeconds(60)) : Optional.empty(),
        OPENED,
        List.of("a1"),
        List.of(),
        List.of(),
        "refusal in feature=billing rose.",
        List.of(new ChangedPart("response_model", "a", "b", START)),
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        OPENED,
        Arrays.stream(RunbookStep.Kind.values())
            .map(kind -> RunbookStep.due(kind, OPENED.plusSeconds(1800)))
            .toList());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return api.post("/api/v1/incidents/" + path, "application/json", body);
  }

  @Test
  void listsAndSearches() throws Exception {
    fill(api);
    assertThat(ids(api.getJson("/api/v1/incidents").path("items")))
        .containsExactly("i1", "i2", "i3");
    assertThat(ids(api.getJson("/api/v1/incidents?state=open&state=reopened").path("items")))
        .containsExactly("i1", "i2");
    assertThat(ids(api.getJson("/api/v1/incidents?service=search&text=BILLING").path("items")))
        .containsExactly("i3");
    assertThat(api.getJson("/api/v1/incidents?limit=1").path("truncated").asBoolean()).isTrue();
    assertThat(api.get("/api/v1/incidents?state=closed").statusCode()).isEqualTo(400);
  }

  private static List<String> ids(JsonNode items) {
    return items.valueStream().map(item -> item.path("id").asString()).toList();
  }

  @Test
  void showsWhatTriageNeeds() throws Exception {
    fill(api);
    for (Instant at : List.of(START.minusSeconds(60), START.plusSeconds(60))) {
      boolean before = at.isBefore(START);
      api.telemetry.windows.add(window("all", "", at, 100, before ? 4 : 11));
      api.telemetry.windows.add(window("feature", "billing", at, 50, before ? 2 : 30));
      api.telemetry.windows.add(window("feature", "search", at, 50, 2));
    }
    JsonNode detail = api.getJson("/api/v1/incidents/i1");
    assertThat(detail.path("queue").size()).isEqualTo(20);
    JsonNode first = detail.path("queue").get(0);
    assertThat(first.path("output").asString()).contains("a@b.org");
    assertThat(first.path("trace").asString())
        .isEqualTo("/api/v1/calls/" + first.path("trace_id").asString() + "/00f067aa0ba902b7");
    assertThat(first.path("session").asString()).isEqualTo("/api/v1/sessions/c0");
    assertThat(detail.path("after").size()).isEqualTo(5);
    assertThat(detail.path("before").get(0).path("value").asDouble()).isEqualTo(0.0);
    assertThat(detail.path("runbook").get(0).path("step").asString()).isEqualTo("triage");
    assertThat(detail.path("runbook").get(0).path("late").asBoolean()).isTrue();
    assertThat(detail.path("changes").get(0).path("part").asString()).isEqualTo("response_model");
    JsonNode scope = detail.path("scope");
    assertThat(scope.get(0).path("segment").asString()).isEqualTo("all");
    assertThat(scope.get(1).path("value").asString()).isEqualTo("billing");
    assertThat(scope.get(1).path("change").asDouble()).isCloseTo(0.56, within());
    assertThat(scope.get(2).path("standard_errors").asDouble()).isEqualTo(0.0);
    assertThat(api.get("/api/v1/incidents/none").statusCode()).isEqualTo(404);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }

  private static Window window(String segment, String value, Instant at, int n, double ones) {
    return new Window(
        "shop",
        segment,
        value,
        "refusal",
        at,
        n,
        n,
        n,
        ones,
        ones,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  @Test
  void goesFromAcknowledgementToResolutionAndBack() throws Exception {
    fill(api);
    JsonNode now = TestApi.json(post("i1/acknowledge", "{\"actor\":\"anna\",\"note\":\"mine\"}"));
    assertThat(now.path("incident").path("state").asString()).isEqualTo("acknowledged");
    assertThat(api.alerts.find("a1").orElseThrow().state()).isEqualTo(AlertState.ACKNOWLEDGED);
    now = TestApi.json(post("i1/runbook/triage", "{\"actor\":\"anna\",\"note\":\"real\"}"));
    assertThat(now.path("runbook").get(0).path("done_by").asString()).isEqualTo("anna");
    assertThat(post("i1/runbook/sleep", "").statusCode()).isEqualTo(400);
    assertThat(post("i1/note", "{}").statusCode()).isEqualTo(400);
    assertThat(post("i1/note", "{\"note\":\"hm\",\"x\":1}").body()).contains("must be one of");
    assertThat(post("i1/note", "{\"note\":\"" + "x".repeat(4001) + "\"}").statusCode())
        .isEqualTo(400);
    assertThat(post("i1/fix", "{\"at\":\"2020-01-01\"}").statusCode()).isEqualTo(400);
    assertThat(post("i1/fix", "{\"at\":\"2026-11-21T08:40:00Z\"}").statusCode()).isEqualTo(200);
    assertThat(post("i1/resolve", "{}").body()).contains("golden set");
    assertThat(post("i1/reopen", "{}").body()).contains("only a resolved incident");
    now = TestApi.json(post("i1/resolve", "{\"actor\":\"ben\",\"reason\":\"rolled back\"}"));
    assertThat(now.path("incident").path("state").asString()).isEqualTo("resolved");
    assertThat(post("i1/acknowledge", "{}").body()).contains("reopen it first");
    now = TestApi.json(post("i1/reopen", "{\"actor\":\"ben\",\"note\":\"again\"}"));
    assertThat(now.path("incident").path("state").asString()).isEqualTo("reopened");
    assertThat(now.path("runbook").get(0).path("late").asBoolean()).isFalse();
    assertThat(now.path("timeline").valueStream().map(l -> l.path("kind").asString()).toList())
        .containsExactly("acknowledged", "step_done", "fix_marked", "resolved", "reopened");
    assertThat(now.path("timeline").get(3).path("clock_seconds").asLong())
        .isEqualTo(TestApi.NOW.getEpochSecond() - OPENED.getEpochSecond());
    assertThat(post("none/resolve", "{\"reason\":\"x\"}").statusCode()).isEqualTo(404);
  }

  @Test
  void writesFailingSamplesAsTheNextVersionOfAGoldenSet() throws Exception {
    fill(api);
    JsonNode written = TestApi.json(post("i1/cases", "{\"name\":\"shop\",\"count\":3}"));
    assertThat(written.path("version").asInt()).isEqualTo(2);
    assertThat(written.path("added").asInt()).isEqualTo(3);
    assertThat(written.path("incident").path("cases").get(0).asString()).isEqualTo("shop@2");
    List<String> lines = api.get(written.path("href").asString()).body().lines().toList();
    assertThat(lines).hasSize(4).first().isEqualTo("{\"id\":\"x\",\"prompt\":\"hi\"}");
    JsonNode line = TestApi.MAPPER.readTree(lines.get(1));
    assertThat(line.path("input").get(0).path("role").asString()).isEqualTo("user");
    assertThat(line.path("response").asString()).startsWith("I cannot help");
    assertThat(line.path("tools").get(0).path("name").asString()).isEqualTo("lookup");
    assertThat(line.path("case").path("versions").path("response_model").asString()).isEqualTo("b");
    assertThat(line.path("expect").path("refusal").path("max").asDouble())
        .isCloseTo(0.52, within());
    assertThat(line.path("attributes").path("gen_ai.response.model").asString()).isEqualTo("b");
    assertThat(TestApi.MAPPER.readTree(lines.get(2)).path("prompt").asString()).contains("invoice");

    written = TestApi.json(post("i1/cases", "{\"name\":\"shop\",\"count\":3}"));
    assertThat(written.path("added").asInt()).isZero();
    assertThat(written.path("version").asInt()).isEqualTo(2);
    assertThat(api.get("/api/v1/golden-sets/shop/1").body().lines()).hasSize(1);
    written =
        TestApi.json(
            post(
                "i1/cases",
                "{\"calls\":[{\"trace_id\":\""
                    + trace(28)
                    + "\",\"span_id\":\"00f067aa0ba902b7\"},{\"trace_id\":\""
                    + trace(99)
                    + "\",\"span_id\":\"00f067aa0ba902b7\"}]}"));
    assertThat(written.path("name").asString()).isEqualTo("shop-regressions");
    assertThat(written.path("left_out").asInt()).isEqualTo(1);
    assertThat(api.getJson("/api/v1/golden-sets").path("items").size()).isEqualTo(3);
    assertThat(api.get("/api/v1/golden-sets/shop/latest").body().lines()).hasSize(4);
    assertThat(api.get("/api/v1/golden-sets/shop/9").statusCode()).isEqualTo(404);
    assertThat(api.get("/api/v1/golden-sets/..%2F..%2Fetc/1").statusCode()).isIn(400, 404);
    for (String bad :
        List.of(
            "{\"name\":\"../x\"}",
            "{\"count\":0}",
            "{\"count\":201}",
            "{\"calls\":[]}",
            "{\"calls\":[{\"trace_id\":\"x\"}]}",
            "{\"calls\":[{\"trace_id\":\"" + trace(99) + "\",\"span_id\":\"00f067aa0ba902b7\"}]}",
            "[1]",
            "{")) {
      assertThat(post("i1/cases", bad).statusCode()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void computesTheNumbersOfTheEvidenceAgain() throws Exception {
    fill(api);
    api.telemetry.windows.add(window("feature", "billing", START.plusSeconds(60), 100, 10));
    api.telemetry.windows.add(window("feature", "billing", START.plusSeconds(120), 50, 20));
    JsonNode rerun = api.getJson("/api/v1/alerts/a9/rerun");
    assertThat(rerun.path("equal").asBoolean()).isTrue();
    assertThat(rerun.path("mean_now").asDouble()).isCloseTo(0.2, within());

    api.telemetry.windows.add(window("feature", "billing", START.plusSeconds(180), 1, 1));
    rerun = api.getJson("/api/v1/alerts/a9/rerun");
    assertThat(rerun.path("equal").asBoolean()).isFalse();
    assertThat(rerun.path("different").asInt()).isEqualTo(1);
    assertThat(rerun.path("windows").get(0).path("scores_now").asDouble()).isEqualTo(151.0);
    assertThat(api.get("/api/v1/alerts/a1/rerun").body()).contains("names no windows");
  }

  @Test
  void thePagesShowTheIncidentAndEscapeWhatComesFromOutside() throws Exception {
    fill(api);
    api.telemetry
        .views
        .getOrDefault(View.MODEL_CALLS, List.of())
        .getFirst()
        .put("OutputText", "<script>alert(1)</script>");
    post("i1/note", "{\"actor\":\"<b>\",\"note\":\"<i>x</i>\"}");
    HttpResponse<String> list = api.get("/incidents?text=billing&state=open");
    assertThat(list.body()).contains("href=\"/incidents/i1\"").doesNotContain("/incidents/i3");
    HttpResponse<String> page = api.get("/incidents/i1");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(page.body())
        .contains("&lt;script&gt;alert(1)", "&lt;i&gt;x&lt;/i&gt;", "Where is my invoice 2?")
        .contains("data-post=\"/api/v1/incidents/i1/resolve\"", "Done: triage", "response_model")
        .doesNotContain("<script>alert", "<i>x");
    assertThat(api.get("/incidents/none").statusCode()).isEqualTo(404);
    assertThat(api.get("/assets/incidents.js").body()).contains("data-post");
  }

  @Test
  void findsSimilarIncidents() throws Exception {
    fill(api);
    JsonNode items = api.getJson("/api/v1/incidents/i1/similar").path("items");
    assertThat(items.get(0).path("incident").path("id").asString()).isEqualTo("i2");
    assertThat(items.get(0).path("shared").valueStream().map(JsonNode::asString).toList())
        .containsExactly("dimension", "changed_part", "segment", "service");
    assertThat(items.get(1).path("changed_parts").get(0).asString()).isEqualTo("response_model");
    assertThat(api.getJson("/api/v1/incidents/i1/similar?by=service").path("items").size())
        .isEqualTo(1);
  }

  @Test
  void reviewersReadMaskedTextsAndChangeNothing() throws Exception {
    api.close();
    api =
        new TestApi(
            Map.of("auth.tokens", List.of("full"), "auth.reviewer_tokens", List.of("reviewer")));
    fill(api);
    HttpResponse<String> seen =
        api.send(api.request("/api/v1/incidents/i1").header("Authorization", "Bearer reviewer"));
    assertThat(seen.statusCode()).isEqualTo(200);
    assertThat(seen.body()).contains("[email]").doesNotContain("a@b.org");
    for (String path : List.of("/api/v1/golden-sets", "/api/v1/golden-sets/shop/1")) {
      assertThat(
              api.send(api.request(path).header("Authorization", "Bearer reviewer")).statusCode())
          .isEqualTo(401);
    }
    assertThat(
            api.send(
                    api.request("/api/v1/incidents/i1/cases")
                        .header("Authorization", "Bearer reviewer")
                        .POST(BodyPublishers.ofString("{}")))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void anyBodyIsTakenOrRefused() throws Exception {
    fill(api);
    Random random = new Random(5);
    String letters = "{}[]\",:\\ actornotecallsname0189.-e\u0000ü";
    for (int i = 0; i < 150; i++) {
      StringBuilder body = new StringBuilder(random.nextBoolean() ? "{\"note\":" : "");
      int length = random.nextInt(40);
      for (int j = 0; j < length; j++) {
        body.append(letters.charAt(random.nextInt(letters.length())));
      }
      for (String path : List.of("i1/note", "i1/cases")) {
        assertThat(post(path, body.toString()).statusCode()).as(body.toString()).isIn(200, 400);
      }
    }
  }
}
