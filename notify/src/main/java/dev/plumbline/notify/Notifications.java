// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.metrics.Meters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every channel of each alert when it fires and when it is resolved. What was accepted is
 * recorded as an event of the alert: the store is the outbox. A delivery that was accepted just
 * before a crash may be repeated; none is lost. {@link #step} and {@link #close} belong to one
 * thread; the rest is thread-safe.
 */
public final class Notifications implements AutoCloseable {
  static final String ACTOR = "notify:";
  static final String DELIVERED = "delivered";

  private static final Logger log = LoggerFactory.getLogger(Notifications.class);
  private static final Duration LOOK_BACK = Duration.ofDays(2);
  private static final int MAX_ALERTS = 10_000;

  private final NotifyConfig config;
  private final AlertStore alerts;
  private final Optional<AlertLog> alertLog;
  private final InstantSource clock;
  private final List<Lane> lanes = new ArrayList<>();
  private final Map<String, Seen> seen = new HashMap<>();

  /** A state of an alert whose events have been read. */
  private record Seen(Instant updatedAt, AlertState state) {}

  /** Starts nothing; call {@link #step} again and again. */
  public Notifications(NotifyConfig config, AlertStore alerts, InstantSource clock, Meters meters) {
    this(config, alerts, Optional.empty(), clock, meters, new SplittableRandom());
  }

  /**
   * The same, and each change of an alert is written as a log event too.
   *
   * @param alertLog used when the configuration does not turn it off
   */
  public Notifications(
      NotifyConfig config,
      AlertStore alerts,
      Optional<AlertLog> alertLog,
      InstantSource clock,
      Meters meters,
      RandomGenerator random) {
    this.config = config;
    this.alerts = alerts;
    this.alertLog = alertLog.filter(_ -> config.logEvents());
    this.clock = clock;
    Meters.Counter sent =
        meters.counter(
            "plumbline_notifications_total",
            "Notifications by channel and result.",
            "channel",
            "result");
    for (ChannelConfig channel : config.channels()) {
      lanes.add(new Lane(channel, config.externalUrl(), alerts, sent, random));
    }
  }

  /** Sends what has not been sent yet. What fails is tried again in a later step. */
  public void step() throws InterruptedException {
    if (lanes.isEmpty() && alertLog.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    Map<String, Alert> current = new LinkedHashMap<>();
    alerts.open().forEach(alert -> current.put(alert.id(), alert));
    alerts
        .list(now.minus(LOOK_BACK), now.plusMillis(1), MAX_ALERTS)
        .forEach(alert -> current.put(alert.id(), alert));
    learn(current);
    alertLog.ifPresent(events -> events.write(now));
    List<List<Notice>> due = new ArrayList<>();
    for (Lane lane : lanes) {
      due.add(dueOn(lane, current.values(), now));
    }
    deliver(due, now);
  }

  /** Reads the events of alerts that are new or have changed. */
  private void learn(Map<String, Alert> current) {
    seen.keySet().retainAll(current.keySet());
    lanes.forEach(lane -> lane.forgetAllBut(current.keySet()));
    alertLog.ifPresent(events -> events.forgetAllBut(current.keySet()));
    for (Alert alert : current.values()) {
      Seen next = new Seen(alert.updatedAt(), alert.state());
      if (!next.equals(seen.get(alert.id()))) {
        List<AlertEvent> events = alerts.events(alert.id());
        lanes.forEach(lane -> lane.learn(alert.id(), events));
        alertLog.ifPresent(l -> l.learn(alert, events));
        seen.put(alert.id(), next);
      }
    }
  }

  private List<Notice> dueOn(Lane lane, Iterable<Alert> current, Instant now) {
    List<Notice> due = new ArrayList<>();
    for (Alert alert : current) {
      boolean quiet = alert.firedAt().isEmpty() || !mayNotify(alert) || muted(alert, now);
      lane.due(alert, quiet, escalated(lane, alert, now), now).ifPresent(due::add);
    }
    return due;
  }

  private boolean mayNotify(Alert alert) {
    return alert.gate() != GateState.ADVISORY
        || config.advisory()
        || config.advisoryOwners().contains(alert.owner());
  }

  private boolean muted(Alert alert, Instant now) {
    return config.mutes().stream().anyMatch(mute -> mute.active(now) && mute.matches(alert));
  }

  private boolean escalated(Lane to, Alert alert, Instant now) {
    if (alert.state() != AlertState.FIRING) {
      return false;
    }
    return lanes.stream()
        .filter(lane -> lane.config().escalateTo().filter(to.config().name()::equals).isPresent())
        .anyMatch(lane ->
            lane.unansweredSince(alert)
                .filter(since -> !now.isBefore(since.plus(lane.config().escalateAfter())))
                .isPresent());
  }

  /** Each channel in a thread of its own: one that hangs keeps no other waiting for its message. */
  private void deliver(List<List<Notice>> due, Instant now) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      List<Notice> notices = due.get(i);
      threads.add(
          Thread.ofVirtual()
              .name("notify-" + lane.config().name())
              .start(() -> {
                try {
                  lane.deliver(notices, now);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      throw e;
    }
  }

  /** How each channel is doing, in the order of their names. */
  public List<ChannelStatus> statuses() {
    return lanes.stream().map(Lane::status).toList();
  }

  /** Names of the mute windows that are active. */
  public List<String> activeMutes() {
    Instant now = clock.instant();
    return config.mutes().stream().filter(m -> m.active(now)).map(MuteWindow::name).toList();
  }

  /**
   * Sends a test message at once, whatever routes, limits and mute windows say.
   *
   * @return what the receiver answered when it did not take the message; empty when it did
   * @throws PlumblineException NOT_FOUND when there is no channel with this name
   */
  public Optional<String> test(String name) throws InterruptedException {
    Lane lane =
        lanes.stream()
            .filter(l -> l.config().name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new PlumblineException(ErrorKind.NOT_FOUND, "there is no channel with this name"));
    try {
      lane.test(clock.instant());
      return Optional.empty();
    } catch (PlumblineException e) {
      log.atInfo()
          .addKeyValue("channel", name)
          .addKeyValue("error.type", e.kind().label())
          .log("test message was not delivered");
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    lanes.forEach(Lane::close);
  }
}
