// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.labels.ClickHouseCalibrationStore;
import dev.plumbline.clickhouse.labels.ClickHouseLabelStore;
import dev.plumbline.model.labels.CalibrationStore;
import dev.plumbline.model.labels.LabelStore;
import dev.plumbline.testkit.labels.LabelStoreContract;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of stores of labels on a ClickHouse server. */
class ServerLabelStoreIT extends LabelStoreContract {
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
  protected LabelStore labels() {
    return new ClickHouseLabelStore(store().clickHouse, InstantSource.system());
  }

  @Override
  protected CalibrationStore calibrations() {
    return new ClickHouseCalibrationStore(store().clickHouse, InstantSource.system());
  }

  private TestStore store() {
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return opened;
  }
}
