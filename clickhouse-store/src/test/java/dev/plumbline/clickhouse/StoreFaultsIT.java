// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.clickhouse.windows.DirtyMinutes;
import dev.plumbline.clickhouse.write.ClickHouseSpanStore;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.testkit.store.Calls;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pipeline is told when ClickHouse is down, slow, full or wrong. */
class StoreFaultsIT {
  private static final long NOW = 1_795_273_200_000_000_000L;

  @Test
  void saysUnavailableWhenNobodyListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(writeTo("http://127.0.0.1:" + port)).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void saysTimeoutWhenTheServerHangs() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      assertThat(writeTo("http://127.0.0.1:" + silent.getLocalPort())).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "252, OVERLOADED", // TOO_MANY_PARTS
    "241, OVERLOADED", // MEMORY_LIMIT_EXCEEDED
    "243, OVERLOADED", // NOT_ENOUGH_SPACE
    "159, TIMEOUT", // TIMEOUT_EXCEEDED
    "117, INVALID_INPUT", // INCORRECT_DATA
    "60, UNAVAILABLE", // UNKNOWN_TABLE: an operator can repair it, the rows must not be lost
    "16, UNAVAILABLE", // NO_SUCH_COLUMN_IN_TABLE
    "242, UNAVAILABLE", // TABLE_IS_READ_ONLY
    "516, UNAVAILABLE" // AUTHENTICATION_FAILED
  })
  void saysWhatTheServerSays(int code, ErrorKind kind) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    byte[] text =
        ("Code: " + code + ". DB::Exception: secret text").getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", String.valueOf(code));
          exchange.sendResponseHeaders(500, text.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(text);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    try {
      assertThat(writeTo("http://127.0.0.1:" + server.getAddress().getPort())).isEqualTo(kind);
    } finally {
      server.stop(0);
    }
  }

  /** A kill between insert and patch: the batch is written again as a whole. */
  @Test
  void completesABatchThatWasCutOffHalfWay() {
    try (TestStore store = TestStore.embedded()) {
      StoreBatch whole =
          new StoreBatch(
              "batch-7",
              List.of(Calls.call().row(1, NOW), Calls.call().row(2, NOW)),
              List.of(Calls.call().log(1, NOW, "x")),
              List.of(),
              List.of(Calls.call().conversation("patched", 1).row(1, NOW)));
      StoreBatch cutOff = new StoreBatch("batch-7", whole.spans(), List.of(), List.of(), List.of());
      store.spans.write(cutOff);
      TestStore afterRestart = store.again();
      afterRestart.spans.write(whole);
      assertThat(count(store, "otel_traces")).isEqualTo(2);
      assertThat(count(store, "otel_logs")).isEqualTo(1);
      assertThat(count(store, "otel_traces WHERE ConversationId = 'patched'")).isEqualTo(1);
      afterRestart.spans.close();
    }
  }

  @Test
  void keepsEachRowOnceWhenManyWriteTheSameAtOnce() throws Exception {
    try (TestStore store = TestStore.embedded()) {
      StoreBatch batch =
          new StoreBatch(
              "same", List.of(Calls.call().row(1, NOW)), List.of(), List.of(), List.of());
      AtomicInteger failures = new AtomicInteger();
      List<Thread> threads = new java.util.ArrayList<>();
      for (int i = 0; i < 8; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    store.spans.write(batch);
                  } catch (PlumblineException e) {
                    failures.incrementAndGet();
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).hasValue(0);
      assertThat(count(store, "otel_traces")).isEqualTo(1);
    }
  }

  @Test
  void runsEachMigrationOnceAndRefusesChangedOnes() {
    try (TestStore store = TestStore.embedded()) {
      long applied = count(store, "schema_migrations");
      new dev.plumbline.clickhouse.schema.Migrations(store.clickHouse).run();
      assertThat(count(store, "schema_migrations")).isEqualTo(applied).isGreaterThan(6);
      store.clickHouse.execute("TRUNCATE TABLE schema_migrations");
      store.clickHouse.execute(
          "INSERT INTO schema_migrations (Version, Name, Checksum) VALUES (1, 'x', 'other')");
      PlumblineException e =
          catchThrowableOfType(
              PlumblineException.class,
              () -> new dev.plumbline.clickhouse.schema.Migrations(store.clickHouse).run());
      assertThat(e).hasMessageContaining("001-telemetry.sql was applied with other content");
    }
  }

  private static long count(TestStore store, String what) {
    return store.clickHouse.<Long>query(
        "SELECT count() FROM " + what, Params.none(), in -> in.int64());
  }

  private static ErrorKind writeTo(String url) {
    StoreConfig config =
        StoreConfig.read(
            new Settings(
                "test",
                Map.of(
                    "store.url",
                    url,
                    "store.connect_timeout",
                    "500ms",
                    "store.write_timeout",
                    "700ms",
                    "store.query_timeout",
                    "700ms")));
    try (ClickHouse clickHouse = new ClickHouse(config.at(URI.create(url)))) {
      ClickHouseSpanStore store =
          new ClickHouseSpanStore(clickHouse, new DirtyMinutes(), InstantSource.system());
      PlumblineException e =
          catchThrowableOfType(
              PlumblineException.class,
              () ->
                  store.write(
                      new StoreBatch(
                          "t",
                          List.of(Calls.call().row(1, NOW)),
                          List.of(),
                          List.of(),
                          List.of())));
      assertThat(e).isNotNull();
      assertThat(e.getMessage()).doesNotContain("secret text");
      return e.kind();
    }
  }
}
