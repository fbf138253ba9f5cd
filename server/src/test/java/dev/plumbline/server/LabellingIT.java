// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a reviewer does: choose, label, calibrate. Through the outside contract alone. */
final class LabellingIT {
  private static final int CALLS = 120;
  @TempDir private static Path data;

  @SuppressWarnings("NullAway.Init") // set before the first test
  private static Running plumbline;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    plumbline = Running.start("run", data);
    assertThat(plumbline.send(request())).isEqualTo(200);
    for (int i = 0; i < 300; i++) {
      if (plumbline.sql("SELECT count() FROM model_calls").equals(String.valueOf(CALLS))) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the calls were not stored: " + plumbline.errors());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    assertThat(plumbline.terminate()).as("exit code after SIGTERM").isZero();
  }

  @Test
  void eightyLabelsMakeAnEvaluatorAlert() throws Exception {
    assertThat(gate("refusal")).isEqualTo("provisional");

    JsonNode chosen = plumbline.post("/api/v1/label-samples", "{\"dimension\":\"refusal\"}");
    assertThat(chosen.get("added").intValue()).isEqualTo(80);
    JsonNode samples = plumbline.json("/api/v1/label-samples?dimension=refusal").get("items");
    assertThat(samples.valueStream().filter(s -> s.get("stratum").asString().startsWith("high")))
        .hasSize(40);
    assertThat(plumbline.get("/label?dimension=refusal&rater=anna").body())
        .contains("0 of 80 labelled", "Where is order ");

    List<String> lines = new ArrayList<>();
    for (JsonNode sample : samples) {
      int number = Integer.parseInt(sample.get("span_id").asString(), 16) - 0xdef0000;
      lines.add(
          "{\"trace_id\":\"%s\",\"span_id\":\"%s\",\"dimension\":\"refusal\",\"rater\":\"anna\",\"value\":%d}"
              .formatted(
                  sample.get("trace_id").asString(),
                  sample.get("span_id").asString(),
                  number % 2 == 0 ? 1 : 0));
    }
    assertThat(
            plumbline
                .post("/api/v1/labels", "[" + String.join(",", lines) + "]")
                .get("stored")
                .intValue())
        .isEqualTo(80);

    String table = command("--dimension", "refusal");
    assertThat(table).contains("refusal", "provisional -> alerting", "1.00 [1.00, 1.00]");
    assertThat(gate("refusal")).isEqualTo("alerting");
    assertThat(gate("user_correction")).isEqualTo("advisory");

    JsonNode agreement = plumbline.json("/api/v1/agreement?dimension=refusal").get("items").get(0);
    assertThat(agreement.get("n").intValue()).isEqualTo(80);
    JsonNode statistics = agreement.get("statistics");
    assertThat(statistics.get("mcc").get("value").doubleValue()).isEqualTo(1);
    assertThat(statistics.get("raw_rate").get("value").doubleValue()).isEqualTo(0.5);
    assertThat(statistics.get("corrected_rate").get("value").doubleValue()).isEqualTo(0.5);
    assertThat(plumbline.sql("SELECT count(), min(InclusionProbability) < 1 FROM labels"))
        .isEqualTo("80\t1");
    assertThat(plumbline.sql("SELECT Gate, GateBefore, DataSet, Owner FROM calibration"))
        .isEqualTo("alerting\tprovisional\trefusal:1\tquality");
    assertThat(plumbline.json("/api/v1/label-sets").get("items")).hasSize(1);
    assertThat(plumbline.json("/api/v1/tasks").get("items")).isEmpty();
    assertThat(plumbline.json("/api/v1/cofailure").get("items")).isNotEmpty();
    assertThat(JsonMapper.shared().readTree(command("--json")).get(0).get("n").intValue())
        .isEqualTo(80);
  }

  private static String gate(String dimension) throws IOException, InterruptedException {
    for (JsonNode item : plumbline.json("/api/v1/gate").get("items")) {
      if (item.get("dimension").asString().equals(dimension)) {
        return item.get("state").asString();
      }
    }
    throw new AssertionError("no gate for " + dimension);
  }

  /** Standard output of {@code calibrate}. */
  private static String command(String... options) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-cp");
    words.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    words.add(Main.class.getName());
    words.add("calibrate");
    words.add("--url");
    words.add("http://127.0.0.1:" + plumbline.port("query"));
    words.addAll(List.of(options));
    Path errors = Files.createTempFile("calibrate", ".log");
    Process process = new ProcessBuilder(words).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return out;
  }

  /** Calls with even numbers are refused. */
  private static byte[] request() {
    StringBuilder spans = new StringBuilder();
    long now = Instant.now().toEpochMilli();
    for (int i = 1; i <= CALLS; i++) {
      String answer =
          i % 2 == 0
              ? "I'm sorry, but I can't help with that request."
              : "Order " + i + " was sent on Monday and arrives tomorrow.";
      spans
          .append(spans.isEmpty() ? "" : ",")
          .append(
              """
              {"traceId":"%s","spanId":"%s","name":"chat","kind":3,
               "startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[
                {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o-mini"}},
                {"key":"gen_ai.input.messages","value":{"stringValue":"[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"Where is order %d?\\"}]}]"}},
                {"key":"gen_ai.output.messages","value":{"stringValue":"[{\\"role\\":\\"assistant\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"%s\\"}],\\"finish_reason\\":\\"stop\\"}]"}}
               ]}\
              """
                  .formatted(
                      Calls.traceId(i),
                      Calls.spanId(i),
                      now * 1_000_000 + i,
                      now * 1_000_000 + 250_000_000L + i,
                      i,
                      answer));
    }
    return """
    {"resourceSpans":[{"resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"shop"}}]},
      "scopeSpans":[{"scope":{"name":"opentelemetry.instrumentation.genai.openai"},
        "spans":[%s]}]}]}\
    """
        .formatted(spans)
        .getBytes(StandardCharsets.UTF_8);
  }
}
