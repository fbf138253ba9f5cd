// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.alert.GateState;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link AlertStore} must do. */
public abstract class AlertStoreContract {
  protected static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  /** A store with nothing in it, the same for all calls of one test. */
  protected abstract AlertStore store();

  @Test
  void keepsTheLatestStateOfAnAlert() {
    Alert pending = alert("a1", AlertState.PENDING, START, Optional.empty(), Optional.empty());
    Alert firing =
        alert(
            "a1",
            AlertState.FIRING,
            START.plusSeconds(60),
            Optional.of(START.plusSeconds(60)),
            Optional.empty());
    store().save(pending, Optional.of(event("a1", START, AlertState.PENDING, AlertState.PENDING)));
    store()
        .save(
            firing,
            Optional.of(event("a1", START.plusSeconds(60), AlertState.PENDING, AlertState.FIRING)));
    assertThat(store().find("a1")).contains(firing);
    assertThat(store().open()).containsExactly(firing);
    assertThat(store().events("a1")).hasSize(2);
    assertThat(store().find("a2")).isEmpty();
  }

  @Test
  void keepsOneEventWhenASaveIsTriedAgain() {
    Alert alert = alert("a1", AlertState.PENDING, START, Optional.empty(), Optional.empty());
    AlertEvent event = event("a1", START, AlertState.PENDING, AlertState.PENDING);
    store().save(alert, Optional.of(event));
    store().save(alert, Optional.of(event));
    assertThat(store().events("a1")).containsExactly(event);
    assertThat(store().open()).hasSize(1);
  }

  @Test
  void listsWhatWasOpenInAStretchOfTime() {
    Instant resolved = START.plusSeconds(600);
    Alert alert =
        alert(
            "a1",
            AlertState.RESOLVED,
            resolved,
            Optional.of(START.plusSeconds(60)),
            Optional.of(resolved));
    store().save(alert, Optional.empty());
    assertThat(store().open()).isEmpty();
    assertThat(store().list(START.plusSeconds(300), START.plusSeconds(400), 10))
        .containsExactly(alert);
    assertThat(store().list(resolved.plusSeconds(1), resolved.plusSeconds(100), 10)).isEmpty();
    assertThat(store().list(START.minusSeconds(100), START, 10)).isEmpty();
  }

  @Test
  void recordsEventsOfTheirOwn() {
    AlertEvent event = event("a1", START, AlertState.FIRING, AlertState.FIRING);
    store().record(event);
    assertThat(store().events("a1")).containsExactly(event);
  }

  private static AlertEvent event(String id, Instant at, AlertState from, AlertState to) {
    return new AlertEvent(id, at, from, to, "monitor", "because it's so");
  }

  protected static Alert alert(
      String id,
      AlertState state,
      Instant updated,
      Optional<Instant> fired,
      Optional<Instant> resolved) {
    return new Alert(
        id,
        "rolling_z",
        "checkout",
        "refusal",
        "feature",
        "billing",
        state,
        GateState.PROVISIONAL,
        "ticket",
        "team-a",
        START.minusSeconds(3600),
        START,
        fired,
        resolved,
        updated,
        0.5,
        0.1,
        0.02,
        20,
        "refusals in billing rose",
        "{\"n\":1}");
  }
}
