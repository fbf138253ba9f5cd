// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.feedback.Feedback;
import dev.plumbline.model.feedback.FeedbackKind;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Feedback, its rates, coverage, and the health of evaluators. */
class SignalsTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private final TestApi api = TestApi.open();

  @AfterEach
  void close() {
    api.close();
  }

  private HttpResponse<String> send(String body) throws Exception {
    return api.post("/api/v1/feedback", "application/json", body);
  }

  @Test
  void takesOneItem() throws Exception {
    String body =
        "{\"kind\":\"rating\",\"value\":4,\"scale\":\"1-5\",\"trace_id\":\""
            + TRACE
            + "\",\"span_id\":\"00f067aa0ba902b7\",\"user_id\":\"u1\",\"comment\":\"fine\","
            + "\"timestamp\":\"2026-11-21T08:00:00Z\"}";
    assertThat(send(body).body())
        .isEqualTo("{\"accepted\":1,\"duplicates\":0,\"rejected\":0,\"errors\":[]}");
    assertThat(send(body).body()).contains("\"accepted\":0,\"duplicates\":1");
    Feedback stored = api.feedback.events.firstEntry().getValue();
    assertThat(stored.kind()).isEqualTo(FeedbackKind.RATING);
    assertThat(stored.value()).hasValue(0.75);
    assertThat(stored.raw()).isEqualTo("4");
    assertThat(stored.link().spanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(stored.epochNanos()).isEqualTo(1_795_248_000_000_000_000L);
    JsonNode listed = api.getJson("/api/v1/feedback").path("items").path(0);
    assertThat(listed.path("timestamp").asString()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(listed.path("scale").asString()).isEqualTo("1-5");
  }

  @Test
  void storesTheGoodItemsAndTellsWhatIsWrongWithTheOthers() throws Exception {
    HttpResponse<String> answer =
        send(
            "[{\"value\":\"up\",\"conversation_id\":\"c1\"},"
                + "{\"kind\":\"stars\",\"value\":9,\"conversation_id\":\"c1\"},"
                + "{\"kind\":\"thumbs\",\"value\":\"up\",\"trace_id\":\"xyz\"},"
                + "{\"kind\":\"copied\",\"sesion_id\":\"c1\"},"
                + "7,"
                + "{\"kind\":\"edited\",\"original_text\":\"a b c d\",\"final_text\":\"a b c e\","
                + "\"response_id\":\"r1\"},"
                + "{\"kind\":\"copied\",\"timestamp\":\"1999-01-01\",\"session_id\":\"c1\"}]");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = TestApi.json(answer);
    assertThat(body.path("accepted").asInt()).isEqualTo(2);
    assertThat(body.path("rejected").asInt()).isEqualTo(5);
    JsonNode errors = body.path("errors");
    assertThat(errors.path(0).path("index").asInt()).isEqualTo(1);
    assertThat(errors.path(0).path("message").asString())
        .isEqualTo("value must be 1 to 5 or between 0 and 1, or come with a scale, but was \"9\"");
    assertThat(errors.path(1).path("message").asString())
        .isEqualTo("trace_id must be 32 hex characters, but was \"xyz\"");
    assertThat(errors.path(2).path("message").asString())
        .startsWith("field must be one of comment, ")
        .endsWith("but was \"sesion_id\"");
    assertThat(errors.path(3).path("message").asString()).startsWith("item must be an object");
    assertThat(errors.path(4).path("message").asString())
        .isEqualTo("timestamp must be within the last 400 days, but was \"1999-01-01\"");
    assertThat(api.feedback.events.lastEntry().getValue().value()).hasValue(0.25);
  }

  @Test
  void refusesWhatHoldsNothingGood() throws Exception {
    HttpResponse<String> answer = send("{\"kind\":\"applause\",\"conversation_id\":\"c\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(TestApi.json(answer).path("detail").asString())
        .startsWith("kind must be one of thumbs, rating, csat")
        .endsWith("but was \"applause\"");
    assertThat(send("[]").statusCode()).isEqualTo(400);
    assertThat(send("").statusCode()).isEqualTo(400);
    assertThat(send("{").body()).contains("the body is not JSON");
    assertThat(send("[" + "1,".repeat(1000) + "1]").statusCode()).isEqualTo(413);
    assertThat(api.feedback.events).isEmpty();
  }

  @Test
  void showsRatesWithTheFlag() throws Exception {
    JsonNode answer = api.getJson("/api/v1/user-signals?from=-7d&group_by=feature&service=a");
    JsonNode item = answer.path("items").path(0);
    assertThat(item.path("explicit_positive_rate").asDouble()).isEqualTo(0.88);
    assertThat(item.path("explicit_feedback_coverage").asDouble()).isEqualTo(0.5);
    assertThat(item.path("correction_rate").asDouble()).isEqualTo(0.25);
    assertThat(item.path("follow_up_rate").asDouble()).isEqualTo(0.5);
    assertThat(item.path("abandonment_rate").asDouble()).isEqualTo(0.45);
    assertThat(item.path("survivorship_bias_risk").asBoolean()).isTrue();
    assertThat(item.path("mean_edit_share").isNull()).isTrue();
    assertThat(answer.path("abandonment_rule").asString()).isEqualTo("silent");
    assertThat(api.feedback.asked.getLast().groupBy()).isEqualTo("feature");
    assertThat(api.feedback.asked.getLast().service()).contains("a");
  }

  @Test
  void showsCoverage() throws Exception {
    JsonNode item = api.getJson("/api/v1/coverage").path("items").path(0);
    assertThat(item.path("field").asString()).isEqualTo("content");
    assertThat(item.path("ratio").asDouble()).isEqualTo(0.75);
  }

  @Test
  void showsEvaluatorsWithTheirHealth() throws Exception {
    JsonNode answer = api.getJson("/api/v1/evaluators");
    JsonNode item = answer.path("items").path(0);
    assertThat(item.path("id").asString()).isEqualTo("refusal_rules");
    assertThat(item.path("health").asString()).isEqualTo("stuck");
    assertThat(item.path("runs").path("abstain").asInt()).isEqualTo(120);
    assertThat(item.path("dimensions").path(0).path("gate").asString()).isEqualTo("provisional");
    assertThat(item.path("dimensions").path(0).path("agreement").path(0).path("n").asInt())
        .isEqualTo(450);
    assertThat(answer.path("problems").path(0).asString()).startsWith("brand.yaml");
  }

  @Test
  void showsThePageAndEscapesIt() throws Exception {
    String page = api.get("/evaluators").body();
    assertThat(page)
        .contains("1 evaluator does not work.")
        .contains("no value in 120 calls where it applied")
        .contains("mcc 0.88 [0.80, 0.92] on xstest.dev")
        .contains("brand.yaml: threshold must be between 0 and 1, but was &quot;&lt;b&gt;&quot;")
        .doesNotContain("<b>");
    assertThat(api.get("/").body()).contains("<a href=\"/evaluators\">Evaluators</a>");
  }
}
