// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of the Alertmanager: its webhook, version 4, and what its two forms share. */
final class Payload {
  static final JsonMapper JSON = JsonMapper.shared();
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private Payload() {}

  static String of(List<Notice> notices, ChannelConfig config, String externalUrl) {
    String status = notices.stream().anyMatch(Notice::firing) ? "firing" : "resolved";
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "4")
        .put("groupKey", "{}:{alertname=\"PlumblineDrift\"}")
        .put("truncatedAlerts", 0)
        .put("status", status)
        .put("receiver", config.name())
        .put("externalURL", externalUrl);
    root.putObject("groupLabels").put("alertname", "PlumblineDrift");
    root.putObject("commonLabels").put("alertname", "PlumblineDrift");
    root.putObject("commonAnnotations");
    ArrayNode list = root.putArray("alerts");
    for (Notice notice : notices) {
      Alert alert = notice.alert();
      ObjectNode one = list.addObject();
      one.put("status", notice.firing() ? "firing" : "resolved");
      labels(one.putObject("labels"), alert);
      annotations(one.putObject("annotations"), notice, config);
      one.put("startsAt", alert.startedAt().toString())
          .put("endsAt", alert.resolvedAt().map(Object::toString).orElse(NEVER))
          .put("generatorURL", url(externalUrl, alert))
          .put("fingerprint", fingerprint(alert.id()));
      if (!alert.evidenceJson().isEmpty()) {
        try {
          one.set("evidence", JSON.readTree(alert.evidenceJson()));
        } catch (JacksonException e) {
          one.put("evidence", alert.evidenceJson());
        }
      }
    }
    return root.toString();
  }

  /** Empty values are left out: to the Alertmanager they are no labels. */
  static void labels(ObjectNode labels, Alert alert) {
    labels
        .put("alertname", "PlumblineDrift")
        .put("monitor", alert.monitor())
        .put("service", alert.service())
        .put("dimension", alert.dimension())
        .put("segment", alert.segment())
        .put("segment_value", alert.segmentValue())
        .put("severity", alert.severity())
        .put("gate", alert.gate().label())
        .put("owner", alert.owner());
    labels.properties().removeIf(label -> label.getValue().asString().isEmpty());
  }

  static void annotations(ObjectNode annotations, Notice notice, ChannelConfig config) {
    annotations
        .put("summary", config.text().render(notice, UnaryOperator.identity()))
        .put("title", config.title().render(notice, UnaryOperator.identity()))
        .put("alert_id", notice.alert().id())
        .put("state", notice.status().label());
  }

  static String url(String externalUrl, Alert alert) {
    return externalUrl + "/api/v1/alerts/" + alert.id();
  }

  /** Start of an alert for receivers that refuse one after its end. */
  static Instant start(Alert alert, Instant end) {
    return alert.startedAt().isAfter(end) ? end : alert.startedAt();
  }

  private static String fingerprint(String id) {
    String hex = id.replace("-", "");
    return hex.substring(0, Math.min(16, hex.length()));
  }
}
