// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.telemetry.SpanKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AlertLogTest {
  private final Alerts alerts = new Alerts();
  private final Logs logs = new Logs();

  @Test
  void eachChangeIsLoggedOnceAlsoAfterARestartAndAFault() throws InterruptedException {
    Alert alert = alerts.alert("a1", "page", dev.plumbline.model.alert.GateState.ALERTING);
    alerts.store.save(
        alert,
        Optional.of(
            new AlertEvent(
                "a1", Alerts.START, AlertState.PENDING, AlertState.FIRING, "monitor", "")));
    logs.down = true;
    try (Notifications notifications = notifications()) {
      notifications.step();
      assertThat(logs.rows).isEmpty();
      logs.down = false;
      notifications.step();
      notifications.step();
    }
    assertThat(logs.rows).hasSize(1);
    alerts.pass(java.time.Duration.ofMinutes(1));
    alerts.store.save(
        alert.withState(AlertState.ACKNOWLEDGED, alerts.instant()),
        Optional.of(
            new AlertEvent(
                "a1",
                alerts.instant(),
                AlertState.FIRING,
                AlertState.ACKNOWLEDGED,
                "ada",
                "mine")));
    try (Notifications restarted = notifications()) {
      restarted.step();
    }
    assertThat(logs.rows).hasSize(2);
    StoredLog first = logs.rows.getFirst();
    assertThat(first.record().eventName()).isEqualTo("plumbline.alert");
    assertThat(first.record().severityText()).isEqualTo("ERROR");
    assertThat(first.record().text("plumbline.alert.dimension")).isEqualTo("refusal");
    assertThat(first.record().resource().serviceName()).isEqualTo("plumbline");
    StoredLog second = logs.rows.getLast();
    assertThat(second.record().text("plumbline.alert.state")).isEqualTo("acknowledged");
    assertThat(second.record().text("plumbline.alert.actor")).isEqualTo("ada");
    assertThat(second.record().severityText()).isEqualTo("INFO");
  }

  private Notifications notifications() {
    return new Notifications(
        NotifyConfig.read(Settings.empty()),
        alerts.store,
        Optional.of(new AlertLog(logs, "1")),
        alerts,
        Meters.none(),
        new SplittableRandom(1));
  }

  /** Keeps log records, and can be down. */
  private static final class Logs implements SpanStore {
    private final List<StoredLog> rows = new ArrayList<>();
    private boolean down;

    @Override
    public void write(StoreBatch batch) {
      if (down) {
        throw new PlumblineException(ErrorKind.UNAVAILABLE, "down");
      }
      rows.addAll(batch.logs());
    }

    @Override
    public Map<SpanKey, Long> spanKeys(long from, long to) {
      return Map.of();
    }

    @Override
    public Map<Long, Long> logHashes(long from, long to) {
      Map<Long, Long> found = new TreeMap<>();
      rows.stream()
          .filter(r -> r.record().epochNanos() >= from && r.record().epochNanos() < to)
          .forEach(r -> found.put(r.recordHash(), 0L));
      return found;
    }

    @Override
    public SpanReader.History history() {
      return SpanReader.History.NONE;
    }
  }
}
