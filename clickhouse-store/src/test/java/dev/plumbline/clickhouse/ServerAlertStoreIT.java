// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.alert.ClickHouseAlertStore;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.testkit.store.AlertStoreContract;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of alert stores on a ClickHouse server. */
class ServerAlertStoreIT extends AlertStoreContract {
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
  protected AlertStore store() {
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return new ClickHouseAlertStore(opened.clickHouse, InstantSource.system());
  }
}
