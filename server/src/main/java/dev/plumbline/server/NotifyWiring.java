// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.notify.AlertLog;
import dev.plumbline.notify.Notifications;
import dev.plumbline.notify.NotifyConfig;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.rest.NotificationRoutes;
import dev.plumbline.query.rest.Notifying;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Notifications and their routes, put together. */
final class NotifyWiring {
  private NotifyWiring() {}

  static Notifications of(
      NotifyConfig config, AlertStore alerts, SpanStore store, InstantSource clock, Meters meters) {
    return new Notifications(
        config,
        alerts,
        Optional.of(new AlertLog(store, Version.CURRENT)),
        clock,
        meters,
        new SplittableRandom());
  }

  static List<Route> routes(Notifications notifications) {
    return new NotificationRoutes(
            new Notifying() {
              @Override
              public List<Channel> channels() {
                return notifications.statuses().stream()
                    .map(s ->
                        new Channel(
                            s.name(),
                            s.type(),
                            s.target(),
                            s.waiting(),
                            s.lastSuccess().orElse(null),
                            s.lastErrorAt().orElse(null),
                            s.lastError(),
                            s.failures(),
                            s.nextAttempt().orElse(null)))
                    .toList();
              }

              @Override
              public List<String> activeMutes() {
                return notifications.activeMutes();
              }

              @Override
              public Optional<String> test(String channel) throws InterruptedException {
                return notifications.test(channel);
              }
            })
        .routes();
  }
}
