// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Posts alerts as the Prometheus Alertmanager's webhook receiver does (version 4 of its payload),
 * so that whatever takes those takes ours; signed when there is a secret.
 */
final class Webhook implements Channel {
  private final ChannelConfig config;
  private final String externalUrl;
  private final Poster poster;

  Webhook(ChannelConfig config, String externalUrl) {
    this.config = config;
    this.externalUrl = externalUrl;
    poster = new Poster(config.name(), config.timeout());
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public boolean digests() {
    return true;
  }

  @Override
  public void send(List<Notice> notices, Instant now) throws InterruptedException {
    String id = notices.size() == 1 ? notices.getFirst().key() : "digest:" + now.toEpochMilli();
    post(Payload.of(notices, config, externalUrl), id, now);
  }

  @Override
  public void test(Instant now) throws InterruptedException {
    post(
        Payload.of(List.of(Tests.notice(now)), config, externalUrl),
        "test:" + now.toEpochMilli(),
        now);
  }

  private void post(String body, String delivery, Instant now) throws InterruptedException {
    Map<String, String> headers = new TreeMap<>();
    headers.put("X-Plumbline-Delivery", delivery);
    if (!config.token().isEmpty()) {
      headers.put("Authorization", "Bearer " + config.token().reveal());
    }
    if (!config.secret().isEmpty()) {
      headers.put(
          Signature.HEADER,
          Signature.of(config.secret(), now, body.getBytes(StandardCharsets.UTF_8)));
    }
    poster.post(config.url(), body, headers, now);
  }

  @Override
  public void close() {
    poster.close();
  }
}
