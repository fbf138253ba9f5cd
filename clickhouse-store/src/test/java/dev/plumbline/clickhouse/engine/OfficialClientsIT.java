// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.data.ClickHouseFormat;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official driver and client, as they are published and with their defaults. */
class OfficialClientsIT {
  @BeforeAll
  static void makeDatabase() throws Exception {
    try (Client client = client().build()) {
      client.execute("CREATE DATABASE IF NOT EXISTS clients").get(10, TimeUnit.SECONDS).close();
    }
  }

  @Test
  void clientV2InsertsRowBinaryAndReadsItBack() throws Exception {
    try (Client client = client().build()) {
      client
          .execute("CREATE TABLE clients.v2 (a UInt64, s String) ENGINE = MergeTree ORDER BY a")
          .get()
          .close();
      try (InsertResponse response =
          client.insert("clients.v2", rows(100_000), ClickHouseFormat.RowBinary).get()) {
        assertThat(response.getWrittenRows()).isEqualTo(100_000);
      }
      List<GenericRecord> records =
          client.queryAll(
              "SELECT count() AS n, sum(a) AS total FROM clients.v2 WHERE a < {top:UInt64}",
              Map.of("top", 10));
      assertThat(records.getFirst().getLong("n")).isEqualTo(10);
      assertThat(records.getFirst().getLong("total")).isEqualTo(45);
      assertThat(client.queryAll("SELECT a, s FROM clients.v2")).hasSize(100_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "request", "http", "http-request"})
  void clientV2CompressesAsItCan(String how) throws Exception {
    try (Client client =
        client()
            .compressClientRequest(how.endsWith("request"))
            .compressServerResponse(!how.equals("none"))
            .useHttpCompression(how.startsWith("http"))
            .build()) {
      String table = "clients.packed_" + how.replace('-', '_');
      client
          .execute("CREATE TABLE " + table + " (a UInt64, s String) ENGINE = Memory")
          .get()
          .close();
      client
          .insert(table, rows(50_000), ClickHouseFormat.RowBinary, new InsertSettings())
          .get()
          .close();
      assertThat(client.queryAll("SELECT a, s FROM " + table)).hasSize(50_000);
      assertThatThrownBy(() -> client.queryAll("SELECT * FROM clients.missing"))
          .satisfies(e -> assertThat(serverCode(e)).isEqualTo(60));
    }
  }

  @Test
  void clientV2SeesTheServersErrors() {
    try (Client client = client().build()) {
      assertThatThrownBy(() -> client.queryAll("SELECT * FROM clients.missing"))
          .satisfies(e -> assertThat(serverCode(e)).isEqualTo(60));
      assertThatThrownBy(() ->
              client
                  .insert("clients.missing", rows(10), ClickHouseFormat.RowBinary)
                  .get(10, TimeUnit.SECONDS))
          .satisfies(e -> assertThat(serverCode(e)).isEqualTo(60));
    }
  }

  @Test
  void jdbcQueriesInsertsAndBindsParameters() throws Exception {
    try (Connection connection = jdbc();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE clients.jdbc (t DateTime64(9), s LowCardinality(String),"
              + " m Map(String, Float64), n Nullable(UInt32)) ENGINE = MergeTree ORDER BY t");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO clients.jdbc VALUES (now64(9), ?, map('a', ?), ?)")) {
        for (int i = 0; i < 10; i++) {
          insert.setString(1, "it's \\ " + i);
          insert.setDouble(2, i / 2.0);
          insert.setObject(3, i % 2 == 0 ? null : i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(10);
      }
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT s, m['a'], n FROM clients.jdbc WHERE s = ? ORDER BY s")) {
        select.setString(1, "it's \\ 3");
        try (ResultSet rows = select.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo("it's \\ 3");
          assertThat(rows.getDouble(2)).isEqualTo(1.5);
          assertThat(rows.getInt(3)).isEqualTo(3);
          assertThat(rows.next()).isFalse();
        }
      }
      assertThat(connection.getMetaData().getDatabaseProductVersion())
          .startsWith(TestEngine.engine().version().substring(0, 4));
      try (ResultSet columns = connection.getMetaData().getColumns(null, "clients", "jdbc", null)) {
        int count = 0;
        while (columns.next()) {
          count++;
        }
        assertThat(count).isEqualTo(4);
      }
    }
  }

  @Test
  void jdbcSeesTheServersErrors() throws Exception {
    try (Connection connection = jdbc();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM clients.missing"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Code: 60");
    }
  }

  private static int serverCode(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof ServerException server) {
        return server.getCode();
      }
    }
    throw new AssertionError("not an error of the server", thrown);
  }

  private static Client.Builder client() {
    return new Client.Builder()
        .addEndpoint(TestEngine.server().url())
        .setUsername("default")
        .setPassword("");
  }

  private static Connection jdbc() throws SQLException {
    return DriverManager.getConnection(
        TestEngine.server().url().replace("http:", "jdbc:clickhouse:"), "default", "");
  }

  /** RowBinary rows (UInt64, String of 16 bytes), made as they are read. */
  private static InputStream rows(int count) {
    return new InputStream() {
      private final ByteBuffer row =
          ByteBuffer.allocate(25).order(ByteOrder.LITTLE_ENDIAN).limit(0);
      private int next;

      @Override
      public int read() {
        if (!row.hasRemaining() && !fill()) {
          return -1;
        }
        return row.get() & 0xFF;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (!row.hasRemaining() && !fill()) {
          return -1;
        }
        int n = Math.min(length, row.remaining());
        row.get(target, offset, n);
        return n;
      }

      private boolean fill() {
        if (next == count) {
          return false;
        }
        row.clear()
            .putLong(next)
            .put((byte) 16)
            .put("%016d".formatted(next).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .flip();
        next++;
        return true;
      }
    };
  }
}
