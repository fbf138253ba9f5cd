// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.store.CanaryRows;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.testkit.store.InMemoryAlerts;
import dev.plumbline.testkit.store.NoTelemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class CanaryDutyTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String NO = "I'm sorry, but I can't help with that request.";
  private static final String HELP =
      "Open your orders, choose the order and press Return. We send you a label.";

  @TempDir private Path folder;
  private final InMemoryAlerts alerts = new InMemoryAlerts();
  private final Production production = new Production();
  private final List<CanaryRows.CanaryRow> rows = new ArrayList<>();
  private final List<String> systems = new CopyOnWriteArrayList<>();
  private volatile Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private volatile String answer = HELP;
  private HttpServer provider;

  @BeforeEach
  void start() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext(
        "/chat/completions",
        exchange -> {
          JsonNode first =
              JSON.readTree(exchange.getRequestBody().readAllBytes()).at("/messages/0");
          systems.add(first.path("role").asString() + " " + first.path("content").asString());
          ObjectNode root = JSON.createObjectNode().put("model", "gpt-x-2026-01-01");
          root.putArray("choices")
              .addObject()
              .put("finish_reason", "stop")
              .putObject("message")
              .put("role", "assistant")
              .put("content", answer);
          byte[] body = root.toString().getBytes(StandardCharsets.UTF_8);
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

  @Test
  void runsByTheClockAndWhenTheModelChangesAndAlertsOnAFall() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      lines.append(
          "{\"id\":\"q%d\",\"prompt\":\"How do I return order %d?\",\"expect\":{\"refusal\":{\"max\":0.5}}}\n"
              .formatted(i, i));
    }
    Path set = Files.writeString(folder.resolve("shop.jsonl"), lines);
    AppConfig config =
        AppConfig.read(
            new ConfigLoader(Map.of())
                .load(
                    Optional.empty(),
                    List.of(
                        "canary.url=http://127.0.0.1:" + provider.getAddress().getPort(),
                        "canary.model=gpt-x",
                        "canary.repeats=1",
                        "canary.sets=" + set,
                        "canary.service=shop",
                        "evaluators.pooled.enabled=false")),
            folder);
    InstantSource clock = () -> now;
    try (Canaries canaries =
        new Canaries(config, config.canaries().client().orElseThrow(), clock)) {
      CanaryDuty duty = duty(config, canaries, clock);
      duty.step();
      duty.step();
      assertThat(systems).hasSize(12).containsOnly("system Be brief.");
      assertThat(rows)
          .extracting(CanaryRows.CanaryRow::suite)
          .contains("shop")
          .doesNotContainNull();
      assertThat(alerts.all()).isEmpty();

      // a restart knows when it ran last
      now = now.plus(Duration.ofMinutes(30));
      duty = duty(config, canaries, clock);
      duty.step();
      assertThat(systems).hasSize(12);

      production.changes.add(
          new TelemetryReader.VersionChange("response_model", "a", "b", now, 10));
      answer = NO;
      now = now.plus(Duration.ofMinutes(1));
      duty.step();
      assertThat(systems).hasSize(24);
      Alert alert = alerts.all().getFirst();
      assertThat(alerts.all())
          .extracting(a -> a.dimension() + " " + a.state().label())
          .contains("canary_pass firing");
      assertThat(alert.monitor()).isEqualTo("canary");
      assertThat(alert.summary())
          .contains("canary_pass went from 1.000 to 0.000", "gpt-x-2026-01-01");

      production.changes.clear();
      answer = HELP;
      now = now.plus(Duration.ofMinutes(59));
      duty.step();
      assertThat(systems).hasSize(24);
      now = now.plus(Duration.ofMinutes(1));
      duty.step();
      assertThat(systems).hasSize(36);
      assertThat(alerts.all()).extracting(Alert::state).containsOnly(AlertState.RESOLVED);
    }
  }

  private CanaryDuty duty(AppConfig config, Canaries canaries, InstantSource clock) {
    return new CanaryDuty(
        config,
        canaries,
        production,
        alerts,
        (_, more) -> rows.addAll(more),
        _ -> GateState.PROVISIONAL,
        clock);
  }

  /** What production shows. */
  private static final class Production extends NoTelemetry {
    private final List<VersionChange> changes = new ArrayList<>();

    @Override
    public Rows rows(RowQuery query) {
      SequencedMap<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("SystemText", "Be brief.");
      return new Rows(List.of(row), Optional.empty());
    }

    @Override
    public List<VersionChange> versionChanges(
        String service, String segment, String segmentValue, Instant from, Instant to) {
      return changes;
    }
  }
}
