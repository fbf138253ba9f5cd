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
    }
  }
}
