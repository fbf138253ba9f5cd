// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.testkit.store.SpanStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of span stores on the embedded engine. */
class EmbeddedSpanStoreIT extends SpanStoreContract {
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
  protected SpanStore store() {
    return opened.spans;
  }

  @Override
  protected TelemetryReader reader() {
    return opened.reader;
  }
}
