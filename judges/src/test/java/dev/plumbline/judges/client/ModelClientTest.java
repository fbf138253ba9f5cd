// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.judges.FakeProvider;
import dev.plumbline.judges.FakeProvider.Misbehaviour;
import dev.plumbline.judges.FakeProvider.Response;
import dev.plumbline.judges.client.ClientConfig.Format;
import dev.plumbline.judges.client.ModelReply.Answered;
import dev.plumbline.judges.client.ModelReply.Declined;
import dev.plumbline.judges.client.ModelReply.Failed;
import dev.plumbline.judges.client.ModelReply.Failure;
import dev.plumbline.model.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class ModelClientTest {
  private static final String VERDICT = "{\"score\":4}";
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final FakeProvider provider = new FakeProvider();
  private final List<Duration> slept = new ArrayList<>();
  private Instant now = START;

  @AfterEach
  void stop() {
    provider.close();
  }

  private ClientConfig config(Format format) {
    TreeMap<String, Secret> headers = new TreeMap<>(Map.of("X-Team", new Secret("blue")));
    return new ClientConfig(
        format,
        URI.create(provider.url() + (format == Format.OPENAI ? "/v1/" : "")),
        "judge-1",
        new Secret("sk-secret"),
        headers,
        Duration.ofSeconds(1),
        1 << 20);
  }

  private PatientClient client(Format format) {
    return PatientClient.open(
        config(format),
        () -> now,
        new PatientClient.Waits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            new SplittableRandom(1),
            time -> {
              slept.add(time);
              now = now.plus(time);
            }));
  }

  private static ModelRequest request() {
    ObjectNode schema = new JsonMapper().createObjectNode().put("type", "object");
    schema.putObject("properties").putObject("score").put("type", "integer");
    return new ModelRequest(
        "Judge in JSON.",
        List.of(new ModelRequest.Turn(true, "the text")),
        "verdict",
        schema,
        500,
        OptionalLong.of(7));
  }

  private ModelReply ask(Format format) throws InterruptedException {
    try (PatientClient client = client(format)) {
      return client.ask(request());
    }
  }

  private static Failure failure(ModelReply reply) {
    assertThat(reply).isInstanceOf(Failed.class);
    return ((Failed) reply).failure();
  }

  @Test
  void speaksOpenAisChatCompletions() throws InterruptedException {
    provider.then(FakeProvider.openAi(VERDICT));

    Answered answer = (Answered) ask(Format.OPENAI);

    assertThat(answer.text()).isEqualTo(VERDICT);
    assertThat(answer.model()).isEqualTo("judge-1-2026");
    assertThat(answer.fingerprint()).isEqualTo("fp_1");
    assertThat(answer.usage().input()).hasValue(1000);
    assertThat(answer.usage().output()).hasValue(100);
    FakeProvider.Received asked = provider.received.getFirst();
    assertThat(asked.path()).isEqualTo("/v1/chat/completions");
    assertThat(asked.header("Authorization")).isEqualTo("Bearer sk-secret");
    assertThat(asked.header("X-Team")).isEqualTo("blue");
    JsonNode body = asked.body();
    assertThat(body.path("temperature").asInt(-1)).isZero();
    assertThat(body.path("seed").asInt()).isEqualTo(7);
    assertThat(body.path("max_tokens").asInt()).isEqualTo(500);
    assertThat(body.path("messages").path(0).path("role").asString()).isEqualTo("system");
    JsonNode format = body.path("response_format");
    assertThat(format.path("type").asString()).isEqualTo("json_schema");
    assertThat(format.path("json_schema").path("strict").asBoolean()).isTrue();
    assertThat(format.path("json_schema").path("schema").path("type").asString())
        .isEqualTo("object");
  }

  @Test
  void speaksAnthropicsMessages() throws InterruptedException {
    provider.then(FakeProvider.anthropicTool("verdict", VERDICT));

    Answered answer = (Answered) ask(Format.ANTHROPIC);

    assertThat(answer.text()).isEqualTo(VERDICT);
    assertThat(answer.usage().input()).as("cached input counts").hasValue(1000);
    FakeProvider.Received asked = provider.received.getFirst();
    assertThat(asked.path()).isEqualTo("/v1/messages");
    assertThat(asked.header("x-api-key")).isEqualTo("sk-secret");
    assertThat(asked.header("anthropic-version")).isEqualTo("2023-06-01");
    assertThat(asked.body().path("system").asString()).isEqualTo("Judge in JSON.");
    assertThat(asked.body().path("tool_choice").path("name").asString()).isEqualTo("verdict");
    assertThat(asked.body().path("tools").path(0).path("input_schema").isObject()).isTrue();
  }

  @Test
  void leavesOutWhatTheProviderRefusesAndRemembersIt() throws InterruptedException {
    provider
        .then(
            FakeProvider.error(
                400, "unsupported_value", "Unsupported value: 'temperature' does not support 0"),
            FakeProvider.error(
                400,
                "unsupported_parameter",
                "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
            FakeProvider.error(400, "bad", "response_format of type json_schema is unknown"))
        .usually(_ -> FakeProvider.openAi(VERDICT));
    try (PatientClient client = client(Format.OPENAI)) {
      assertThat(client.ask(request())).isInstanceOf(Answered.class);
      assertThat(client.ask(request())).isInstanceOf(Answered.class);
      assertThat(client.parameters()).isEqualTo("structure=object,seed");
    }
    assertThat(provider.received).hasSize(5);
    JsonNode last = provider.received.getLast().body();
    assertThat(last.has("temperature")).isFalse();
    assertThat(last.has("max_tokens")).isFalse();
    assertThat(last.path("max_completion_tokens").asInt()).isEqualTo(500);
    assertThat(last.path("response_format").path("type").asString()).isEqualTo("json_object");
    assertThat(slept).isEmpty();
  }

  @Test
  void aQuestionThatIsTooLongChangesNothingForOthers() throws InterruptedException {
    provider
        .then(FakeProvider.error(400, "context_length_exceeded", "maximum context length is 8192"))
        .usually(_ -> FakeProvider.openAi(VERDICT));
    try (PatientClient client = client(Format.OPENAI)) {
      assertThat(failure(client.ask(request()))).isEqualTo(Failure.BAD_REQUEST);
      client.ask(request());
      assertThat(client.parameters()).isEqualTo("structure=schema,temperature=0,seed");
    }
  }

  @Test
  void waitsAsLongAsTheProviderAsks() throws InterruptedException {
    provider.then(
        FakeProvider.error(429, "rate_limit_exceeded", "slow down").header("Retry-After", "7"),
        FakeProvider.error(429, "rate_limit_exceeded", "slow down")
            .header("Retry-After", "Sat, 21 Nov 2026 10:00:20 GMT"),
        FakeProvider.openAi(VERDICT));

    assertThat(ask(Format.OPENAI)).isInstanceOf(Answered.class);

    assertThat(slept).hasSize(2);
    assertThat(slept.get(0)).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
    assertThat(now).isBetween(START.plusSeconds(20), START.plusSeconds(23));
  }

  @Test
  void givesUpAfterThreeTriesWithJitterBetween() throws InterruptedException {
    provider.usually(_ -> FakeProvider.error(529, "overloaded_error", "Overloaded"));

    assertThat(failure(ask(Format.ANTHROPIC))).isEqualTo(Failure.SERVER);

    assertThat(provider.received).hasSize(3);
    assertThat(slept).hasSize(2);
    assertThat(slept.get(0)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(slept.get(1)).isBetween(Duration.ZERO, Duration.ofSeconds(2));
  }

  @Test
  void aLongRetryAfterLeavesTheProviderAloneForThatTime() throws InterruptedException {
    provider
        .then(FakeProvider.error(429, "rate_limit", "later").header("Retry-After", "120"))
        .usually(_ -> FakeProvider.openAi(VERDICT));
    try (PatientClient client = client(Format.OPENAI)) {
      assertThat(failure(client.ask(request()))).isEqualTo(Failure.RATE_LIMITED);
      assertThat(client.resting()).isTrue();
      assertThat(failure(client.ask(request()))).isEqualTo(Failure.RESTING);
      assertThat(provider.received).hasSize(1);
      now = now.plusSeconds(125);
      assertThat(client.resting()).isFalse();
      assertThat(client.ask(request())).isInstanceOf(Answered.class);
    }
  }

  @Test
  void transientFailuresAreTriedAgain() throws InterruptedException {
    for (Response broken :
        List.of(
            new Response(500, Map.of(), "oops"),
            new Response(408, Map.of(), ""),
            new Response(409, Map.of(), ""),
            Response.broken(Misbehaviour.RESET),
            Response.broken(Misbehaviour.CUT),
            Response.broken(Misbehaviour.SLOW),
            Response.broken(Misbehaviour.TRICKLE),
            new Response(200, Map.of("Content-Type", "text/html"), "<html>proxy</html>"),
            new Response(200, Map.of("Content-Type", "application/json"), "{\"choices\":[{"),
            new Response(
                200, Map.of(), "{\"error\":{\"code\":502,\"message\":\"upstream failed\"}}"))) {
      provider.received.clear();
      provider.then(broken, FakeProvider.openAi(VERDICT));
      assertThat(ask(Format.OPENAI)).as("%s", broken).isInstanceOf(Answered.class);
      assertThat(provider.received).as("%s", broken).hasSize(2);
    }
  }

  @Test
  void lastingFailuresAreNotTriedAgain() throws InterruptedException {
    record Case(Response response, Failure failure) {}
    for (Case c :
        List.of(
            new Case(FakeProvider.error(401, "authentication_error", "no"), Failure.AUTH),
            new Case(FakeProvider.error(403, "permission_error", "no"), Failure.AUTH),
            new Case(FakeProvider.error(404, "not_found_error", "no model"), Failure.NOT_FOUND),
            new Case(FakeProvider.error(429, "insufficient_quota", "pay"), Failure.QUOTA),
            new Case(FakeProvider.error(413, "request_too_large", "big"), Failure.TOO_LARGE),
            new Case(
                new Response(307, Map.of("Location", provider.url() + "/elsewhere"), ""),
                Failure.REDIRECT),
            new Case(Response.broken(Misbehaviour.HUGE), Failure.TOO_LARGE))) {
      provider.received.clear();
      provider.then(c.response());
      assertThat(failure(ask(Format.OPENAI))).isEqualTo(c.failure());
      assertThat(provider.received).hasSize(1);
    }
    assertThat(slept).isEmpty();
  }

  @Test
  void refusalsAndFiltersAreNoAnswersAndNoFailures() throws InterruptedException {
    ObjectNode refusal = (ObjectNode) FakeProvider.JSON.readTree(FakeProvider.openAi("").body());
    ((ObjectNode) refusal.path("choices").path(0).path("message"))
        .putNull("content")
        .put("refusal", "I cannot judge this.");
    provider.then(FakeProvider.json(200, refusal));
    assertThat(((Declined) ask(Format.OPENAI)).reason()).isEqualTo("judge_refused");

    provider.then(FakeProvider.openAi("", "content_filter"));
    assertThat(((Declined) ask(Format.OPENAI)).reason()).isEqualTo("content_filter");

    provider.then(FakeProvider.error(400, "content_filter", "filtered by policy"));
    assertThat(((Declined) ask(Format.OPENAI)).reason()).isEqualTo("content_filter");

    provider.then(
        new Response(
            200,
            Map.of(),
            "{\"content\":[],\"stop_reason\":\"refusal\",\"usage\":{\"input_tokens\":5}}"));
    assertThat(((Declined) ask(Format.ANTHROPIC)).reason()).isEqualTo("judge_refused");
  }

  @Test
  void aMalformedToolCallIsHandedOnAsText() throws InterruptedException {
    provider.then(FakeProvider.anthropicTool("verdict", "\"{score: four\""));
    assertThat(((Answered) ask(Format.ANTHROPIC)).text()).isEqualTo("{score: four");
  }

  @Test
  void fiveFailedQuestionsOpenTheBreakerAndOneGoodOneCloses() throws InterruptedException {
    provider.usually(_ -> new Response(503, Map.of(), ""));
    try (PatientClient client = client(Format.OPENAI)) {
      for (int i = 0; i < 5; i++) {
        assertThat(failure(client.ask(request()))).isEqualTo(Failure.SERVER);
      }
      assertThat(client.resting()).isTrue();
      provider.received.clear();
      assertThat(failure(client.ask(request()))).isEqualTo(Failure.RESTING);
      assertThat(provider.received).isEmpty();

      now = now.plusSeconds(31);
      assertThat(failure(client.ask(request()))).isEqualTo(Failure.SERVER);
      now = now.plusSeconds(31);
      assertThat(client.resting()).as("the rest doubles").isTrue();
      now = now.plusSeconds(31);
      provider.usually(_ -> FakeProvider.openAi(VERDICT));
      assertThat(client.ask(request())).isInstanceOf(Answered.class);
      assertThat(client.resting()).isFalse();
    }
  }

  @Test
  void addressesMayBeGivenInFull() {
    URI full = URI.create("http://localhost:8000/v1/chat/completions");
    assertThat(new OpenAiFormat().address(full)).isEqualTo(full);
    assertThat(new OpenAiFormat().address(URI.create("http://localhost:11434/v1")))
        .hasToString("http://localhost:11434/v1/chat/completions");
    assertThat(new AnthropicFormat().address(URI.create("https://api.anthropic.com/v1/")))
        .hasToString("https://api.anthropic.com/v1/messages");
  }

  /** Whatever a provider sends is an answer or a failure, never an exception. Seeds are fixed. */
  @Test
  void anyBodyIsAnsweredFor() throws InterruptedException {
    String alphabet = "{}[]\":,choicesmgtn0123 null\\u\u00e9";
    try (HttpModelClient client = new HttpModelClient(config(Format.OPENAI), () -> now)) {
      for (int seed = 0; seed < 150; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder body = new StringBuilder(seed % 3 == 0 ? "{\"choices\":[{\"message\":{" : "");
        for (int i = random.nextInt(60); i > 0; i--) {
          body.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        provider.then(new Response(200, Map.of(), body + "}"));
        assertThat(client.ask(request())).as("seed %s", seed).isNotNull();
      }
    }
  }
}
