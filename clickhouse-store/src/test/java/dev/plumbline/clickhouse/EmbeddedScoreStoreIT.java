// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.write.ClickHouseScoreStore;
import dev.plumbline.model.store.ScoreStore;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.testkit.store.ScoreStoreContract;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of score stores on the embedded engine. */
class EmbeddedScoreStoreIT extends ScoreStoreContract {
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
  protected ScoreStore scores() {
    return new ClickHouseScoreStore(opened.clickHouse, opened.dirty, InstantSource.system());
  }

  @Override
  protected SpanStore spans() {
    return opened.spans;
  }

  @Override
  protected TelemetryReader reader() {
    return opened.reader;
  }
}
