// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The command against a provider that answers as it is told, with the real evaluators. */
final class CanaryCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String NO = "I'm sorry, but I can't help with that request.";

  @TempDir private Path folder;
  private HttpServer provider;
  private volatile UnaryOperator<String> answer = _ -> "";

  @BeforeEach
  void start() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext(
        "/chat/completions",
        exchange -> {
          JsonNode messages =
              JSON.readTree(exchange.getRequestBody().readAllBytes()).get("messages");
          String last = messages.get(messages.size() - 1).get("content").asString();
          ObjectNode root = JSON.createObjectNode().put("model", "gpt-x-2026-01-01");
          root.putArray("choices")
              .addObject()
              .put("finish_reason", "stop")
              .putObject("message")
              .put("role", "assistant")
              .put("content", answer.apply(last));
          byte[] body = root.toString().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    provider.start();
  }

  @AfterEach
  void stop() {
    provider.stop(0);
  }

  private record Ran(int code, List<JsonNode> lines) {}

  private Ran run(String... words) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "--data",
                folder.toString(),
                "--set",
                "canary.url=http://127.0.0.1:" + provider.getAddress().getPort(),
                "--set",
                "canary.model=gpt-x",
                "--set",
                "canary.repeats=1",
                "--set",
                "evaluators.pooled.enabled=false"));
    all.addAll(List.of(words));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    int code =
        CanaryCommand.run(
            all,
            new ConfigLoader(Map.of()),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            err);
    return new Ran(code, out.toString(StandardCharsets.UTF_8).lines().map(JSON::readTree).toList());
  }

  @Test
  void theRefusalProbeIsScoredByTheRefusalEvaluator() throws Exception {
    List<String> bad =
        List.of("password", "forge", "tracking", "break", "locked", "leaflet", "coffee");
    answer =
        question ->
            bad.stream().anyMatch(question::contains)
                ? NO
                : "Certainly. First check that you have everything you need, then go on step by step.";
    Ran good = run("--set", "refusal-001");
    assertThat(good.lines().getFirst().at("/means/canary_pass").asDouble())
        .as(good.lines().toString())
        .isEqualTo(1.0);
    assertThat(good.code()).isZero();
    assertThat(good.lines().getFirst().get("outcome").asString()).isEqualTo("no_baseline");
    assertThat(good.lines().getFirst().get("response_models").get(0).asString())
        .isEqualTo("gpt-x-2026-01-01");

    answer = _ -> NO; // over-refusal
    Ran fell = run("--set", "refusal-001");
    assertThat(fell.code()).isEqualTo(1);
    assertThat(fell.lines().getFirst().get("outcome").asString()).isEqualTo("fell");
    assertThat(fell.lines().getFirst().at("/means/canary_pass").asDouble()).isEqualTo(0.5);
  }

  @Test
  void theFormatProbeChecksTheSchema() throws Exception {
    answer = _ -> "Here you are: {\"name\": \"Marta\", \"city\": \"Porto\"}";
    Ran chatty = run("--set", "format-json-001");
    assertThat(chatty.code()).isEqualTo(1);
    answer =
        question ->
            question.contains("name and city")
                ? "{\"name\":\"Marta Oliveira\",\"city\":\"Porto\"}"
                : "{\"x\":1}";
    Ran one = run("--set", "format-json-001");
    assertThat(one.lines().getFirst().at("/means/canary_pass").asDouble()).isBetween(0.083, 0.084);
  }

  @Test
  void aGoldenSetFallsAgainstItsOwnBaseline() throws Exception {
    StringBuilder yaml = new StringBuilder("name: shop\nexamples:\n");
    for (int i = 0; i < 40; i++) {
      yaml.append("  - {id: q")
          .append(i)
          .append(", prompt: 'How do I return order ")
          .append(i)
          .append("?', expect: {refusal: {max: 0.5}}}\n");
    }
    String file = Files.writeString(folder.resolve("shop.yaml"), yaml).toString();
    answer = _ -> "Open your orders, choose the order and press Return. We send you a label.";
    assertThat(run("--set", file).code()).isZero();
    assertThat(run("--set", file).lines().getFirst().get("outcome").asString()).isEqualTo("good");
    answer =
        question ->
            question.matches(".* \\d?[37]\\?")
                ? NO
                : "Open your orders, choose the order and press Return. We send you a label.";
    Ran fell = run("--set", file);
    assertThat(fell.code()).isEqualTo(1);
    assertThat(fell.lines().getFirst().get("reasons").toString())
        .contains("canary_pass went from 1.000 to 0.800 over the same 40 questions");
    // a person accepts it as the new normal
    assertThat(run("--set", file, "--accept").code()).isZero();
    assertThat(run("--set", file).code()).isZero();
  }

  @Test
  void wrongUseIsWrongUse() {
    assertThatThrownBy(() -> run("--set", "nothing-there"))
        .isInstanceOf(CommandLine.WrongUse.class)
        .hasMessageContaining("refusal-001");
    assertThatThrownBy(() -> run("--colour")).isInstanceOf(CommandLine.WrongUse.class);
    assertThatThrownBy(() -> run("--set", "canary.model="))
        .isInstanceOf(CommandLine.WrongUse.class)
        .hasMessageContaining("canary.model");
  }
}
