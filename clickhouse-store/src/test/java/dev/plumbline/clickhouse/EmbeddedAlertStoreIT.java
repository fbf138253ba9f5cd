// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.alert.ClickHouseAlertStore;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.testkit.store.AlertStoreContract;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of alert stores on the embedded engine. */
class EmbeddedAlertStoreIT extends AlertStoreContract {
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
  protected AlertStore store() {
    return new ClickHouseAlertStore(opened.clickHouse, InstantSource.system());
  }
}
