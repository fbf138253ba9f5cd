// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One named channel and what it is told.
 *
 * @param url may be a secret itself, as Slack's is
 * @param token bearer token; may be empty
 * @param secret webhook: signs bodies when not empty; PagerDuty: the routing key
 * @param repeat Alertmanager: pause between two posts of a firing alert
 * @param severities never empty
 * @param services empty for all, as for dimensions and gates
 * @param onlyEscalated told only what another channel escalates to it
 * @param perHour most messages an hour; 0 for no limit
 * @param escalateTo channel that is told when nobody acknowledges
 */
record ChannelConfig(
    String name,
    ChannelType type,
    URI url,
    Secret token,
    Secret secret,
    Duration timeout,
    Duration repeat,
    Set<String> severities,
    Set<String> services,
    Set<String> dimensions,
    Set<String> gates,
    boolean onlyEscalated,
    int perHour,
    Optional<String> escalateTo,
    Duration escalateAfter,
    Template title,
    Template text) {
  static final String TITLE = "[{status}] {severity}: {dimension} of {where}";
  static final String TEXT = "{summary}";

  boolean routes(Alert alert) {
    return !onlyEscalated
        && severities.contains(alert.severity())
        && MuteWindow.holds(services, alert.service())
        && MuteWindow.holds(dimensions, alert.dimension())
        && MuteWindow.holds(gates, alert.gate().label());
  }

  Channel open(String externalUrl) {
    return switch (type) {
      case WEBHOOK -> new Webhook(this, externalUrl);
      case SLACK -> new Slack(this, externalUrl);
      case PAGERDUTY -> new PagerDuty(this, externalUrl);
      case ALERTMANAGER -> new Alertmanager(this, externalUrl);
    };
  }

  /** Where messages go, without what may be secret. */
  String target() {
    int port = url.getPort();
    return url.getScheme() + "://" + url.getHost() + (port < 0 ? "" : ":" + port);
  }

  @Override
  public String toString() {
    return name + " (" + type.label() + ", " + target() + ")";
  }
}
