// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.testkit.store.InMemoryAlerts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A store with alerts, a clock that is set by hand, and notifications over both. */
final class Alerts implements InstantSource {
  static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  final InMemoryAlerts store = new InMemoryAlerts();
  private volatile Instant now = START;

  @Override
  public Instant instant() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  void set(Instant time) {
    now = time;
  }

  Notifications notifications(Map<String, Object> values) {
    Settings settings = new Settings("test", new TreeMap<>(values));
    NotifyConfig config = NotifyConfig.read(settings);
    settings.throwIfInvalid();
    return new Notifications(
        config, store, Optional.empty(), this, Meters.none(), new SplittableRandom(7));
  }

  Alert fire(String id) {
    return save(alert(id, "ticket", GateState.ALERTING));
  }

  Alert save(Alert alert) {
    store.save(alert, Optional.empty());
    return alert;
  }

  void change(String id, AlertState state) {
    Alert alert = store.find(id).orElseThrow();
    save(
        state == AlertState.RESOLVED
            ? alert.resolved(now).withState(state, now)
            : alert.withState(state, now));
  }

  Alert alert(String id, String severity, GateState gate) {
    return new Alert(
        id,
        "rolling_z",
        "shop",
        "refusal",
        "feature",
        "billing",
        AlertState.FIRING,
        gate,
        severity,
        "quality",
        now.minusSeconds(7200),
        now.minusSeconds(3600),
        Optional.of(now),
        Optional.empty(),
        now,
        0.2,
        0.04,
        0.01,
        4,
        "refusals of <!channel> & {owner} rose",
        "{\"rule\":{}}");
  }
}
