// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * One ClickHouse, embedded or a server, through the official client over HTTP. Opening connects to
 * nothing. Thread-safe. Every method fails with a {@link PlumblineException} of the kinds
 * UNAVAILABLE (down, or refuses for now), TIMEOUT (outcome unknown), OVERLOADED, INVALID_INPUT,
 * TOO_LARGE or INTERNAL.
 */
public final class ClickHouse implements AutoCloseable {
  private final StoreConfig config;
  private final Client client;

  /**
   * @param config with an address: {@link StoreConfig#url} or {@link StoreConfig#at}
   */
  public ClickHouse(StoreConfig config) {
    this.config = config;
    URI url = config.url().orElseThrow(() -> new IllegalArgumentException("url must be set"));
    Client.Builder builder =
        new Client.Builder()
            .addEndpoint(url.toString())
            .setUsername(config.user().isEmpty() ? "default" : config.user())
            .setPassword(config.password().reveal())
            .setDefaultDatabase(config.database())
            .setConnectTimeout(config.connectTimeout().toMillis(), ChronoUnit.MILLIS)
            .setSocketTimeout(
                Math.max(config.writeTimeout().toMillis(), config.queryTimeout().toMillis()),
                ChronoUnit.MILLIS)
            .compressServerResponse(false)
            .compressClientRequest(false)
            // inserts carry a token, so that a connection which was closed while idle may be
            // retried
            .retryOnFailures(ClientFaultCause.NoHttpResponse, ClientFaultCause.ConnectTimeout)
            .setMaxRetries(1)
            .setMaxConnections(32);
    client = builder.build();
  }

  public StoreConfig config() {
    return config;
  }

  /** Name of the database, quoted by nobody: {@link StoreConfig} allows plain names only. */
  public String database() {
    return config.database();
  }

  /** Reads one result. */
  public interface ResultReader<T> {
    T read(RowBinaryReader in) throws IOException;
  }

  /** Reads the raw bytes of one result. */
  public interface StreamReader<T> {
    T read(QueryResponse response) throws IOException;
  }

  /** Runs a statement without a result. */
  public void execute(String sql) {
    execute(sql, Params.none(), Map.of());
  }

  /** As {@link #execute(String)}, with parameters and settings. */
  public void execute(String sql, Params params, Map<String, String> settings) {
    run(
        StoreErrors.Doing.WRITING,
        sql,
        params,
        settings(config.writeTimeout(), settings),
        response -> response.getInputStream().skip(Long.MAX_VALUE));
  }

  /** Makes the database when it is missing. */
  public void createDatabase() {
    QuerySettings settings = settings(config.writeTimeout(), Map.of());
    settings.setDatabase("default");
    run(
        StoreErrors.Doing.WRITING,
        "CREATE DATABASE IF NOT EXISTS `" + config.database() + "`",
        Params.none(),
        settings,
        response -> 0L);
  }

  /** Runs a query and reads its rows; the query names no format. */
  public <T> T query(String sql, Params params, ResultReader<T> reader) {
    return run(
        StoreErrors.Doing.READING,
        sql,
        params,
        settings(config.queryTimeout(), Map.of()),
        response -> reader.read(new RowBinaryReader(response.getInputStream())));
  }

  /** As {@link #query(String, Params, ResultReader)}, within a time of its own. */
  public <T> T query(String sql, Params params, Duration timeout, ResultReader<T> reader) {
    long millis = Math.clamp(timeout.toMillis(), 1, config.queryTimeout().toMillis());
    QuerySettings settings =
        settings(
            Duration.ofMillis(millis + 500),
            Map.of("max_execution_time", String.valueOf(millis / 1000.0)));
    return run(
        StoreErrors.Doing.READING,
        sql,
        params,
        settings,
        response -> reader.read(new RowBinaryReader(response.getInputStream())));
  }

  /** Runs a query and collects its rows. */
  public <T> List<T> list(String sql, Params params, RowBinaryReader.Item<T> row) {
    return query(
        sql,
        params,
        in -> {
          List<T> rows = new ArrayList<>();
          while (in.hasNext()) {
            rows.add(row.read(in));
          }
          return rows;
        });
  }

  /** Runs a query in a format of its own and hands over the raw result. */
  public <T> T stream(
      String sql, Map<String, Object> params, QuerySettings settings, StreamReader<T> reader) {
    Params raw = new Params();
    raw.asMap().putAll(params);
    return run(StoreErrors.Doing.READING, sql, raw, settings, reader);
  }

  /**
   * Inserts rows as one block.
   *
   * @param columns comma-separated, in the order of the rows
   * @param token the same for the same rows: a repeated insert is dropped by the table
   */
  public void insert(String table, List<String> columns, RowBinaryWriter rows, String token) {
    if (rows.size() == 0) {
      return;
    }
    InsertSettings settings =
        new InsertSettings()
            .setDeduplicationToken(token)
            .serverSetting("async_insert", "0")
            .serverSetting("insert_deduplicate", "1");
    settings.setNetworkTimeout(config.writeTimeout().toMillis(), ChronoUnit.MILLIS);
    try (InsertResponse response =
        await(
            client.insert(
                "`" + table + "`", columns, rows::writeTo, ClickHouseFormat.RowBinary, settings))) {
      response.getWrittenRows();
    } catch (Exception e) { // the client throws checked, unchecked and wrapped ones alike
      throw StoreErrors.map(StoreErrors.Doing.WRITING, "insert into " + table, e);
    }
  }

  /** True when the store answers. */
  public boolean ping() {
    return client.ping(config.connectTimeout().toMillis());
  }

  @Override
  public void close() {
    client.close();
  }

  @SuppressWarnings(
      "try") // the response may say InterruptedException on close; map() keeps the flag
  private <T> T run(
      StoreErrors.Doing doing,
      String sql,
      Params params,
      QuerySettings settings,
      StreamReader<T> reader) {
    try (QueryResponse response = await(client.query(sql, params.asMap(), settings))) {
      return reader.read(response);
    } catch (Exception e) { // the client throws checked, unchecked and wrapped ones alike
      throw StoreErrors.map(doing, doing == StoreErrors.Doing.READING ? "query" : "statement", e);
    }
  }

  private static QuerySettings settings(Duration timeout, Map<String, String> more) {
    QuerySettings settings = new QuerySettings().setFormat(ClickHouseFormat.RowBinary);
    settings.setNetworkTimeout(timeout.toMillis(), ChronoUnit.MILLIS);
    more.forEach(settings::serverSetting);
    return settings;
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
