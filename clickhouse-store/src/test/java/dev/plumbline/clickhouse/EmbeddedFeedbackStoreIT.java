// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.feedback.ClickHouseFeedbackStore;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.testkit.store.FeedbackStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of feedback stores on the embedded engine. */
class EmbeddedFeedbackStoreIT extends FeedbackStoreContract {
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
  protected FeedbackStore store() {
    return new ClickHouseFeedbackStore(opened.clickHouse);
  }

  @Override
  protected SpanStore spans() {
    return opened.spans;
  }
}
