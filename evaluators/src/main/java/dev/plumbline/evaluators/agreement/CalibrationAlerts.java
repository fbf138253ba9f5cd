// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.evaluators.agreement.Bootstrap.Tested;
import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.labels.CalibrationRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Alerts on the evaluators themselves: one for each dimension and tenant whose agreement with
 * people fell, ended when the dimension may alert again.
 */
final class CalibrationAlerts {
  static final String MONITOR = "calibration";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final AlertStore alerts;

  CalibrationAlerts(AlertStore alerts) {
    this.alerts = alerts;
  }

  /** The dimension under which the fall of another one's agreement is shown. */
  static String dimension(String measured) {
    return "calibration:" + measured;
  }

  /**
   * @param was the record that opened the gate
   * @param adjusted p-value of the fall, adjusted for all falls that were tested in this round
   */
  void fell(CalibrationRecord now, CalibrationRecord was, Tested fall, double adjusted) {
    if (open(now).isPresent()) {
      return;
    }
    String place = now.tenant().isEmpty() ? "" : " for customer " + now.tenant();
    String summary =
        String.format(
            Locale.ROOT,
            "Agreement of %s with people%s fell from %.2f to %.2f (%s); %s may not alert until it"
                + " is proved again.",
            now.dimension(),
            place,
            was.agreement().value(),
            now.agreement().value(),
            now.evaluatorVersion().equals(was.evaluatorVersion())
                ? "on fresh labels, the evaluator is the same"
                : "evaluator version "
                    + was.evaluatorVersion()
                    + " became "
                    + now.evaluatorVersion(),
            now.dimension());
    String key = MONITOR + '\n' + now.dimension() + '\n' + now.tenant() + '\n' + now.measuredAt();
    Alert alert =
        new Alert(
            UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString(),
            MONITOR,
            "",
            dimension(now.dimension()),
            now.tenant().isEmpty() ? "all" : "customer",
            now.tenant(),
            AlertState.FIRING,
            GateState.ALERTING,
            "ticket",
            now.owner(),
            now.measuredAt(),
            now.measuredAt(),
            Optional.of(now.measuredAt()),
            Optional.empty(),
            now.measuredAt(),
            now.agreement().value(),
            was.agreement().value(),
            (was.agreement().high() - was.agreement().low()) / (2 * Rates.Z),
            fall.interval().value(),
            summary,
            evidence(now, was, fall, adjusted));
    save(alert, AlertState.PENDING, now.measuredAt(), "agreement fell");
  }

  /** Ends the alert of a dimension that is proved again. */
  void recovered(CalibrationRecord now) {
    open(now)
        .ifPresent(alert ->
            save(
                alert.resolved(now.measuredAt()),
                alert.state(),
                now.measuredAt(),
                "proved again: " + now.reason()));
  }

  private Optional<Alert> open(CalibrationRecord record) {
    return alerts.open().stream()
        .filter(alert -> alert.monitor().equals(MONITOR))
        .filter(alert -> alert.dimension().equals(dimension(record.dimension())))
        .filter(alert -> alert.segmentValue().equals(record.tenant()))
        .findFirst();
  }

  private void save(Alert alert, AlertState from, Instant at, String note) {
    alerts.save(
        alert,
        Optional.of(new AlertEvent(alert.id(), at, from, alert.state(), "calibration", note)));
  }

  private static String evidence(
      CalibrationRecord now, CalibrationRecord was, Tested fall, double adjusted) {
    ObjectNode root = JSON.createObjectNode();
    root.put("statistic", now.statistic());
    side(root.putObject("before"), was);
    side(root.putObject("now"), now);
    root.putObject("difference")
        .put("value", fall.interval().value())
        .put("low", fall.interval().low())
        .put("high", fall.interval().high())
        .put("p", fall.p())
        .put("p_adjusted", adjusted);
    root.put("records_request", "/api/v1/calibration?dimension=" + now.dimension());
    return root.toString();
  }

  private static void side(ObjectNode node, CalibrationRecord record) {
    node.put("measured_at", record.measuredAt().toString())
        .put("evaluator", record.evaluator())
        .put("evaluator_version", record.evaluatorVersion())
        .put("data_set", record.dataSet())
        .put("n", record.n())
        .put("agreement", record.agreement().value())
        .put("low", record.agreement().low())
        .put("high", record.agreement().high());
  }
}
