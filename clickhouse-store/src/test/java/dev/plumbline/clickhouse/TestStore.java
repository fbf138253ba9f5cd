// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.clickhouse.engine.TestEngine;
import dev.plumbline.clickhouse.read.ClickHouseReader;
import dev.plumbline.clickhouse.schema.Migrations;
import dev.plumbline.clickhouse.windows.DirtyMinutes;
import dev.plumbline.clickhouse.windows.WindowRoller;
import dev.plumbline.clickhouse.write.ClickHouseSpanStore;
import dev.plumbline.model.config.Settings;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in a database of its own, which several tests share, emptied between them. */
public final class TestStore implements AutoCloseable {
  private static final List<String> TABLES =
      List.of(
          "otel_traces",
          "otel_logs",
          "metric_samples",
          "scores_late",
          "versions",
          "score_windows_1m_data",
          "score_windows_1h_data",
          "window_progress",
          "alerts_data",
          "alert_events",
          "incidents_data",
          "incident_events",
          "labels_data",
          "label_sets",
          "label_set_items",
          "label_samples_data",
          "calibration",
          "calibration_scores_data",
          "owner_tasks_data",
          "feedback",
          "canary_runs",
          "markers_data");
  private static final AtomicInteger COUNT = new AtomicInteger();

  public final ClickHouse clickHouse;
  public final DirtyMinutes dirty = new DirtyMinutes();
  public final ClickHouseSpanStore spans;
  public final ClickHouseReader reader;
  public final WindowRoller roller;

  private TestStore(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    spans = new ClickHouseSpanStore(clickHouse, dirty, InstantSource.system());
    reader = new ClickHouseReader(clickHouse);
    roller = new WindowRoller(clickHouse, dirty, InstantSource.system());
  }

  /** On the embedded engine of this JVM. */
  public static TestStore embedded() {
    return at(URI.create(TestEngine.server().url()));
  }

  public static TestStore at(URI url) {
    ClickHouse clickHouse = new ClickHouse(config("t" + COUNT.incrementAndGet()).at(url));
    new Migrations(clickHouse).run();
    return new TestStore(clickHouse);
  }

  /** A second one on the same database, as after a restart. */
  public TestStore again() {
    return new TestStore(clickHouse);
  }

  /** The same database without rows, as a fresh start sees it. */
  public TestStore emptied() {
    spans.close();
    for (String table : TABLES) {
      clickHouse.execute("TRUNCATE TABLE " + table);
    }
    return again();
  }

  /** Windows are made for recent calls, so tests of them live in the present. */
  static Instant thisHour() {
    return InstantSource.system().instant().truncatedTo(ChronoUnit.HOURS);
  }

  static StoreConfig config(String database) {
    return StoreConfig.read(new Settings("test", Map.of("store.database", database)));
  }

  @Override
  public void close() {
    spans.close();
    clickHouse.execute("DROP DATABASE IF EXISTS " + clickHouse.database());
    clickHouse.close();
  }
}
