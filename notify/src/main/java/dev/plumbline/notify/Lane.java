// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.metrics.Meters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel: what it has been told, what it is owed, and how it is doing. The status may be read
 * by any thread; everything else belongs to one thread at a time.
 */
final class Lane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);

  private static final Duration STEP = Duration.ofSeconds(20);

  private final ChannelConfig config;
  private final Channel channel;
  private final AlertStore alerts;
  private final Meters.Counter sent;
  private final Backoff backoff;
  private final RateLimit limit;
  private final String actor;
  private final Map<String, Told> told = new HashMap<>();
  private final Map<String, Instant> repeated = new HashMap<>();
  private final List<AlertEvent> unrecorded = new ArrayList<>();
  private Optional<Instant> lastSuccess = Optional.empty();
  private Optional<Instant> lastErrorAt = Optional.empty();
  private String lastError = "";
  private boolean oneByOne;
  private volatile ChannelStatus status;

  /** What the channel knows of an alert. */
  private record Told(Status status, Instant at) {}

  Lane(
      ChannelConfig config,
      String externalUrl,
      AlertStore alerts,
      Meters.Counter sent,
      RandomGenerator random) {
    this.config = config;
    this.alerts = alerts;
    this.sent = sent;
    channel = config.open(externalUrl);
    backoff = new Backoff(random);
    limit = new RateLimit(config.perHour());
    actor = Notifications.ACTOR + config.name();
    status = snapshot(Instant.EPOCH, 0);
  }

  ChannelConfig config() {
    return config;
  }

  ChannelStatus status() {
    return status;
  }

  void test(Instant now) throws InterruptedException {
    channel.test(now);
  }

  /** Learns from the store what was delivered, after a start or by another process. */
  void learn(String alertId, List<AlertEvent> events) {
    if (unrecorded.stream().anyMatch(event -> event.alertId().equals(alertId))) {
      return;
    }
    for (AlertEvent event : events) {
      Told before = told.get(alertId);
      if (event.actor().equals(actor) && (before == null || !event.at().isBefore(before.at()))) {
        Status.of(event.to()).ifPresent(s -> told.put(alertId, new Told(s, event.at())));
        if (event.note().equals(Notifications.DELIVERED)
            && lastSuccess.filter(t -> !t.isBefore(event.at())).isEmpty()) {
          lastSuccess = Optional.of(event.at());
        }
      }
    }
  }

  void forgetAllBut(Set<String> alertIds) {
    told.keySet().retainAll(alertIds);
    repeated.keySet().retainAll(alertIds);
  }

  /** Since when the channel, or the alert that it could not be told, waits for somebody. */
  Optional<Instant> unansweredSince(Alert alert) {
    Told last = told.get(alert.id());
    if (last != null) {
      return last.status() == Status.FIRING ? Optional.of(last.at()) : Optional.empty();
    }
    return config.routes(alert) ? alert.firedAt() : Optional.empty();
  }

  /**
   * What the channel must be told of an alert now.
   *
   * @param quiet the alert is muted: only what the channel knows already goes on
   * @param escalated another channel hands it over
   */
  Optional<Notice> due(Alert alert, boolean quiet, boolean escalated, Instant now) {
    Optional<Status> current = Status.of(alert.state());
    if (current.isEmpty()) {
      return Optional.empty();
    }
    Told last = told.get(alert.id());
    if (last == null || last.status() == Status.RESOLVED) {
      // what ended before anybody was told that it had begun is no news any more
      boolean wanted = config.routes(alert) || (escalated && current.get() == Status.FIRING);
      return wanted && !quiet && current.get() != Status.RESOLVED
          ? Optional.of(new Notice(alert, Status.FIRING, escalated && !config.routes(alert)))
          : Optional.empty();
    }
    Status next = current.get();
    if (next == Status.ACKNOWLEDGED && !channel.acknowledges()) {
      next = Status.FIRING;
    }
    if (next != last.status() || repeats(alert, next, now)) {
      return Optional.of(new Notice(alert, next, false));
    }
    return Optional.empty();
  }

  private boolean repeats(Alert alert, Status next, Instant now) {
    if (next == Status.RESOLVED || channel.repeat().isEmpty()) {
      return false;
    }
    Instant before = repeated.get(alert.id());
    return before == null || !now.isBefore(before.plus(channel.repeat().get()));
  }

  /** Sends what is due, as far as the receiver, its limit and its failures let it. */
  void deliver(List<Notice> due, Instant now) throws InterruptedException {
    record(now);
    List<Notice> waiting = new ArrayList<>(due);
    waiting.sort(
        Comparator.comparing((Notice n) -> !n.alert().severity().equals("page"))
            .thenComparing(n -> n.alert().updatedAt())
            .thenComparing(n -> n.alert().id()));
    if (waiting.isEmpty()) {
      oneByOne = false;
    }
    long start = System.nanoTime();
    // a receiver that takes its time gets the rest with the next step
    while (!waiting.isEmpty() && backoff.open(now) && System.nanoTime() - start < STEP.toNanos()) {
      int available = limit.available(now);
      if (available == 0) {
        break;
      }
      List<Notice> next = List.copyOf(waiting.subList(0, size(waiting.size(), available)));
      if (!sent(next, now)) {
        if (!oneByOne) {
          break;
        }
        continue;
      }
      waiting.subList(0, next.size()).clear();
    }
    record(now);
    status = snapshot(now, waiting.size());
  }

  /** The last message that the limit allows holds everything else, where the channel can. */
  private int size(int waiting, int available) {
    if (oneByOne) {
      return 1;
    }
    if (channel.digests() && available == 1) {
      return waiting;
    }
    return Math.min(waiting, channel.batch());
  }

  /** Whether the receiver has taken or finally refused these notices. */
  private boolean sent(List<Notice> notices, Instant now) throws InterruptedException {
    limit.take();
    try {
      channel.send(notices, now);
      count("delivered");
      backoff.succeeded();
      lastSuccess = Optional.of(now);
      notices.forEach(notice -> mark(notice, Notifications.DELIVERED, now));
      return true;
    } catch (PlumblineException e) {
      failed(e.kind().label(), String.valueOf(e.getMessage()), now);
      if (e.kind() != ErrorKind.INVALID_INPUT) {
        backoff.failed(now, e.retryAfter());
        return false;
      }
      if (notices.size() > 1) {
        // one of them is refused: find out which
        oneByOne = true;
        return false;
      }
      mark(notices.getFirst(), "refused by the receiver: " + e.getMessage(), now);
      return true;
    } catch (RuntimeException e) {
      failed(e.getClass().getSimpleName(), "failed: " + e.getClass().getSimpleName(), now);
      backoff.failed(now, Optional.<Duration>empty());
      return false;
    }
  }

  private void failed(String kind, String message, Instant now) {
    count(kind);
    lastError = message;
    lastErrorAt = Optional.of(now);
    log.atWarn()
        .addKeyValue("channel", config.name())
        .addKeyValue("error.type", kind)
        .log("notification was not delivered");
  }

  private void count(String result) {
    sent.increment(config.name(), result);
  }

  private void mark(Notice notice, String note, Instant now) {
    String id = notice.alert().id();
    Told before = told.put(id, new Told(notice.status(), now));
    repeated.put(id, now);
    if (before == null || before.status() != notice.status()) {
      AlertState to = notice.status().state();
      unrecorded.add(new AlertEvent(id, now, to, to, actor, note));
    }
  }

  /** A delivery that the store did not take is recorded with the next step, not sent again. */
  private void record(Instant now) {
    while (!unrecorded.isEmpty()) {
      try {
        alerts.record(unrecorded.getFirst());
      } catch (PlumblineException e) {
        log.atWarn()
            .addKeyValue("channel", config.name())
            .addKeyValue("error.type", e.kind().label())
            .addKeyValue("at", now)
            .log("a delivery could not be recorded yet");
        return;
      }
      unrecorded.removeFirst();
    }
  }

  private ChannelStatus snapshot(Instant now, int waiting) {
    return new ChannelStatus(
        config.name(),
        config.type().label(),
        config.target(),
        waiting,
        lastSuccess,
        lastErrorAt,
        lastError,
        backoff.failures(),
        backoff.next(now));
  }

  @Override
  public void close() {
    channel.close();
  }
}
