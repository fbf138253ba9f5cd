// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.incident.ChangedPart;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentEvent.Kind;
import dev.plumbline.model.incident.IncidentState;
import dev.plumbline.model.incident.IncidentSteps;
import dev.plumbline.model.incident.RunbookStep;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.store.Window;
import dev.plumbline.testkit.store.InMemoryAlerts;
import dev.plumbline.testkit.store.InMemoryIncidents;
import dev.plumbline.testkit.store.NoTelemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class IncidentKeeperTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final IncidentConfig CONFIG = IncidentConfig.read(Settings.empty());

  private final InMemoryAlerts alerts = new InMemoryAlerts();
  private final InMemoryIncidents incidents = new InMemoryIncidents();
  private final MinuteWindows windows = new MinuteWindows();
  private Instant now = START;
  private final IncidentKeeper keeper =
      new IncidentKeeper(CONFIG, alerts, incidents, windows, () -> now, Meters.none());

  @Test
  void alertsOfOneServiceAreOneIncidentAndTheMostSevereLeads() {
    fire("a1", "shop", "latency_ms", "ticket", 30);
    fire("a2", "search", "latency_ms", "ticket", 3);
    keeper.step();
    assertThat(incidents.all()).hasSize(2);

    now = now.plusSeconds(60);
    fire("a3", "shop", "refusal", "page", 4);
    keeper.step();
    assertThat(incidents.all()).hasSize(2);
    Incident shop = of("shop");
    assertThat(shop.alertIds()).containsExactly("a1", "a3");
    assertThat(shop.dimension()).isEqualTo("refusal");
    assertThat(shop.severity()).isEqualTo("page");
    assertThat(shop.owner()).isEqualTo("owner of refusal");
    assertThat(shop.summary())
        .isEqualTo("refusal of shop rose. Also: latency_ms in feature=billing.");
    assertThat(shop.changes())
        .containsExactly(new ChangedPart("response_model", "a", "b", START.minusSeconds(4000)));
    assertThat(shop.startedAt()).isEqualTo(START.minusSeconds(3600));
    assertThat(kinds(shop))
        .containsExactly(Kind.OPENED, Kind.ALERT_JOINED, Kind.ALERT_JOINED, Kind.LEADING_CHANGED);
    assertThat(shop.runbook())
        .extracting(RunbookStep::dueAt)
        .startsWith(START.plusSeconds(1800), START.plusSeconds(3600), START.plusSeconds(7200));

    int writes = incidents.writes();
    keeper.step();
    assertThat(incidents.writes()).as("nothing changed, nothing written").isEqualTo(writes);
  }

  @Test
  void advisoryAlertsImprovementsAndPendingOnesOpenNothing() {
    save(alert("a1", "shop", "refusal", "ticket", 9, AlertState.FIRING, GateState.ADVISORY));
    save(alert("a2", "shop", "refusal", "info", 9, AlertState.FIRING, GateState.ALERTING));
    save(alert("a3", "shop", "refusal", "page", 9, AlertState.PENDING, GateState.ALERTING));
    save(alert("a4", "", "refusal", "page", 9, AlertState.FIRING, GateState.ALERTING));
    keeper.step();
    assertThat(incidents.all()).isEmpty();
  }

  @Test
  void aPersonResolvesItOnceEveryAlertIsOverAndSaysWhy() {
    fire("a1", "shop", "refusal", "page", 9);
    keeper.step();
    String id = of("shop").id();
    assertThatThrownBy(
            () -> incidents.update(id, was -> IncidentSteps.resolve(was, now, "anna", "")))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("golden set");
    incidents.update(id, was -> IncidentSteps.cases(was, "shop@1", 3, now, "anna", ""));
    assertThatThrownBy(
            () -> incidents.update(id, was -> IncidentSteps.resolve(was, now, "anna", "")))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("1 of 1 are open");

    resolve("a1");
    keeper.step();
    assertThat(of("shop").state()).isEqualTo(IncidentState.OPEN);
    assertThat(kinds(of("shop"))).endsWith(Kind.ALERT_ENDED, Kind.ALL_ALERTS_ENDED);
    incidents.update(id, was -> IncidentSteps.resolve(was, now, "anna", ""));
    assertThat(of("shop").state()).isEqualTo(IncidentState.RESOLVED);
  }

  @Test
  void anAlertThatComesBackReopensItsIncidentWithFreshClocks() {
    fire("a1", "shop", "refusal", "page", 9);
    keeper.step();
    String id = of("shop").id();
    resolve("a1");
    keeper.step();
    incidents.update(
        id, was -> IncidentSteps.done(was, RunbookStep.Kind.TRIAGE, now, "anna", "real"));
    incidents.update(id, was -> IncidentSteps.resolve(was, now, "anna", "rolled back"));

    now = START.plus(Duration.ofDays(3));
    fire("a2", "shop", "refusal", "ticket", 9);
    keeper.step();
    assertThat(incidents.all()).hasSize(1);
    Incident again = of("shop");
    assertThat(again.state()).isEqualTo(IncidentState.REOPENED);
    assertThat(again.alertIds()).containsExactly("a1", "a2");
    assertThat(again.runbook().getFirst())
        .isEqualTo(RunbookStep.due(RunbookStep.Kind.TRIAGE, now.plusSeconds(1800)));
    assertThat(again.reason()).isEmpty();
    assertThat(kinds(again)).contains(Kind.REOPENED);
  }

  @Test
  void theSameAlertThatFiresAgainReopensToo() {
    fire("a1", "shop", "refusal", "page", 9);
    keeper.step();
    String id = of("shop").id();
    resolve("a1");
    keeper.step();
    incidents.update(id, was -> IncidentSteps.resolve(was, now, "anna", "rolled back"));
    fire("a1", "shop", "refusal", "page", 9);
    keeper.step();
    assertThat(of("shop").state()).isEqualTo(IncidentState.REOPENED);
    assertThat(of("shop").endedAlertIds()).isEmpty();
  }

  @Test
  void afterTheWindowOrInAnotherMatterANewIncidentIsOpened() {
    fire("a1", "shop", "refusal", "page", 9);
    keeper.step();
    String id = of("shop").id();
    resolve("a1");
    keeper.step();
    incidents.update(id, was -> IncidentSteps.resolve(was, now, "anna", "rolled back"));
    now = START.plus(Duration.ofDays(1));
    fire("a2", "shop", "latency_ms", "page", 9);
    keeper.step();
    assertThat(incidents.all()).hasSize(2);

    resolve("a2");
    now = START.plus(Duration.ofDays(2));
    keeper.step();
    String second = incidents.all().getLast().id();
    incidents.update(second, was -> IncidentSteps.resolve(was, now, "anna", "gone"));
    now = START.plus(Duration.ofDays(20));
    fire("a3", "shop", "refusal", "page", 9);
    keeper.step();
    assertThat(incidents.all()).hasSize(3);
  }

  @Test
  void anAlertThatStillFiresAfterAForcedResolutionOpensNothing() {
    fire("a1", "shop", "refusal", "page", 9);
    keeper.step();
    incidents.update(
        of("shop").id(), was -> IncidentSteps.resolve(was, now, "anna", "this is the new normal"));
    now = now.plusSeconds(60);
    keeper.step();
    now = START.plus(Duration.ofDays(30));
    keeper.step();
    assertThat(incidents.all()).hasSize(1);
    assertThat(of("shop").state()).isEqualTo(IncidentState.RESOLVED);
  }

  @Test
  void saysWhenTheScoreIsBackAfterAFix() {
    fire("a1", "shop", "refusal", "page", 9);
    keeper.step();
    String id = of("shop").id();
    Instant fix = START.plusSeconds(600);
    now = fix.plusSeconds(30);
    incidents.update(id, was -> IncidentSteps.fixed(was, fix, now, "anna", "rolled back"));
    Random random = new Random(7);
    for (int minute = 0; minute < 120; minute++) {
      double rate = minute < 45 ? 0.30 : 0.04; // the fix takes 45 minutes to reach everybody
      int ones = 0;
      for (int i = 0; i < 20; i++) {
        ones += random.nextDouble() < rate ? 1 : 0;
      }
      windows.add("refusal", fix.plusSeconds(60L * minute), 20, ones);
    }
    now = fix.plus(Duration.ofMinutes(40));
    keeper.step();
    assertThat(of("shop").recoveredAt()).isEmpty();

    now = fix.plus(Duration.ofMinutes(121));
    keeper.step();
    Incident back = of("shop");
    assertThat(back.recoveredAt().orElseThrow())
        .isBetween(fix.plus(Duration.ofMinutes(60)), fix.plus(Duration.ofMinutes(80)));
    assertThat(kinds(back)).endsWith(Kind.FIX_MARKED, Kind.SCORE_BACK, Kind.RECOVERED);
    assertThat(incidents.events(id))
        .anySatisfy(event -> assertThat(event.note()).contains("refusal was back at"));
    int writes = incidents.writes();
    keeper.step();
    assertThat(incidents.writes()).isEqualTo(writes);
  }

  @Test
  void fewScoresProveNothing() {
    fire("a1", "shop", "refusal", "page", 9);
    keeper.step();
    Instant fix = START.plusSeconds(600);
    now = fix;
    incidents.update(of("shop").id(), was -> IncidentSteps.fixed(was, fix, now, "anna", ""));
    for (int minute = 0; minute < 10; minute++) {
      windows.add("refusal", fix.plusSeconds(60L * minute), 1, 0);
    }
    now = fix.plus(Duration.ofMinutes(20));
    keeper.step();
    assertThat(of("shop").recoveredAt()).isEmpty();
  }

  private void fire(String id, String service, String dimension, String severity, double effect) {
    save(alert(id, service, dimension, severity, effect, AlertState.FIRING, GateState.ALERTING));
  }

  private void save(Alert alert) {
    alerts.save(alert, Optional.empty());
  }

  private void resolve(String id) {
    save(alerts.find(id).orElseThrow().resolved(now));
  }

  private Incident of(String service) {
    return incidents.all().stream()
        .filter(i -> i.service().equals(service))
        .findFirst()
        .orElseThrow();
  }

  private List<Kind> kinds(Incident incident) {
    return incidents.events(incident.id()).stream().map(e -> e.kind()).toList();
  }

  private Alert alert(
      String id,
      String service,
      String dimension,
      String severity,
      double effect,
      AlertState state,
      GateState gate) {
    return new Alert(
        id,
        "rolling_z",
        service,
        dimension,
        dimension.equals("refusal") ? "all" : "feature",
        dimension.equals("refusal") ? "" : "billing",
        state,
        gate,
        severity,
        "owner of " + dimension,
        START.minusSeconds(3600),
        now,
        Optional.of(now),
        Optional.empty(),
        now,
        0.30,
        0.04,
        0.26 / effect,
        effect,
        dimension + " of " + service + " rose.",
        "{\"baseline\":{\"within_variance\":0.0384,\"between_variance\":0.0001},\"what_changed\":[{\"part\":\"response_model\","
            + "\"before\":\"a\",\"after\":\"b\",\"first_seen\":\""
            + START.minusSeconds(4000)
            + "\",\"calls\":4}]}");
  }

  /** Windows of one minute of service shop, whole service. */
  private static final class MinuteWindows extends NoTelemetry {
    private final List<Window> windows = new ArrayList<>();

    void add(String dimension, Instant start, int n, double ones) {
      windows.add(
          new Window(
              "shop",
              "all",
              "",
              dimension,
              start,
              n,
              n,
              n,
              ones,
              ones,
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.empty()));
    }

    @Override
    public List<Window> windows(dev.plumbline.model.store.WindowQuery query) {
      return windows.stream()
          .filter(w -> query.dimension().equals(Optional.of(w.dimension())))
          .filter(w -> !w.start().isBefore(query.from()) && w.start().isBefore(query.to()))
          .toList();
    }
  }
}
