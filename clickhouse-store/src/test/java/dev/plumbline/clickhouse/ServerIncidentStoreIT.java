// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.incident.ClickHouseIncidentStore;
import dev.plumbline.model.incident.IncidentStore;
import dev.plumbline.testkit.store.IncidentStoreContract;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of incident stores on a ClickHouse server. */
class ServerIncidentStoreIT extends IncidentStoreContract {
  private @Nullable TestStore opened;

  @BeforeEach
  void open() {
    opened = TestServer.store();
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  @Override
  protected IncidentStore store() {
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return new ClickHouseIncidentStore(opened.clickHouse, InstantSource.system());
  }
}
