// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.judges.client.PatientClient;
import dev.plumbline.judges.probe.CanaryPair;
import dev.plumbline.judges.probe.FileCanaryStore;
import dev.plumbline.model.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JudgeCareTest {
  private final FakeProvider provider = new FakeProvider();
  private final CountingMeters meters = new CountingMeters();
  private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    provider.close();
  }

  private void judges(int good, int bad) {
    List<CanaryPair> pairs = CanaryPair.builtIn();
    provider.usually(question -> {
      boolean isGood =
          pairs.stream()
              .anyMatch(
                  pair -> question.lastText().contains(" reply>>>\n" + pair.good() + "\n<<<"));
      return FakeProvider.openAi(
          "{\"evidence\":[],\"reasoning\":\"x\",\"score\":"
              + (isGood ? good : bad)
              + ",\"confidence\":1,\"cannot_judge\":false}");
    });
  }

  @Test
  void onceADayAndComparedWithTheFirstRun() throws InterruptedException {
    TreeMap<String, Object> values =
        new TreeMap<>(
            Map.of(
                "evaluators.judges.main.url", provider.url(),
                "evaluators.judges.main.model", "m",
                "evaluators.judges.main.rubrics", "correctness",
                "evaluators.judges.main.canaries", "10",
                "evaluators.judges.main.price.input", "1",
                "evaluators.judges.main.price.output", "1"));
    Settings settings = new Settings("test", values);
    JudgesConfig config = JudgesConfig.read(settings);
    settings.throwIfInvalid();
    try (JudgePool pool =
        JudgePool.create(
            config,
            scores -> List.of(),
            Tariff.unknown(),
            new PatientClient.Waits(
                Duration.ZERO, Duration.ofSeconds(30), new SplittableRandom(1), _ -> {}),
            Duration.ofMillis(20),
            meters,
            () -> now)) {
      JudgeCare care = new JudgeCare(pool, new FileCanaryStore(folder), meters, () -> now);
      judges(5, 1);
      care.step();
      assertThat(meters.total("plumbline_judge_canary_runs_total", "main", "first")).isEqualTo(1);
      int asked = provider.received.size();
      assertThat(asked).as("60 canary judgements, then two probes of 20").isEqualTo(100);
      assertThat(meters.total("plumbline_judge_requests_total", "main")).isEqualTo(100);
      assertThat(meters.total("plumbline_judge_probes_total", "main", "padding", "passed"))
          .isEqualTo(1);
      assertThat(meters.total("plumbline_judge_probes_total", "main", "swap", "inconclusive"))
          .as("the fake knows nothing of comparisons")
          .isEqualTo(1);
      care.step();
      assertThat(provider.received).as("not twice a day").hasSize(asked);

      now = now.plus(Duration.ofHours(25));
      care.step();
      assertThat(meters.total("plumbline_judge_canary_runs_total", "main", "steady")).isEqualTo(1);

      now = now.plus(Duration.ofHours(25));
      judges(3, 3);
      care.step();
      assertThat(meters.total("plumbline_judge_canary_runs_total", "main", "drifted")).isEqualTo(1);
    }
  }
}
