// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.incident.ClickHouseIncidentStore;
import dev.plumbline.model.incident.IncidentStore;
import dev.plumbline.testkit.store.IncidentStoreContract;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of incident stores on the embedded engine. */
class EmbeddedIncidentStoreIT extends IncidentStoreContract {
  private static TestStore opened = TestStore.embedded();

  @BeforeEach
  void empty() {
    opened = opened.emptied();
  }

  @AfterAll
  static void close() {
    opened.close();
  }

  @Override
  protected IncidentStore store() {
    return new ClickHouseIncidentStore(opened.clickHouse, InstantSource.system());
  }
}
