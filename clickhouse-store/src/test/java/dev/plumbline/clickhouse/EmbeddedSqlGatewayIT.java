// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.sql.ClickHouseSqlGateway;
import dev.plumbline.clickhouse.sql.SqlLimits;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.store.SqlGateway;
import dev.plumbline.testkit.store.SqlGatewayContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;

/** The contract of SQL gateways on the embedded engine, as a user who may only read. */
class EmbeddedSqlGatewayIT extends SqlGatewayContract {
  private static final TestStore STORE = TestStore.embedded();
  private static final ClickHouse READER =
      new ClickHouse(STORE.clickHouse.config().as("reader", new Secret("x")));

  @AfterAll
  static void close() {
    READER.close();
    STORE.close();
  }

  @Override
  protected SqlGateway gateway() {
    return new ClickHouseSqlGateway(
        READER, new SqlLimits(Duration.ofSeconds(2), 1000, 1 << 20, 256 << 20, 2));
  }
}
