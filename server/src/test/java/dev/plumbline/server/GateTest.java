// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.drift.DriftMonitor;
import dev.plumbline.drift.RollingZConfig;
import dev.plumbline.evaluators.agreement.CalibrationConfig;
import dev.plumbline.evaluators.agreement.Calibrator;
import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.labels.CallScore;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.notify.Notifications;
import dev.plumbline.notify.NotifyConfig;
import dev.plumbline.testkit.labels.InMemoryCalibrations;
import dev.plumbline.testkit.labels.InMemoryCalls;
import dev.plumbline.testkit.labels.InMemoryLabels;
import dev.plumbline.testkit.store.InMemoryAlerts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From labels through the gate and the drift monitor to what a webhook receives. */
final class GateTest {
  private static final Dimension HELPFULNESS =
      Dimension.degree(
          "helpfulness", "quality", Scale.BINARY, Polarity.HIGHER_IS_BETTER, false, "It helps.");

  private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());
  private final InMemoryAlerts alerts = new InMemoryAlerts();
  private final MemoryWindows windows = new MemoryWindows("helpfulness");
  private final InMemoryCalibrations records = new InMemoryCalibrations();
  private final InMemoryCalls calls = new InMemoryCalls(records);
  private Instant now = MemoryWindows.START.plus(Duration.ofDays(9)).plus(Duration.ofMinutes(2));
  private final InMemoryLabels labels = new InMemoryLabels(() -> now);
  private final Calibrator calibrator =
      new Calibrator(
          CalibrationConfig.defaults(),
          labels,
          calls,
          records,
          alerts,
          () -> List.of(HELPFULNESS),
          _ -> GateState.ADVISORY,
          List.of(),
          () -> now);
  private final DriftMonitor monitor =
      new DriftMonitor(
          RollingZConfig.read(
              new Settings("test", Map.of("drift.rolling_z.dimensions", "helpfulness"))),
          windows,
          alerts,
          List.of(HELPFULNESS),
          calibrator.tenantGate(),
          () -> now,
          Meters.none());

  @SuppressWarnings("NullAway.Init") // set before each test
  private HttpServer receiver;

  @SuppressWarnings("NullAway.Init")
  private Notifications notifications;

  @BeforeEach
  void open() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          delivered.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
    notifications =
        new Notifications(
            NotifyConfig.read(new Settings("test", Map.of("notify.webhook.url", url))),
            alerts,
            () -> now,
            Meters.none());
  }

  @AfterEach
  void close() {
    notifications.close();
    receiver.stop(0);
  }

  @Test
  void anUnprovedJudgeAlertsNobodyUntilItsLabelsProveIt() throws InterruptedException {
    windows.add(0, 24 * 9, 90);
    windows.add(24 * 8, 24 * 9, 60); // helpfulness falls for a day
    step();

    Alert advised = drift();
    assertThat(advised.state()).isEqualTo(AlertState.FIRING);
    assertThat(advised.gate()).isEqualTo(GateState.ADVISORY);
    assertThat(delivered).isEmpty();

    // 79 labels are not enough, however good they are
    List<String> judged = label("1", 0, 79, 8);
    calibrator.run(Optional.empty(), "anna");
    later(Duration.ofHours(1), 60);
    assertThat(drift().gate()).isEqualTo(GateState.ADVISORY);
    assertThat(delivered).isEmpty();

    judged = new ArrayList<>(judged);
    judged.addAll(label("1", 79, 80, 0));
    calibrator.run(Optional.empty(), "anna");
    later(Duration.ofHours(1), 60);
    assertThat(drift().gate()).isEqualTo(GateState.ALERTING);
    assertThat(delivered).hasSize(1);
    assertThat(delivered.getFirst()).contains("helpfulness");

    // a new version of the judge makes more mistakes: the evaluator's own alert goes out, and what
    // it says about the application does not
    recover();
    int before = delivered.size();
    for (int i = 0; i < judged.size(); i++) {
      score(judged.get(i), "2", (i % 2 == 0) != (i < 24));
    }
    calibrator.run(Optional.empty(), "anna");
    assertThat(calibrator.tenantGate().stateOf("helpfulness")).isEqualTo(GateState.ADVISORY);
    later(Duration.ofHours(1), 90);
    for (int hour = 0; hour < 6; hour++) {
      later(Duration.ofHours(1), 55);
    }
    Alert second = drift();
    assertThat(second.state()).isEqualTo(AlertState.FIRING);
    assertThat(second.id()).isNotEqualTo(advised.id());
    assertThat(second.gate()).isEqualTo(GateState.ADVISORY);
    assertThat(delivered.subList(before, delivered.size()))
        .hasSize(1)
        .allMatch(body -> body.contains("calibration:helpfulness"));
  }

  /** The newest alert on the dimension itself. */
  private Alert drift() {
    return alerts.all().stream()
        .filter(alert -> alert.dimension().equals("helpfulness"))
        .max((a, b) -> a.startedAt().compareTo(b.startedAt()))
        .orElseThrow();
  }

  private void recover() throws InterruptedException {
    for (int hour = 0; hour < 30; hour++) {
      later(Duration.ofHours(1), 90);
    }
    assertThat(drift().state()).isEqualTo(AlertState.RESOLVED);
  }

  private void later(Duration step, int ofHundred) throws InterruptedException {
    int hour = (int) Duration.between(MemoryWindows.START, now).toHours();
    windows.add(hour, hour + 1, ofHundred);
    now = now.plus(step);
    step();
  }

  private void step() throws InterruptedException {
    monitor.step();
    notifications.step();
  }

  /** Calls that a person labelled, every second one yes; the judge is wrong on some. */
  private List<String> label(String version, int from, int to, int wrong) {
    List<String> made = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String call = "%032x%016x".formatted(i + 1, i + 1);
      boolean yes = i % 2 == 0;
      labels.save(
          List.of(
              new Label(
                  call.substring(0, 32),
                  call.substring(32),
                  "helpfulness",
                  "anna",
                  OptionalDouble.of(yes ? 1 : 0),
                  "",
                  "",
                  "",
                  "",
                  "page",
                  "",
                  1,
                  now)));
      score(call, version, i < wrong ? !yes : yes);
      made.add(call);
    }
    return made;
  }

  private void score(String call, String version, boolean says) {
    calls.running.put("helpfulness", "judge@" + version);
    calls.add(
        "helpfulness",
        new CallScore(
            call.substring(0, 32),
            call.substring(32),
            call,
            "",
            says ? 0.9 : 0.1,
            "judge",
            version,
            1,
            100,
            now));
  }
}
