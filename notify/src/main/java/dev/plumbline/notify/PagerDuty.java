// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends events to PagerDuty (Events API v2): trigger, acknowledge and resolve, joined by the
 * alert's id as {@code dedup_key}.
 */
final class PagerDuty implements Channel {
  private static final int MAX_SUMMARY = 1024;

  private final ChannelConfig config;
  private final String externalUrl;
  private final Poster poster;

  PagerDuty(ChannelConfig config, String externalUrl) {
    this.config = config;
    this.externalUrl = externalUrl;
    poster = new Poster(config.name(), config.timeout());
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public boolean acknowledges() {
    return true;
  }

  @Override
  public void send(List<Notice> notices, Instant now) throws InterruptedException {
    for (Notice notice : notices) {
      post(notice, notice.status(), now);
    }
  }

  /** Opens and closes at once. */
  @Override
  public void test(Instant now) throws InterruptedException {
    Notice notice = Tests.notice(now);
    post(notice, Status.FIRING, now);
    post(notice, Status.RESOLVED, now);
  }

  private void post(Notice notice, Status status, Instant now) throws InterruptedException {
    Alert alert = notice.alert();
    ObjectNode root = Payload.JSON.createObjectNode();
    root.put("routing_key", config.secret().reveal())
        .put("event_action", action(status))
        .put("dedup_key", alert.id());
    if (status == Status.FIRING) {
      String summary =
          config.title().render(notice, UnaryOperator.identity())
              + " "
              + config.text().render(notice, UnaryOperator.identity());
      ObjectNode payload = root.putObject("payload");
      payload
          .put("summary", Template.cut(summary, MAX_SUMMARY))
          .put("source", alert.service().isEmpty() ? "plumbline" : alert.service())
          .put("severity", severity(alert.severity()))
          .put("timestamp", alert.firedAt().orElse(now).toString())
          .put("class", alert.dimension())
          .put("group", alert.service());
      if (!alert.segmentValue().isEmpty()) {
        payload.put("component", alert.segment() + "=" + alert.segmentValue());
      }
      payload
          .putObject("custom_details")
          .put("owner", alert.owner())
          .put("gate", alert.gate().label())
          .put("monitor", alert.monitor())
          .put("started_at", alert.startedAt().toString())
          .put("escalated", notice.escalated());
      root.put("client", "Plumbline").put("client_url", Payload.url(externalUrl, alert));
    }
    poster.post(config.url(), root.toString(), Map.of(), now);
  }

  private static String action(Status status) {
    return switch (status) {
      case FIRING -> "trigger";
      case ACKNOWLEDGED -> "acknowledge";
      case RESOLVED -> "resolve";
    };
  }

  private static String severity(String ours) {
    return switch (ours) {
      case "page" -> "critical";
      case "ticket" -> "warning";
      default -> "info";
    };
  }

  @Override
  public void close() {
    poster.close();
  }
}
