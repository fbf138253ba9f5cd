// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import static dev.plumbline.testkit.store.Incidents.OPENED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentChange;
import dev.plumbline.model.incident.IncidentEvent;
import dev.plumbline.model.incident.IncidentQuery;
import dev.plumbline.model.incident.IncidentState;
import dev.plumbline.model.incident.IncidentSteps;
import dev.plumbline.model.incident.IncidentStore;
import dev.plumbline.model.incident.RunbookStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link IncidentStore} must do. */
public abstract class IncidentStoreContract {
  /** A store with nothing in it, the same for all calls of one test. */
  protected abstract IncidentStore store();

  @Test
  void keepsEverythingOfAnIncident() {
    IncidentStore store = store();
    Incident open = Incidents.open("i1", "a1");
    store.save(Incidents.opening(open));
    assertThat(store.find("i1")).contains(open);
    assertThat(store.find("i2")).isEmpty();

    Instant at = OPENED.plusSeconds(60);
    store.update("i1", was -> IncidentSteps.acknowledge(was, at, "anna", "looking"));
    store.update(
        "i1", was -> IncidentSteps.done(was, RunbookStep.Kind.TRIAGE, at, "anna", "it's real"));
    store.update("i1", was -> IncidentSteps.fixed(was, at, at, "anna", "rolled back"));
    store.update("i1", was -> IncidentSteps.cases(was, "shop@1", 20, at, "anna", ""));
    Incident resolved =
        store
            .update("i1", was -> IncidentSteps.resolve(was, at.plusSeconds(1), "anna", "known"))
            .orElseThrow();

    assertThat(resolved.state()).isEqualTo(IncidentState.RESOLVED);
    assertThat(store.find("i1")).contains(resolved);
    assertThat(store.events("i1"))
        .extracting(IncidentEvent::kind)
        .containsExactly(
            IncidentEvent.Kind.OPENED,
            IncidentEvent.Kind.ACKNOWLEDGED,
            IncidentEvent.Kind.STEP_DONE,
            IncidentEvent.Kind.FIX_MARKED,
            IncidentEvent.Kind.CASES_WRITTEN,
            IncidentEvent.Kind.RESOLVED);
    assertThat(store.events("i1").getLast())
        .isEqualTo(
            new IncidentEvent(
                "i1",
                at.plusSeconds(1),
                Duration.ofSeconds(61),
                IncidentEvent.Kind.RESOLVED,
                IncidentState.ACKNOWLEDGED,
                IncidentState.RESOLVED,
                "anna",
                "known"));
  }

  @Test
  void keepsOneEventWhenASaveIsTriedAgain() {
    IncidentStore store = store();
    store.save(Incidents.opening(Incidents.open("i1", "a1")));
    store.save(Incidents.opening(Incidents.open("i1", "a1")));
    assertThat(store.events("i1")).hasSize(1);
    assertThat(store.list(all(""))).hasSize(1);
  }

  @Test
  void writesNothingWhenAStepRefuses() {
    IncidentStore store = store();
    Incident open = Incidents.open("i1", "a1");
    store.save(Incidents.opening(open));
    assertThatThrownBy(
            () -> store.update("i1", was -> IncidentSteps.resolve(was, OPENED, "anna", "")))
        .isInstanceOf(PlumblineException.class);
    assertThat(store.update("i1", IncidentChange::none)).contains(open);
    assertThat(store.update("i2", IncidentChange::none)).isEmpty();
    assertThat(store.find("i1")).contains(open);
    assertThat(store.events("i1")).hasSize(1);
  }

  @Test
  void findsByWordsServiceStateAndTime() {
    IncidentStore store = store();
    store.save(Incidents.opening(Incidents.open("i1", "a1")));
    store.save(
        IncidentChange.none(
            Incidents.open("i2", "a2")
                .edit()
                .summary("Latency rose; it's 100%_slow.")
                .state(IncidentState.RESOLVED)
                .resolvedAt(Optional.of(OPENED.plusSeconds(100)))
                .at(OPENED.plusSeconds(100))));
    store.update("i1", was -> IncidentSteps.note(was, OPENED, "anna", "the Gateway was down"));

    assertThat(ids(store.list(all("")))).containsExactly("i1", "i2");
    assertThat(ids(store.list(all("REFUSALS")))).containsExactly("i1");
    assertThat(ids(store.list(all("gateway")))).containsExactly("i1");
    assertThat(ids(store.list(all("response_MODEL")))).containsExactly("i1", "i2");
    assertThat(ids(store.list(all("100%_")))).containsExactly("i2");
    assertThat(ids(store.list(all("nothing like it")))).isEmpty();
    assertThat(
            ids(
                store.list(
                    query("", Optional.of("checkout"), Set.of(IncidentState.OPEN), OPENED, 10))))
        .containsExactly("i1");
    assertThat(ids(store.list(query("", Optional.of("other"), Set.of(), OPENED, 10)))).isEmpty();
    assertThat(ids(store.list(query("", Optional.empty(), Set.of(), OPENED.plusSeconds(101), 10))))
        .containsExactly("i1");
    assertThat(store.list(query("", Optional.empty(), Set.of(), OPENED, 1))).hasSize(1);
  }

  @Test
  void findsWhoHoldsAnAlert() {
    IncidentStore store = store();
    store.save(Incidents.opening(Incidents.open("i1", "a1")));
    store.save(Incidents.opening(Incidents.open("i2", "a'2")));
    assertThat(ids(store.holding(List.of("a'2", "a9")))).containsExactly("i2");
    assertThat(store.holding(List.of())).isEmpty();
  }

  @Test
  void losesNoChangeOfSeveralThreads() throws InterruptedException {
    IncidentStore store = store();
    store.save(Incidents.opening(Incidents.open("i1", "a1")));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String set = "set@" + i;
      threads.add(
          Thread.ofVirtual()
              .start(() ->
                  store.update("i1", was -> IncidentSteps.cases(was, set, 1, OPENED, "anna", ""))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(store.find("i1").orElseThrow().cases()).hasSize(8);
    assertThat(store.events("i1")).hasSize(9);
  }

  private static IncidentQuery all(String text) {
    return query(text, Optional.empty(), Set.of(), OPENED.minusSeconds(10), 100);
  }

  private static IncidentQuery query(
      String text, Optional<String> service, Set<IncidentState> states, Instant from, int limit) {
    return new IncidentQuery(text, service, states, from, OPENED.plusSeconds(10_000), limit);
  }

  private static List<String> ids(List<Incident> incidents) {
    return incidents.stream().map(Incident::id).toList();
  }
}
