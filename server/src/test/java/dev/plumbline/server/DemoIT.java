// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The demo's planted change becomes a firing alert that names dimension, segment and start. */
final class DemoIT {
  /** Two minutes is the promise on a free machine; builds share theirs. */
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  @TempDir private Path data;

  @Test
  void thePlantedChangeIsAFiringAlert() throws Exception {
    try (Running plumbline = Running.start("demo", data)) {
      Instant end = Instant.now().plus(PATIENCE);
      String alert = "";
      while (alert.isEmpty()) {
        assertThat(Instant.now()).as("the alert fires in time").isBefore(end);
        Thread.sleep(1000);
        alert =
            plumbline.sql(
                "SELECT Summary FROM alerts WHERE State = 'firing' AND Dimension = 'refusal'"
                    + " AND Segment = 'feature' AND SegmentValue = 'billing'");
      }
      assertThat(alert)
          .contains("refusal in feature=billing of shop-assistant rose from")
          .contains("response_model changed from gpt-4o-mini-2024-07-18 to gpt-4o-mini-2026-11-02");
      Instant planted =
          Instant.parse(java.nio.file.Files.readString(data.resolve("demo.txt")).strip());
      assertThat(
              plumbline.sql(
                  "SELECT toUnixTimestamp64Nano(StartedAt) / 1000000000 FROM alerts WHERE State ="
                      + " 'firing' AND Dimension = 'refusal' AND SegmentValue = 'billing'"))
          .isEqualTo(String.valueOf(planted.getEpochSecond()));
      JsonNode firing =
          plumbline.json("/prometheus/api/v1/query?query=ALERTS%7Balertstate%3D%22firing%22%7D");
      assertThat(firing.toString()).contains("billing", "refusal");
      fromAlertToResolution(plumbline, end);
    }
  }

  /** The incident of the alert: sample conversations, a step, a note, cases, the resolution. */
  private void fromAlertToResolution(Running plumbline, Instant end) throws Exception {
    JsonNode open = plumbline.json("/api/v1/incidents?service=shop-assistant&text=refusal");
    while (open.path("items").isEmpty()) {
      assertThat(Instant.now()).as("the incident is opened in time").isBefore(end);
      Thread.sleep(1000);
      open = plumbline.json("/api/v1/incidents?service=shop-assistant&text=refusal");
    }
    assertThat(open.path("items").size()).as("one incident for all alerts").isEqualTo(1);
    String path = "/api/v1/incidents/" + open.path("items").get(0).path("id").asString();
    JsonNode detail = plumbline.json(path);
    assertThat(detail.path("incident").path("changes").toString()).contains("response_model");
    assertThat(detail.path("changes").toString()).contains("response_model");
    assertThat(detail.path("before").size()).isEqualTo(5);
    assertThat(detail.path("scope").get(0).path("n_before").asLong()).isPositive();
    JsonNode sample = detail.path("queue").get(0);
    assertThat(sample.path("output").asString()).isNotBlank();
    assertThat(plumbline.json(sample.path("trace").asString()).path("call").isObject()).isTrue();
    assertThat(plumbline.json(sample.path("session").asString()).path("calls").isEmpty()).isFalse();

    plumbline.post(path + "/acknowledge", "{\"actor\":\"anna\"}");
    plumbline.post(path + "/runbook/triage", "{\"actor\":\"anna\",\"note\":\"real\"}");
    plumbline.post(path + "/note", "{\"actor\":\"anna\",\"note\":\"rolling back\"}");
    plumbline.post(path + "/fix", "{\"actor\":\"anna\"}");
    JsonNode cases = plumbline.post(path + "/cases", "{\"actor\":\"anna\",\"count\":5}");
    assertThat(cases.path("added").asInt()).isEqualTo(5);
    assertThat(
            java.nio.file.Files.readAllLines(
                data.resolve("golden").resolve("shop-assistant-regressions").resolve("1.jsonl")))
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).contains("\"response_model\":\"gpt-4o-mini"));
    JsonNode resolved =
        plumbline.post(path + "/resolve", "{\"actor\":\"anna\",\"reason\":\"a demo\"}");
    assertThat(resolved.path("incident").path("state").asString()).isEqualTo("resolved");
    Thread.sleep(12_000); // two steps of the keeper: alerts that still fire open nothing new
    JsonNode after = plumbline.json("/api/v1/incidents?service=shop-assistant");
    assertThat(after.path("items").size()).isEqualTo(1);
    assertThat(after.path("items").get(0).path("state").asString()).isEqualTo("resolved");
    String alert = after.path("items").get(0).path("alert_ids").get(0).asString();
    assertThat(plumbline.json("/api/v1/alerts/" + alert + "/rerun").path("windows").isEmpty())
        .isFalse();
  }
}
