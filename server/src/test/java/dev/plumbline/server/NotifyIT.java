// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole process tells a receiver of an alert, through a kill, and logs the changes once. */
final class NotifyIT {
  private static final String SAVE =
      """
      INSERT INTO alerts_data (AlertId, Monitor, ServiceName, Dimension, Segment, SegmentValue, State, Gate, Severity,
        Owner, StartedAt, PendingSince, FiredAt, ResolvedAt, UpdatedAt, Value, BaselineMean, BaselineSd, Statistic,
        Summary, Evidence, Revision)
      SELECT 'a1', 'test', 'shop', 'refusal', 'all', '', '%s', 'alerting', 'ticket', 'quality',
        now64(3) - 7200, now64(3) - 3600, now64(3) - 60, %s, now64(3), 0.2, 0.04, 0.01, 4, 'refusals rose', '{}', %d
      """;
  private static final String EVENT =
      "INSERT INTO alert_events (Timestamp, AlertId, FromState, ToState, Actor, Note)"
          + " SELECT now64(3), 'a1', '%s', '%s', 'monitor', ''";
  private static final String LOGGED =
      "SELECT count() FROM otel_logs WHERE EventName = 'plumbline.alert'";

  @TempDir private Path data;

  @Test
  void anAlertReachesItsReceiverThroughAKillAndEveryChangeIsLoggedOnce() throws Exception {
    List<JsonNode> told = new CopyOnWriteArrayList<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          told.add(JsonMapper.shared().readTree(body));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/s3cret";
    String[] options = {"--set", "notify.channels.hook.url=" + url};
    try {
      try (Running plumbline = Running.start("run", data, options)) {
        plumbline.sql(EVENT.formatted("pending", "firing"));
        plumbline.sql(SAVE.formatted("firing", "NULL", 1));
        eventually(() -> told.size() == 1);
        assertThat(told.getFirst().get("status").asString()).isEqualTo("firing");
        eventually(() -> plumbline.sql(LOGGED).equals("1"));

        JsonNode tested = plumbline.post("/api/v1/notifications/test", "{\"channel\":\"hook\"}");
        assertThat(tested.get("delivered").asBoolean()).isTrue();
        assertThat(told).hasSize(2);
        plumbline.post("/api/v1/markers", "{\"kind\":\"deployment\",\"label\":\"v42\"}");
        assertThat(plumbline.json("/api/v1/markers").get("items").get(0).get("label").asString())
            .isEqualTo("v42");
        assertThat(plumbline.json("/api/v1/models/unpinned").get("items").size()).isZero();
        eventually(() ->
            plumbline
                .sql("SELECT count() FROM alert_events WHERE Actor = 'notify:hook'")
                .equals("1"));
        plumbline.kill();
      }
      told.clear();
      try (Running again = Running.start("run", data, options)) {
        again.sql(EVENT.formatted("firing", "resolved"));
        again.sql(SAVE.formatted("resolved", "now64(3)", 2));
        eventually(() -> !told.isEmpty());
        eventually(() -> again.sql(LOGGED).equals("2"));
        assertThat(told).extracting(t -> t.get("status").asString()).containsExactly("resolved");
        eventually(
            () -> again.get("/api/v1/notifications").body().contains("\"last_success\":\"2"));
        assertThat(again.json("/api/v1/notifications").toString()).doesNotContain("s3cret");
        assertThat(again.errors()).doesNotContain("s3cret");
      }
    } finally {
      receiver.stop(0);
    }
  }

  private static void eventually(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited for 60 s").isLessThan(deadline);
      Thread.sleep(200);
    }
  }
}
