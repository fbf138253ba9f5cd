// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Posts alerts to a Prometheus Alertmanager ({@code POST /api/v2/alerts}). As Prometheus does, a
 * firing alert is posted again and again with an end four pauses ahead, so that it goes out by
 * itself when we are gone; a resolved one with its end.
 */
final class Alertmanager implements Channel {
  /** Prometheus' own factor between the pause of posts and the end they carry. */
  private static final int PAUSES_AHEAD = 4;

  private final ChannelConfig config;
  private final String externalUrl;
  private final URI uri;
  private final Poster poster;

  Alertmanager(ChannelConfig config, String externalUrl) {
    this.config = config;
    this.externalUrl = externalUrl;
    String base = config.url().toString();
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    uri = URI.create(base + "/api/v2/alerts");
    poster = new Poster(config.name(), config.timeout());
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public int batch() {
    return 64;
  }

  @Override
  public Optional<Duration> repeat() {
    return Optional.of(config.repeat());
  }

  @Override
  public void send(List<Notice> notices, Instant now) throws InterruptedException {
    ArrayNode list = Payload.JSON.createArrayNode();
    for (Notice notice : notices) {
      Alert alert = notice.alert();
      Instant end =
          notice.firing()
              ? now.plus(config.repeat().multipliedBy(PAUSES_AHEAD))
              : alert.resolvedAt().orElse(now);
      ObjectNode one = list.addObject();
      Payload.labels(one.putObject("labels"), alert);
      Payload.annotations(one.putObject("annotations"), notice, config);
      one.put("startsAt", Payload.start(alert, end).toString())
          .put("endsAt", end.toString())
          .put("generatorURL", Payload.url(externalUrl, alert));
    }
    Map<String, String> headers =
        config.token().isEmpty()
            ? Map.of()
            : Map.of("Authorization", "Bearer " + config.token().reveal());
    poster.post(uri, list.toString(), headers, now);
  }

  /** Resolved from the start: the Alertmanager takes it and tells nobody. */
  @Override
  public void test(Instant now) throws InterruptedException {
    send(List.of(Tests.notice(now)), now);
  }

  @Override
  public void close() {
    poster.close();
  }
}
