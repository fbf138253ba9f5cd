// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.feedback.ClickHouseFeedbackStore;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.testkit.store.FeedbackStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of feedback stores on a ClickHouse server. */
class ServerFeedbackStoreIT extends FeedbackStoreContract {
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
  protected FeedbackStore store() {
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return new ClickHouseFeedbackStore(opened.clickHouse);
  }

  @Override
  protected SpanStore spans() {
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return opened.spans;
  }
}
