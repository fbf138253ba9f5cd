// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.labels.CoFailure;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.LabelQuery;
import dev.plumbline.model.labels.OwnerTask;
import dev.plumbline.model.labels.ReviewItem;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LabelsTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private TestApi api = TestApi.open();

  @BeforeEach
  void open() {
    api.close();
    api = TestApi.open();
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void oneLabelComesInAsJson() throws Exception {
    JsonNode saved =
        post(
            "application/json",
            "{\"trace_id\":\"%s\",\"span_id\":\"%s\",\"dimension\":\"refusal\",\"rater\":\"anna\",\"value\":true}"
                .formatted(TRACE, SPAN));

    assertThat(saved.get("stored").intValue()).isEqualTo(1);
    JsonNode item = api.getJson("/api/v1/labels?dimension=refusal").get("items").get(0);
    assertThat(item.get("value").doubleValue()).isEqualTo(1);
    assertThat(item.get("labelled_at").asString()).isEqualTo("2026-11-21T09:00:00Z");
    assertThat(item.get("id")).isEqualTo(saved.get("ids").get(0));
  }

  @Test
  void badLinesAreNamedAndTheOthersAreStored() throws Exception {
    String good = line("refusal", "anna", "\"value\":1");
    JsonNode saved =
        post(
            "application/x-ndjson",
            String.join(
                "\n",
                good,
                "not json",
                "",
                line("refusal", "ben", "\"value\":\"perhaps\""),
                line("Refusal!", "ben", "\"value\":1"),
                line("refusal", "ben", "\"colour\":1"),
                "[1]",
                line("tone", "ben", "\"grade\":4")));

    assertThat(saved.get("stored").intValue()).isEqualTo(2);
    assertThat(saved.get("errors").valueStream().map(e -> e.get("line").intValue()))
        .containsExactly(2, 4, 5, 6, 7);
    assertThat(saved.get("errors").get(1).get("message").asString())
        .isEqualTo("value must be a number");
    assertThat(saved.get("errors").get(3).get("message").asString())
        .startsWith("unknown field \"colour\"; known: ");
    assertThat(api.labels.store.list(LabelQuery.of("tone")).getFirst().value()).hasValue(0.75);
  }

  @Test
  void nothingGoodIsAProblemThatSaysWhy() throws Exception {
    HttpResponse<String> answer =
        api.post("/api/v1/labels", "application/json", line("refusal", "anna", "\"value\":1e999"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(TestApi.json(answer).get("detail").asString()).contains("line 1", "finite");
    assertThat(api.post("/api/v1/labels", "text/csv", "a,\"b").statusCode()).isEqualTo(400);
    assertThat(api.post("/api/v1/labels", "application/json", "{").statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsExportedCanBeImportedAgain() throws Exception {
    post(
        "text/csv",
        "\ufefftrace_id,span_id,dimension,rater,value,label,comment\r\n"
            + TRACE
            + ","
            + SPAN
            + ",refusal,anna,1,yes,\"she said \"\"no\"\",\r\nthen, yes\"\r\n"
            + TRACE
            + ","
            + SPAN
            + ",refusal,ben,,no,\n");
    List<Label> before = api.labels.store.list(LabelQuery.of("refusal"));
    assertThat(before).hasSize(2);
    assertThat(before).extracting(Label::comment).contains("she said \"no\",\r\nthen, yes");

    for (String format : List.of("csv", "jsonl")) {
      String exported = api.get("/api/v1/labels?format=" + format).body();
      api.labels.store.delete(before.stream().map(Label::id).toList());
      JsonNode saved = post(format.equals("csv") ? "text/csv" : "application/x-ndjson", exported);
      assertThat(saved.get("errors")).isEmpty();
      assertThat(api.labels.store.list(LabelQuery.of("refusal")))
          .containsExactlyInAnyOrderElementsOf(before);
    }
  }

  /** Any bytes are stored, or refused with a sentence; seeds are fixed. */
  @Test
  void randomBodiesAreReadOrRefused() throws Exception {
    String alphabet = "\",\n\r{}[]:trace_idspan1\u00e9 ";
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(120); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String type = List.of("text/csv", "application/x-ndjson", "application/json").get(seed % 3);
      assertThat(api.post("/api/v1/labels", type, text.toString()).statusCode())
          .as("seed %s", seed)
          .isIn(200, 400);
    }
  }

  @Test
  void aChosenSampleGivesItsLabelProbabilityAndTenant() throws Exception {
    api.labels.sample(7, "hello", "no");
    post(
        "application/json",
        "{\"trace_id\":\"%032x\",\"span_id\":\"%016x\",\"dimension\":\"refusal\",\"rater\":\"anna\",\"value\":1}"
            .formatted(7, 7));

    Label label = api.labels.store.list(LabelQuery.of("refusal")).getFirst();
    assertThat(label.inclusionProbability()).isEqualTo(0.125);
    assertThat(label.tenant()).isEqualTo("acme");
  }

  @Test
  void setsAreFrozenAndReadBack() throws Exception {
    post("application/json", line("refusal", "anna", "\"value\":1"));
    HttpResponse<String> made =
        api.post("/api/v1/label-sets", "application/json", "{\"dimension\":\"refusal\"}");
    assertThat(TestApi.json(made).get("version").intValue()).isEqualTo(1);
    assertThat(api.getJson("/api/v1/label-sets/refusal/1").get("items")).hasSize(1);
    assertThat(api.get("/api/v1/label-sets/refusal/2").statusCode()).isEqualTo(404);
    assertThat(
            api.post("/api/v1/label-sets", "application/json", "{\"dimension\":\"tone\"}")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void agreementGateRecordsAndTasksAreShown() throws Exception {
    JsonNode agreement = api.getJson("/api/v1/agreement").get("items").get(0);
    assertThat(agreement.get("statistics").get("mcc").get("low").doubleValue()).isEqualTo(0.44);
    assertThat(agreement.get("statistics").get("kappa").get("low").isNull()).isTrue();
    assertThat(api.getJson("/api/v1/gate").get("items").get(0).get("state").asString())
        .isEqualTo("advisory");

    JsonNode run =
        TestApi.json(
            api.post(
                "/api/v1/calibration/runs",
                "application/json",
                "{\"dimension\":\"refusal\",\"actor\":\"anna\"}"));
    assertThat(run.get("items").get(0).get("after").asString()).isEqualTo("alerting");
    assertThat(api.labels.runs).containsExactly("refusal by anna");
    assertThat(api.getJson("/api/v1/calibration").get("items")).hasSize(1);

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
    JsonNode done =
        TestApi.json(api.post("/api/v1/tasks/t1/done", "application/json", "{\"actor\":\"anna\"}"));
    assertThat(done.get("done_by").asString()).isEqualTo("anna");
    assertThat(api.getJson("/api/v1/tasks").get("items").get(0).get("done_at").isNull()).isFalse();
    assertThat(api.post("/api/v1/tasks/t2/done", "application/json", "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aRunThatTakesLongerThanItsRequestIsAskedForAgain() throws Exception {
    api.close();
    api = new TestApi(Map.of("query.timeout", "400ms"));
    api.labels.slow = new CountDownLatch(1);

    JsonNode first = TestApi.json(api.post("/api/v1/calibration/runs", "application/json", ""));
    assertThat(first.get("running").booleanValue()).isTrue();
    assertThat(api.getJson("/api/v1/calibration/runs").get("running").booleanValue()).isTrue();

    api.labels.slow.countDown();
    JsonNode last = TestApi.json(api.post("/api/v1/calibration/runs", "application/json", ""));
    assertThat(last.get("running").booleanValue()).isFalse();
    assertThat(last.get("items")).hasSize(1);
    assertThat(api.labels.runs.size()).isBetween(1, 2);
  }

  /** 2 x 2 table 30, 10, 10, 50: phi 0.5833, Jaccard 0.6. */
  @Test
  void coFailuresStandInAMatrix() throws Exception {
    api.labels.calls.coFailures.add(new CoFailure("a", "b", 1, 40, 40, 19));
    api.labels.calls.coFailures.add(new CoFailure("pii", "refusal", 30, 10, 10, 50));

    JsonNode items = api.getJson("/api/v1/cofailure").get("items");

    assertThat(items.get(0).get("a").asString()).isEqualTo("pii");
    assertThat(items.get(0).get("phi").doubleValue())
        .isCloseTo(0.58333, org.assertj.core.api.Assertions.within(1e-4));
    assertThat(items.get(0).get("jaccard").doubleValue()).isEqualTo(0.6);
  }

  @Test
  void reviewItemsGoToTheTeamOfTheFirstRuleThatMatches() throws Exception {
    api.labels.sample(1, "my mail is a@b.org", "fine");
    review(1, "escalated", "billing", false);
    review(2, "thumbs_down", "billing", false);
    review(3, "flagged", "search", false);
    review(4, "flagged", "search", true);

    JsonNode items = api.getJson("/api/v1/review").get("items");

    assertThat(items.valueStream().map(i -> i.get("team").asString()))
        .containsExactly("experts", "team:billing", "quality");
    assertThat(items.get(0).get("input").asString()).isEqualTo("my mail is a@b.org");
    assertThat(api.getJson("/api/v1/review?team=experts").get("items")).hasSize(1);
    assertThat(api.getJson("/api/v1/review?state=reviewed").get("items")).hasSize(1);
  }

  @Test
  void correctedAnswersComeOutForFineTuning() throws Exception {
    api.labels.sample(1, "Which plan?", "The old one.");
    post(
        "application/json",
        ("{\"trace_id\":\"%032x\",\"span_id\":\"%016x\",\"dimension\":\"review\",\"rater\":\"anna\","
                + "\"corrected_answer\":\"The plan of 2026.\",\"origin\":\"review\"}")
            .formatted(1, 1));

    String lines = api.get("/api/v1/review/export").body();

    assertThat(lines.lines()).hasSize(1);
    JsonNode messages = TestApi.MAPPER.readTree(lines).get("messages");
    assertThat(messages.get(0).get("role").asString()).isEqualTo("system");
    assertThat(messages.get(1).get("content").asString()).isEqualTo("Which plan?");
    assertThat(messages.get(2).get("content").asString()).isEqualTo("The plan of 2026.");
  }

  @Test
  void reviewersSeeMaskedTextsAndNothingElse() throws Exception {
    api.close();
    api =
        new TestApi(
            Map.of("auth.tokens", List.of("full"), "auth.reviewer_tokens", List.of("reviewer")));
    api.labels.sample(1, "my mail is a@b.org", "fine");
    review(1, "flagged", "search", false);

    assertThat(as("full", "/api/v1/review").body()).contains("a@b.org");
    assertThat(as("reviewer", "/api/v1/review").body())
        .contains("[email]")
        .doesNotContain("a@b.org");
    assertThat(as("reviewer", "/label?dimension=refusal&rater=ben").body())
        .contains("[email]")
        .doesNotContain("a@b.org");
    for (String path :
        List.of("/api/v1/calls", "/api/v1/review/export", "/api/v1/sql?query=SELECT", "/")) {
      assertThat(as("reviewer", path).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(as("other", "/label").statusCode()).isEqualTo(401);
  }

  @Test
  void thePageShowsOneSampleAndNotItsScore() throws Exception {
    api.labels.sample(1, "<script>alert(1)</script>", "I can't help with \"that\".");
    api.labels.sample(2, "second", "answer");

    HttpResponse<String> page = api.get("/label?dimension=refusal&rater=anna");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'");
    assertThat(page.body())
        .contains(
            "&lt;script&gt;alert(1)", "0 of 2 labelled", "data-key=\"y\"", "data-position=\"1\"")
        .doesNotContain("<script>alert")
        .doesNotContain("0.93")
        .doesNotContain("second");
    assertThat(api.get("/label?dimension=refusal&rater=anna&after=1").body()).contains("second");
    assertThat(api.get("/label?dimension=refusal&rater=anna&keys=grades").body())
        .contains("data-key=\"5\"");

    post(
        "application/json",
        "[" + of(1, "refusal", "\"value\":1") + "," + of(2, "refusal", "\"value\":0") + "]");
    assertThat(api.get("/label?dimension=refusal&rater=anna").body())
        .contains("2 of 2 labelled", "All samples are labelled");
    assertThat(api.get("/label?dimension=refusal&rater=ben").body()).contains("0 of 2 labelled");
  }

  @Test
  void thePageAsksForNameAndDimensionFirst() throws Exception {
    assertThat(api.get("/label").body())
        .contains("<label for=\"rater\">", "<option value=\"refusal\">")
        .doesNotContain("latency_ms");
    assertThat(api.get("/assets/label.js").statusCode()).isEqualTo(200);
    assertThat(api.get("/assets/label.css").statusCode()).isEqualTo(200);
    assertThat(
            TestApi.json(
                    api.post(
                        "/api/v1/label-samples", "application/json", "{\"dimension\":\"refusal\"}"))
                .get("added")
                .intValue())
        .isEqualTo(1);
    assertThat(
            api.post("/api/v1/label-samples", "application/json", "{\"dimension\":\"nothing\"}")
                .statusCode())
        .isEqualTo(400);
  }

  private JsonNode post(String type, String body) throws Exception {
    HttpResponse<String> answer = api.post("/api/v1/labels", type, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return TestApi.json(answer);
  }

  private HttpResponse<String> as(String token, String path) throws Exception {
    return api.send(api.request(path).header("Authorization", "Bearer " + token));
  }

  private void review(int n, String reason, String feature, boolean reviewed) {
    api.labels.calls.review.add(
        new ReviewItem(
            "%032x".formatted(n),
            "%016x".formatted(n),
            TestApi.NOW,
            "shop",
            feature,
            "",
            "",
            reason,
            "",
            "",
            reviewed));
  }

  private static String line(String dimension, String rater, String more) {
    return "{\"trace_id\":\"%s\",\"span_id\":\"%s\",\"dimension\":\"%s\",\"rater\":\"%s\",%s}"
        .formatted(TRACE, SPAN, dimension, rater, more);
  }

  private static String of(int n, String dimension, String more) {
    return "{\"trace_id\":\"%032x\",\"span_id\":\"%016x\",\"dimension\":\"%s\",\"rater\":\"anna\",%s}"
        .formatted(n, n, dimension, more);
  }
}
