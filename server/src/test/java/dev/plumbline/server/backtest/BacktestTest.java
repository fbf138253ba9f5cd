// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.drift.engine.EngineConfig;
import dev.plumbline.model.config.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class BacktestTest {
  private static final long START = 1_766_361_600_000L;
  private static final long CHANGE = START + 30 * 86_400_000L;

  @TempDir private Path folder;

  @BeforeEach
  void streams() throws IOException {
    write("changed", .6);
    write("quiet", 0);
  }

  private void write(String name, double shift) throws IOException {
    Random random = new Random(21);
    StringBuilder text = new StringBuilder("segment.intent,timestamp,score.a,score.b,score.same\n");
    for (int i = 0; i < 56 * 200; i++) {
      long time = START + i * 432_000L;
      int slice = random.nextInt(3);
      double a = random.nextGaussian() + slice + (time >= CHANGE ? shift : 0);
      text.append("s").append(slice).append(',').append(time).append(',').append(a).append(',');
      text.append(random.nextDouble() < .2 ? 1 : 0).append(",0\n");
    }
    Path in = Files.createDirectories(folder.resolve("in"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(in.resolve(name + ".csv.gz")))) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private List<JsonNode> run(boolean perDimension, EngineConfig config, Path statistics)
      throws Exception {
    Path output = folder.resolve("alarms.jsonl");
    int failed =
        new Backtest(folder.resolve("in"), output, Optional.of(statistics), perDimension, config)
            .run();
    assertThat(failed).isZero();
    List<JsonNode> alarms = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      alarms.add(JsonMapper.shared().readTree(line));
    }
    return alarms;
  }

  @Test
  void alarmsAndStatisticsHaveTheFormatsOfTheContract() throws Exception {
    Path statistics = folder.resolve("statistics.csv.gz");
    List<JsonNode> alarms = run(true, EngineConfig.defaults(), statistics);
    assertThat(alarms).isNotEmpty();
    for (JsonNode alarm : alarms) {
      assertThat(alarm.propertyNames())
          .containsExactly(
              "stream",
              "kind",
              "scope",
              "dimension",
              "segment",
              "detected_at",
              "started_at",
              "effect",
              "effect_low",
              "effect_high",
              "statistic",
              "threshold");
      assertThat(alarm.path("detected_at").asLong() % 3_600_000L).isZero();
    }
    JsonNode panel =
        alarms.stream()
            .filter(a -> a.path("stream").asString().equals("changed"))
            .filter(a -> a.path("kind").asString().equals("behaviour"))
            .filter(a -> a.path("scope").asString().equals("panel"))
            .filter(a -> a.path("detected_at").asLong() > CHANGE)
            .findFirst()
            .orElseThrow();
    assertThat(panel.path("detected_at").asLong()).isBetween(CHANGE, CHANGE + 48 * 3_600_000L);
    assertThat(panel.path("dimension").asString()).isEqualTo("a");
    assertThat(panel.path("threshold").asDouble()).isEqualTo(7.691657);
    List<String> lines;
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(statistics))) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    assertThat(lines.getFirst()).isEqualTo("stream,hour,dimension,statistic");
    assertThat(lines.subList(1, lines.size()))
        .allMatch(
            l -> l.matches("(changed|quiet),\\d+,(panel|input|(variance/)?[ab]),-?\\d+\\.\\d+"));
    assertThat(lines.stream().filter(l -> l.startsWith("quiet,") && l.contains(",panel,")))
        .hasSize(42 * 24);
  }

  @Test
  void theSameFilesGiveTheSameBytes() throws Exception {
    Path one = folder.resolve("one.csv");
    Path two = folder.resolve("two.csv");
    List<JsonNode> first = run(false, EngineConfig.defaults(), one);
    List<JsonNode> second = run(false, EngineConfig.defaults(), two);
    assertThat(second).isEqualTo(first);
    assertThat(Files.mismatch(one, two)).isEqualTo(-1);
  }

  @Test
  void guaranteedModeFindsTheChangeToo() throws Exception {
    EngineConfig config =
        EngineConfig.read(new Settings("test", Map.of("drift.mode", "guaranteed")));
    List<JsonNode> alarms = run(true, config, folder.resolve("s.csv"));
    assertThat(alarms)
        .filteredOn(a -> a.path("kind").asString().equals("behaviour"))
        .filteredOn(a -> a.path("scope").asString().equals("dimension"))
        .anyMatch(a ->
            a.path("dimension").asString().equals("a") && a.path("detected_at").asLong() > CHANGE);
  }

  @Test
  void aBrokenFileDoesNotStopTheOthers() throws Exception {
    Files.writeString(folder.resolve("in/broken.csv.gz"), "timestamp,score.a\nnow,1\n");
    Path output = folder.resolve("alarms.jsonl");
    int failed =
        new Backtest(folder.resolve("in"), output, Optional.empty(), false, EngineConfig.defaults())
            .run();
    assertThat(failed).isEqualTo(1);
    assertThat(Files.readString(output)).contains("\"stream\":\"changed\"");
  }
}
