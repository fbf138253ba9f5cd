// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.genai.ModelAlias;
import dev.plumbline.model.store.ModelUses.ModelUse;
import dev.plumbline.model.store.TelemetryReader.VersionChange;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Unpinned models, markers and the channels of notifications. */
final class ChangesTest {
  private static final Instant DAY = TestApi.NOW.minusSeconds(86_400);

  @Test
  void namesWithADateOrAVersionPinAModel() {
    for (String pinned :
        List.of(
            "gpt-4o-2024-08-06",
            "claude-3-5-sonnet-20241022",
            "anthropic.claude-3-5-sonnet-20240620-v1:0",
            "amazon.nova-pro-v1:0",
            "claude-3-5-sonnet@20240620",
            "gpt-4-0613",
            "gpt-4-1106-preview",
            "gpt-3.5-turbo-16k-0613",
            "gemini-1.5-pro-002",
            "gemini-2.5-flash-preview-04-17",
            "mistral-large-2407",
            "command-r-08-2024",
            "ft:gpt-4o-mini-2024-07-18:acme::abc",
            "llama3@sha256:0123456789abcdef")) {
      assertThat(ModelAlias.of(pinned)).as(pinned).isEqualTo(ModelAlias.Reason.PINNED);
    }
    for (String alias :
        List.of(
            "gpt-4o",
            "gpt-4.1",
            "o3",
            "claude-sonnet-4-5",
            "gemini-2.5-pro",
            "deepseek-chat",
            "gpt-3.5-turbo-16k",
            "text-embedding-3-small",
            "my-model-2048",
            "llama-3.1-405b-instruct",
            "command-r-plus",
            "")) {
      assertThat(ModelAlias.of(alias)).as(alias).isEqualTo(ModelAlias.Reason.NO_VERSION);
    }
    assertThat(ModelAlias.of("chatgpt-4o-latest")).isEqualTo(ModelAlias.Reason.LATEST);
    assertThat(ModelAlias.of("claude-3-5-sonnet-latest")).isEqualTo(ModelAlias.Reason.LATEST);
    assertThat(ModelAlias.of("llama3:latest")).isEqualTo(ModelAlias.Reason.LATEST);
    assertThat(ModelAlias.of("latestar")).isEqualTo(ModelAlias.Reason.NO_VERSION);
  }

  @Test
  void listsAliasesWithTheModelsTheyLedTo() throws Exception {
    try (TestApi api = TestApi.open()) {
      api.uses.add(use("shop", "gpt-4o", "gpt-4o-2024-05-13", 70, 0));
      api.uses.add(use("shop", "gpt-4o", "gpt-4o-2024-08-06", 20, 600));
      api.uses.add(use("bank", "gpt-4o", "gpt-4o-2024-08-06", 5, 300));
      api.uses.add(use("bank", "gpt-4o-2024-08-06", "gpt-4o-2024-08-06", 900, 0));
      api.uses.add(use("bank", "chatgpt-4o-latest", "", 200, 0));
      JsonNode items = api.getJson("/api/v1/models/unpinned").get("items");
      assertThat(items.size()).isEqualTo(2);
      assertThat(items.get(0).get("request_model").asString()).isEqualTo("chatgpt-4o-latest");
      assertThat(items.get(0).get("reason").asString()).isEqualTo("latest");
      assertThat(items.get(0).get("moved").asBoolean()).isFalse();
      JsonNode moved = items.get(1);
      assertThat(moved.get("calls").asLong()).isEqualTo(95);
      assertThat(moved.get("moved").asBoolean()).isTrue();
      assertThat(moved.get("services").toString()).isEqualTo("[\"bank\",\"shop\"]");
      assertThat(moved.get("first_seen").asString()).isEqualTo(DAY.toString());
      assertThat(moved.get("response_models").get(1).get("model").asString())
          .isEqualTo("gpt-4o-2024-08-06");
      assertThat(moved.get("response_models").get(1).get("calls").asLong()).isEqualTo(25);
      assertThat(moved.get("response_models").get(1).get("first_seen").asString())
          .isEqualTo(DAY.plusSeconds(300).toString());
    }
  }

  @Test
  void markersAreDeclaredAndSeen() throws Exception {
    try (TestApi api = TestApi.open()) {
      api.uses.add(use("shop", "gpt-4o", "gpt-4o-2024-05-13", 70, 0));
      api.telemetry.changes.add(
          new VersionChange("app_version", "41", "42", DAY.plusSeconds(60), 500));
      api.telemetry.changes.add(
          new VersionChange("feature_flags", "", "x", DAY.plusSeconds(60), 500));
      HttpResponse<String> saved =
          api.post(
              "/api/v1/markers",
              "application/json",
              """
              {"kind":"fix","service":"shop","time":"2026-11-20T23:00:00Z","label":"prompt mended","actor":"ada"}
              """);
      assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
      // the same once more is the same marker
      api.post(
          "/api/v1/markers",
          "application/json",
          """
          {"kind":"fix","service":"shop","time":"2026-11-20T23:00:00Z","label":"prompt mended","actor":"ada"}
          """);
      JsonNode items = api.getJson("/api/v1/markers").get("items");
      assertThat(items.size()).isEqualTo(2);
      assertThat(items.get(0).get("label").asString()).isEqualTo("prompt mended");
      assertThat(items.get(0).get("actor").asString()).isEqualTo("ada");
      assertThat(items.get(1).get("kind").asString()).isEqualTo("deployment");
      assertThat(items.get(1).get("actor").asString()).isEqualTo("seen");
      assertThat(items.get(1).get("note").asString()).isEqualTo("before: 41");
      assertThat(api.getJson("/api/v1/markers?kind=fix&service=shop").get("items").size())
          .isEqualTo(1);
      assertThat(api.getJson("/api/v1/markers?kind=fix&service=bank").get("items").size()).isZero();
      for (String bad :
          List.of(
              "{}",
              "[]",
              "{",
              "{\"kind\":\"party\",\"label\":\"x\"}",
              "{\"kind\":\"fix\"}",
              "{\"kind\":\"fix\",\"label\":\"x\",\"time\":\"soon\"}",
              "{\"kind\":\"fix\",\"label\":1}",
              "{\"kind\":\"fix\",\"label\":\"x\",\"who\":\"y\"}",
              "{\"kind\":\"fix\",\"label\":\"" + "x".repeat(501) + "\"}")) {
        assertThat(api.post("/api/v1/markers", "application/json", bad).statusCode())
            .as(bad)
            .isEqualTo(400);
      }
    }
  }

  @Test
  void channelsAreShownAndTested() throws Exception {
    try (TestApi api = TestApi.open()) {
      JsonNode listed = api.getJson("/api/v1/notifications");
      assertThat(listed.get("items").get(0).get("last_error").asString())
          .isEqualTo("team answered 429");
      assertThat(listed.get("active_mutes").get(0).asString()).isEqualTo("night");
      for (Map.Entry<String, Integer> body :
          Map.of(
                  "{\"channel\":\"team\"}", 200,
                  "{\"channel\":\"pager\"}", 200,
                  "{\"channel\":\"nobody\"}", 404,
                  "{\"channel\":1}", 400,
                  "", 400,
                  "{", 400)
              .entrySet()) {
        HttpResponse<String> answer =
            api.post("/api/v1/notifications/test", "application/json", body.getKey());
        assertThat(answer.statusCode()).as(body.getKey()).isEqualTo(body.getValue());
        if (body.getKey().contains("team")) {
          assertThat(TestApi.json(answer).get("delivered").asBoolean()).isFalse();
          assertThat(TestApi.json(answer).get("error").asString()).isEqualTo("team answered 403");
        }
      }
    }
  }

  private static ModelUse use(
      String service, String request, String response, long calls, int seconds) {
    Instant first = DAY.plusSeconds(seconds);
    return new ModelUse(
        service, "openai", request, response, calls, first, first.plusSeconds(3600));
  }
}
