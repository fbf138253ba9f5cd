// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.testkit.store.InMemoryAlerts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class NotificationsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final List<String> received = new CopyOnWriteArrayList<>();
  private final InMemoryAlerts alerts = new InMemoryAlerts();
  private volatile int status = 200;
  private volatile Instant now = NOW;
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          received.add(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stopReceiver() {
    receiver.stop(0);
  }

  @Test
  void sendsAFiringAlertOnceAndItsEndOnce() throws InterruptedException {
    alerts.save(alert(AlertState.FIRING, GateState.ALERTING), Optional.empty());
    try (Notifications notifications = notifications(false)) {
      notifications.step();
      notifications.step();
      alerts.save(alert(AlertState.RESOLVED, GateState.ALERTING), Optional.empty());
      notifications.step();
      notifications.step();
    }
    assertThat(received).hasSize(2);
    assertThat(received.getFirst()).startsWith("Bearer s3cret ");
    JsonNode first = json(received.getFirst());
    assertThat(first.get("version").asString()).isEqualTo("4");
    assertThat(first.get("status").asString()).isEqualTo("firing");
    JsonNode alert = first.get("alerts").get(0);
    assertThat(alert.get("labels").get("segment_value").asString()).isEqualTo("billing");
    assertThat(alert.get("annotations").get("summary").asString()).isEqualTo("refusal rose");
    assertThat(alert.get("startsAt").asString()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(json(received.getLast()).get("status").asString()).isEqualTo("resolved");
  }

  @Test
  void triesAgainWhenTheReceiverIsDownAndNotWhenItRefuses() throws InterruptedException {
    alerts.save(alert(AlertState.FIRING, GateState.ALERTING), Optional.empty());
    try (Notifications notifications = notifications(false)) {
      status = 503;
      notifications.step();
      status = 400;
      now = now.plusSeconds(30);
      notifications.step();
      status = 200;
      now = now.plusSeconds(30);
      notifications.step();
    }
    assertThat(received).hasSize(2);
    assertThat(alerts.events())
        .extracting(AlertEvent::note)
        .containsExactly("refused by the receiver: webhook answered 400");
  }

  @Test
  void anUnprovedEvaluatorNotifiesOnlyWhenItsOwnerSaysSo() throws InterruptedException {
    alerts.save(alert(AlertState.FIRING, GateState.ADVISORY), Optional.empty());
    try (Notifications silent = notifications(false)) {
      silent.step();
    }
    assertThat(received).isEmpty();
    try (Notifications told = notifications(true)) {
      told.step();
    }
    assertThat(received).hasSize(1);
  }

  @Test
  void pendingAlertsAreNobodysBusiness() throws InterruptedException {
    alerts.save(alert(AlertState.PENDING, GateState.ALERTING), Optional.empty());
    try (Notifications notifications = notifications(true)) {
      notifications.step();
    }
    assertThat(received).isEmpty();
  }

  private Notifications notifications(boolean advisory) {
    Map<String, Object> values =
        Map.of(
            "notify.webhook.url",
            "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook",
            "notify.webhook.token",
            "s3cret",
            "notify.advisory",
            String.valueOf(advisory));
    Settings settings = new Settings("test", values);
    NotifyConfig config = NotifyConfig.read(settings);
    settings.throwIfInvalid();
    return new Notifications(config, alerts, () -> now, Meters.none());
  }

  private static JsonNode json(String request) {
    return JsonMapper.shared().readTree(request.substring(request.indexOf('{')));
  }

  private static Alert alert(AlertState state, GateState gate) {
    return new Alert(
        "2f0b7f3e-8a35-3d55-8f0b-1f2e3d4c5b6a",
        "rolling_z",
        "shop",
        "refusal",
        "feature",
        "billing",
        state,
        gate,
        "ticket",
        "quality",
        NOW.minusSeconds(7200),
        NOW.minusSeconds(3600),
        state == AlertState.PENDING ? Optional.empty() : Optional.of(NOW.minusSeconds(60)),
        state == AlertState.RESOLVED ? Optional.of(NOW) : Optional.empty(),
        NOW,
        0.2,
        0.04,
        0.01,
        4,
        "refusal rose",
        "{\"rule\":{}}");
  }
}
