// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.incident;

import java.util.List;

/**
 * An incident as it is to be from now on, and what the audit says about it.
 *
 * @param events oldest first
 */
public record IncidentChange(Incident incident, List<IncidentEvent> events) {
  public IncidentChange {
    events = List.copyOf(events);
  }

  /** Nothing happened. */
  public static IncidentChange none(Incident incident) {
    return new IncidentChange(incident, List.of());
  }
}
