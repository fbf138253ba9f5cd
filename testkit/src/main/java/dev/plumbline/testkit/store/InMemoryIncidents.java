// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentChange;
import dev.plumbline.model.incident.IncidentEvent;
import dev.plumbline.model.incident.IncidentQuery;
import dev.plumbline.model.incident.IncidentStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Incidents in memory, as {@link IncidentStoreContract} wants them. Thread-safe. */
public final class InMemoryIncidents implements IncidentStore {
  private final Map<String, Incident> saved = new LinkedHashMap<>();
  private final List<IncidentEvent> events = new ArrayList<>();
  private int writes;

  @Override
  public synchronized void save(IncidentChange change) {
    saved.put(change.incident().id(), change.incident());
    writes++;
    for (IncidentEvent event : change.events()) {
      if (!events.contains(event)) {
        events.add(event);
      }
    }
  }

  @Override
  public synchronized Optional<Incident> update(
      String id, Function<Incident, IncidentChange> step) {
    Incident was = saved.get(id);
    if (was == null) {
      return Optional.empty();
    }
    IncidentChange change = step.apply(was);
    if (!change.incident().equals(was) || !change.events().isEmpty()) {
      save(change);
    }
    return Optional.of(change.incident());
  }

  @Override
  public synchronized Optional<Incident> find(String id) {
    return Optional.ofNullable(saved.get(id));
  }

  @Override
  public synchronized List<Incident> list(IncidentQuery query) {
    String text = query.text().toLowerCase(Locale.ROOT);
    return newest(i ->
            query.service().map(i.service()::equals).orElse(true)
                && (query.states().isEmpty() || query.states().contains(i.state()))
                && i.openedAt().isBefore(query.to())
                && i.resolvedAt().map(end -> !end.isBefore(query.from())).orElse(true)
                && words(i).toLowerCase(Locale.ROOT).contains(text))
        .stream()
        .limit(query.limit())
        .toList();
  }

  private String words(Incident incident) {
    StringBuilder words = new StringBuilder();
    for (String part :
        List.of(
            incident.service(),
            incident.dimension(),
            incident.owner(),
            incident.summary(),
            incident.reason())) {
      words.append(part).append('\n');
    }
    incident
        .changes()
        .forEach(c ->
            words
                .append(c.part())
                .append('\n')
                .append(c.before())
                .append('\n')
                .append(c.after())
                .append('\n'));
    events(incident.id()).forEach(event -> words.append(event.note()).append('\n'));
    return words.toString();
  }

  @Override
  public synchronized List<Incident> holding(Collection<String> alertIds) {
    return newest(i -> i.alertIds().stream().anyMatch(alertIds::contains));
  }

  private List<Incident> newest(Predicate<Incident> wanted) {
    return saved.values().stream()
        .filter(wanted)
        .sorted(Comparator.comparing(Incident::openedAt).reversed().thenComparing(Incident::id))
        .toList();
  }

  @Override
  public synchronized List<IncidentEvent> events(String incidentId) {
    return events.stream().filter(e -> e.incidentId().equals(incidentId)).toList();
  }

  /** Every incident, in the order of their first saving. */
  public synchronized List<Incident> all() {
    return List.copyOf(saved.values());
  }

  /** How often something was written. */
  public synchronized int writes() {
    return writes;
  }
}
