// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of the Alertmanager's webhook, version 4. */
final class Payload {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private Payload() {}

  static String of(List<Alert> alerts, boolean firing, String externalUrl) {
    String status = firing ? "firing" : "resolved";
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "4")
        .put("groupKey", "{}:{alertname=\"PlumblineDrift\"}")
        .put("truncatedAlerts", 0)
        .put("status", status)
        .put("receiver", "webhook")
        .put("externalURL", externalUrl);
    root.putObject("groupLabels").put("alertname", "PlumblineDrift");
    root.putObject("commonLabels").put("alertname", "PlumblineDrift");
    root.putObject("commonAnnotations");
    ArrayNode list = root.putArray("alerts");
    for (Alert alert : alerts) {
      ObjectNode one = list.addObject();
      one.put("status", status);
      one.putObject("labels")
          .put("alertname", "PlumblineDrift")
          .put("service", alert.service())
          .put("dimension", alert.dimension())
          .put("segment", alert.segment())
          .put("segment_value", alert.segmentValue())
          .put("severity", alert.severity())
          .put("gate", alert.gate().label())
          .put("owner", alert.owner());
      ObjectNode annotations = one.putObject("annotations");
      annotations.put("summary", alert.summary());
      annotations.put("alert_id", alert.id());
      one.put("startsAt", alert.startedAt().toString())
          .put("endsAt", alert.resolvedAt().map(Object::toString).orElse(NEVER))
          .put("generatorURL", externalUrl + "/api/v1/alerts/" + alert.id())
          .put("fingerprint", alert.id().replace("-", "").substring(0, 16));
      if (!alert.evidenceJson().isEmpty()) {
        one.set("evidence", JSON.readTree(alert.evidenceJson()));
      }
    }
    return root.toString();
  }
}
