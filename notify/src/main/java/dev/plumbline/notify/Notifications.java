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
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each alert once when it fires and once when it is resolved. What was accepted is recorded
 * as an event of the alert: the store is the outbox. A delivery that was accepted just before a
 * crash may be repeated; none is lost. One thread.
 */
public final class Notifications implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Notifications.class);
  private static final Duration LOOK_BACK = Duration.ofDays(2);
  private static final int MAX_ALERTS = 1000;

  private final List<Channel> channels;
  private final boolean advisory;
  private final AlertStore alerts;
  private final InstantSource clock;
  private final Meters.Counter sent;

  /** Starts nothing; call {@link #step} again and again. */
  public Notifications(NotifyConfig config, AlertStore alerts, InstantSource clock, Meters meters) {
    channels = new ArrayList<>();
    config
        .webhook()
        .ifPresent(uri ->
            channels.add(new Webhook(uri, config.token(), config.timeout(), config.externalUrl())));
    advisory = config.advisory();
    this.alerts = alerts;
    this.clock = clock;
    sent =
        meters.counter(
            "plumbline_notifications_total",
            "Notifications by channel and result.",
            "channel",
            "result");
  }

  /** Sends what has not been sent yet. What fails is tried again in the next step. */
  public void step() throws InterruptedException {
    if (channels.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    for (Alert alert : alerts.list(now.minus(LOOK_BACK), now, MAX_ALERTS)) {
      if (alert.firedAt().isPresent() && (advisory || alert.gate() != GateState.ADVISORY)) {
        for (Channel channel : channels) {
          deliver(channel, alert, now);
        }
      }
    }
  }

  private void deliver(Channel channel, Alert alert, Instant now) throws InterruptedException {
    String actor = "notify:" + channel.name();
    List<AlertState> done =
        alerts.events(alert.id()).stream()
            .filter(event -> event.actor().equals(actor))
            .map(AlertEvent::to)
            .toList();
    boolean resolved = alert.state() == AlertState.RESOLVED;
    AlertState due = resolved ? AlertState.RESOLVED : AlertState.FIRING;
    // what ended before anybody was told that it had begun is no news any more
    boolean stale = resolved && !done.contains(AlertState.FIRING);
    if (done.contains(due) || stale) {
      return;
    }
    String note = "delivered";
    try {
      channel.send(List.of(alert), !resolved);
      sent.increment(channel.name(), "delivered");
    } catch (PlumblineException e) {
      sent.increment(channel.name(), e.kind().label());
      log.atWarn()
          .addKeyValue("alert.id", alert.id())
          .addKeyValue("channel", channel.name())
          .addKeyValue("error.type", e.kind().label())
          .log("notification was not delivered");
      if (e.kind() != ErrorKind.INVALID_INPUT) {
        return;
      }
      note = "refused by the receiver: " + e.getMessage();
    }
    alerts.record(new AlertEvent(alert.id(), now, due, due, actor, note));
  }

  @Override
  public void close() {
    for (Channel channel : channels) {
      if (channel instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          log.atWarn().addKeyValue("channel", channel.name()).log("channel did not close");
        }
      }
    }
  }
}
