// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.incident;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Keeps incidents and their audit. Thread-safe. */
public interface IncidentStore {
  /** Stores a new incident with its first events, both or neither after a retry. */
  void save(IncidentChange change);

  /**
   * Changes an incident. No other change made by this process comes between reading and writing, so
   * that a monitor and a person do not undo each other's work. Nothing is written when the incident
   * stays as it is and nothing is to be said.
   *
   * @param step a pure function of the incident as it is stored; what it throws is passed on, and
   *     nothing is written then
   * @return the incident as it is now; empty when there is none with this id
   */
  Optional<Incident> update(String id, Function<Incident, IncidentChange> step);

  Optional<Incident> find(String id);

  /** Incidents, the last opened first. */
  List<Incident> list(IncidentQuery query);

  /** Every incident that holds one of these alerts, the last opened first. */
  List<Incident> holding(Collection<String> alertIds);

  /** The audit of an incident, oldest first. */
  List<IncidentEvent> events(String incidentId);
}
