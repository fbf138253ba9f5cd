// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.labels.ClickHouseCalibrationStore;
import dev.plumbline.clickhouse.labels.ClickHouseLabelStore;
import dev.plumbline.model.labels.CalibrationStore;
import dev.plumbline.model.labels.LabelStore;
import dev.plumbline.testkit.labels.LabelStoreContract;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of stores of labels on the embedded engine. */
class EmbeddedLabelStoreIT extends LabelStoreContract {
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
  protected LabelStore labels() {
    return new ClickHouseLabelStore(opened.clickHouse, InstantSource.system());
  }

  @Override
  protected CalibrationStore calibrations() {
    return new ClickHouseCalibrationStore(opened.clickHouse, InstantSource.system());
  }
}
