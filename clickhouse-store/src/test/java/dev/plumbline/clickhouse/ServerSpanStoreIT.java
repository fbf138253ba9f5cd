// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.testkit.store.SpanStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of span stores on a ClickHouse server. */
class ServerSpanStoreIT extends SpanStoreContract {
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
  protected SpanStore store() {
    return opened().spans;
  }

  @Override
  protected TelemetryReader reader() {
    return opened().reader;
  }

  private TestStore opened() {
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return opened;
  }
}
