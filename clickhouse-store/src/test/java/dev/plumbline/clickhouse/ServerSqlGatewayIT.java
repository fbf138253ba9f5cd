// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.sql.ClickHouseSqlGateway;
import dev.plumbline.clickhouse.sql.SqlLimits;
import dev.plumbline.model.store.SqlGateway;
import dev.plumbline.testkit.store.SqlGatewayContract;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of SQL gateways on a ClickHouse server, as its ordinary user. */
class ServerSqlGatewayIT extends SqlGatewayContract {
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
  protected SqlGateway gateway() {
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return new ClickHouseSqlGateway(
        opened.clickHouse, new SqlLimits(Duration.ofSeconds(2), 1000, 1 << 20, 256 << 20, 2));
  }
}
