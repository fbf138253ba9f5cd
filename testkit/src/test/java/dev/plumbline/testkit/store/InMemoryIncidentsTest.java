// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import dev.plumbline.model.incident.IncidentStore;

/** The contract of incident stores in memory. */
class InMemoryIncidentsTest extends IncidentStoreContract {
  private final InMemoryIncidents incidents = new InMemoryIncidents();

  @Override
  protected IncidentStore store() {
    return incidents;
  }
}
