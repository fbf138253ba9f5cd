// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole process with a judge whose provider is on loopback. */
final class JudgeIT {
  private static final String ANSWER =
      """
      {"model": "judge-1-2026", "choices": [{"finish_reason": "stop", "message": {"role": "assistant",
       "content": "{\\"evidence\\": [\\"can't help with that\\"], \\"reasoning\\": \\"It declines.\\", \\"score\\": 2, \\"confidence\\": 0.9, \\"cannot_judge\\": false}"}}],
       "usage": {"prompt_tokens": 1000, "completion_tokens": 100}}
      """;

  @TempDir private Path data;

  @Test
  void scoresOfAJudgeStandBesideTheOthersWithTheirProbability() throws Exception {
    HttpServer provider =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    provider.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    provider.start();
    String judge = "evaluators.judges.main.";
    try (Running plumbline =
        Running.start(
            "run",
            data,
            "--set",
            judge + "url=http://127.0.0.1:" + provider.getAddress().getPort() + "/v1",
            "--set",
            judge + "model=judge-1",
            "--set",
            judge + "sampling=1",
            "--set",
            judge + "settle=1s",
            "--set",
            judge + "canaries=0")) {
      assertThat(plumbline.send(Calls.request(1, 5))).isEqualTo(200);
      String counted =
          "SELECT count() FROM scores WHERE Evaluator = 'judge_main' AND Status = 'ok'";
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!plumbline.sql(counted).equals("20") && System.nanoTime() < deadline) {
        Thread.sleep(200);
      }

      assertThat(plumbline.sql(counted)).isEqualTo("20");
      assertThat(
              plumbline.sql(
                  "SELECT Value, Label, SamplingProbability, Explanation FROM scores WHERE"
                      + " Dimension = 'correctness' AND TraceId = '"
                      + Calls.traceId(1)
                      + "'"))
          .isEqualTo("0.25\t2\t1\t2 of 5: It declines.");
      assertThat(plumbline.sql("SELECT sum(Value) FROM scores WHERE Dimension = 'flagged'"))
          .isEqualTo("5");
      JsonNode listed = plumbline.json("/api/v1/judges").path("items").path(0);
      assertThat(listed.path("id").asString("")).isEqualTo("main");
      assertThat(listed.path("resting").asBoolean(true)).isFalse();
      JsonNode plan = plumbline.json("/api/v1/judges/main/plan?calls_per_day=10000");
      assertThat(plan.path("levels").size()).isEqualTo(4);
      assertThat(plan.path("usd_per_call").isNull()).as("judge-1 has no price").isTrue();
      assertThat(plumbline.json("/api/v1/dimensions").toString()).contains("\"flagged\"");
      assertThat(plumbline.get("/metrics").body())
          .contains("plumbline_judge_runs_total{judge=\"main\",status=\"ok\"} 20.0");
      assertThat(plumbline.errors()).doesNotContain("help with that");
    } finally {
      provider.stop(0);
    }
  }
}
