// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.alert.AlertState;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What Grafana's Alertmanager data source asks for. */
class AlertmanagerTest {
  private static final String BASE = "/alertmanager/api/v2/";

  @Test
  void listsFiringAlertsOnly() throws Exception {
    try (TestApi api = TestApi.open()) {
      api.alerts.save(FakeAlerts.alert("a1", AlertState.FIRING, "x"), Optional.empty());
      api.alerts.save(FakeAlerts.alert("a2", AlertState.PENDING, "x"), Optional.empty());
      api.alerts.save(FakeAlerts.alert("a3", AlertState.RESOLVED, "x"), Optional.empty());
      JsonNode alerts = api.getJson(BASE + "alerts?active=true&silenced=false&inhibited=false");
      assertThat(alerts.size()).isEqualTo(1);
      JsonNode alert = alerts.path(0);
      assertThat(alert.path("fingerprint").asString()).matches("[0-9a-f]{16}");
      assertThat(alert.path("status").path("state").asString()).isEqualTo("active");
      assertThat(alert.path("startsAt").asString()).isEqualTo("2026-11-21T08:00:00Z");
      assertThat(api.getJson(BASE + "alerts?active=false").size()).isZero();
      assertThat(api.getJson(BASE + "alerts?filter=service%3D%22shop%22").size()).isEqualTo(1);
      assertThat(api.getJson(BASE + "alerts?filter=service%3D~%22c.*%22").size()).isZero();
      assertThat(api.get(BASE + "alerts?filter=%7B%7B").statusCode()).isEqualTo(400);
      JsonNode groups = api.getJson(BASE + "alerts/groups");
      assertThat(groups.path(0).path("alerts").size()).isEqualTo(1);
    }
  }

  @Test
  void saysThatItIsAnAlertmanagerWithoutSilences() throws Exception {
    try (TestApi api = TestApi.open()) {
      JsonNode status = api.getJson(BASE + "status");
      assertThat(status.path("cluster").path("status").asString()).isEqualTo("disabled");
      assertThat(status.path("versionInfo").path("version").asString()).isEqualTo("0.28.0");
      assertThat(api.getJson(BASE + "receivers").path(0).path("name").asString()).isEqualTo("none");
      assertThat(api.getJson(BASE + "silences").size()).isZero();
      assertThat(api.post(BASE + "silences", "application/json", "{}").statusCode()).isEqualTo(405);
      assertThat(api.get("/alertmanager/alertmanager/api/v2/status").statusCode()).isEqualTo(404);
    }
  }
}
