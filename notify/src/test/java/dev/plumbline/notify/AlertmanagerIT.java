// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.model.alert.AlertState;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against the real Alertmanager; skipped, and says so, where its command is not installed. */
final class AlertmanagerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Alerts alerts = new Alerts();
  @TempDir private Path folder;
  private Receiver told;
  private Process process;
  private String url;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    Optional<Path> command =
        Stream.of("prometheus-alertmanager", "alertmanager")
            .flatMap(name ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                    .map(path -> Path.of(path).resolve(name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(command.isPresent(), "prometheus-alertmanager is not installed: skipped");
    told = new Receiver();
    int port = freePort();
    url = "http://127.0.0.1:" + port;
    Path config =
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            """
            route: {receiver: us, group_by: [service], group_wait: 100ms, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: us, webhook_configs: [{url: "%s", send_resolved: true}]}]
            """
                .formatted(told.url("/told")));
    process =
        new ProcessBuilder(
                command.get().toString(),
                "--config.file=" + config,
                "--storage.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    eventually(() -> get("/-/ready").isPresent());
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      process.waitFor(10, TimeUnit.SECONDS);
      told.close();
    }
  }

  @Test
  void anAlertStaysOpenThroughOurRestartAndIsResolved() throws InterruptedException {
    alerts.set(Instant.now());
    alerts.fire("a1");
    Map<String, Object> values =
        Map.of(
            "notify.channels.am.type", "alertmanager",
            "notify.channels.am.url", url + "/",
            "notify.channels.am.repeat", "1s");
    try (Notifications before = alerts.notifications(values)) {
      before.step();
      assertThat(before.statuses().getFirst().lastError()).isEmpty();
      eventually(() -> told.got.size() == 1);
    }
    JsonNode first = told.json().getFirst().get("alerts").get(0);
    assertThat(first.get("status").asString()).isEqualTo("firing");
    assertThat(first.get("labels").get("segment_value").asString()).isEqualTo("billing");
    assertThat(first.get("annotations").get("alert_id").asString()).isEqualTo("a1");
    Instant firstEnd = end();

    try (Notifications after = alerts.notifications(values)) {
      alerts.set(Instant.now().plusSeconds(2));
      after.step(); // repeats it: the Alertmanager must not let it go out
      assertThat(end()).isAfter(firstEnd);
      alerts.set(Instant.now());
      alerts.change("a1", AlertState.RESOLVED);
      after.step();
      eventually(() -> told.got.size() >= 2);
    }
    assertThat(told.json().getLast().get("status").asString()).isEqualTo("resolved");
    assertThat(told.got).hasSize(2);
  }

  @Test
  void manyAlertsAndTheTestMessageAreAccepted() throws InterruptedException {
    alerts.set(Instant.now());
    for (int i = 0; i < 150; i++) {
      alerts.save(
          new Alerts().alert("a" + i, "page", dev.plumbline.model.alert.GateState.ALERTING));
    }
    Map<String, Object> values =
        Map.of("notify.channels.am.type", "alertmanager", "notify.channels.am.url", url);
    try (Notifications notifications = alerts.notifications(values)) {
      notifications.step();
      assertThat(notifications.test("am")).isEmpty();
      assertThat(notifications.statuses().getFirst().waiting()).isZero();
      assertThat(notifications.statuses().getFirst().lastError()).isEmpty();
    }
    assertThat(get("/api/v2/alerts").orElseThrow().size()).isEqualTo(1); // one place: one alert
  }

  private Instant end() {
    JsonNode open = get("/api/v2/alerts").orElseThrow();
    assertThat(open.size()).isEqualTo(1);
    return Instant.parse(open.get(0).get("endsAt").asString());
  }

  private Optional<JsonNode> get(String path) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      String body = answer.body().startsWith("[") ? answer.body() : "{}";
      return answer.statusCode() == 200
          ? Optional.of(JsonMapper.shared().readTree(body))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited %s", PATIENCE).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
