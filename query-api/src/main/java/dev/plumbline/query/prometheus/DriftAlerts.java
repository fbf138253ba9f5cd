// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Our alerts in the words of Prometheus: the same labels as the series {@code ALERTS} and the
 * webhook have.
 */
public final class DriftAlerts {
  /** Value of the label {@code alertname}. */
  public static final String NAME = "PlumblineDrift";

  private DriftAlerts() {}

  public static SequencedMap<String, String> labels(Alert alert) {
    SequencedMap<String, String> labels = new TreeMap<>();
    labels.put("alertname", NAME);
    labels.put("service", alert.service());
    labels.put("dimension", alert.dimension());
    labels.put("segment", alert.segment());
    labels.put("segment_value", alert.segmentValue());
    labels.put("severity", alert.severity());
    labels.put("gate", alert.gate().label());
    labels.put("owner", alert.owner());
    labels.values().removeIf(String::isEmpty);
    return labels;
  }

  public static SequencedMap<String, String> annotations(Alert alert) {
    SequencedMap<String, String> annotations = new TreeMap<>();
    annotations.put("summary", alert.summary());
    annotations.put("alert_id", alert.id());
    return annotations;
  }

  /** Prometheus knows no acknowledgement: what is acknowledged still fires. */
  static String state(Alert alert) {
    return alert.state() == AlertState.PENDING ? "pending" : "firing";
  }
}
