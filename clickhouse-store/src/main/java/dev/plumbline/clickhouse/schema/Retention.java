// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.schema;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How long tables keep their rows: a TTL that drops whole parts, set from the configuration. */
final class Retention {
  private static final List<String> RAW =
      List.of("otel_traces", "otel_logs", "metric_samples", "scores_late", "feedback");
  private static final List<String> WINDOWS =
      List.of("score_windows_1m_data", "score_windows_1h_data");

  private final ClickHouse clickHouse;

  Retention(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** Sets the TTL of tables that have another one. Rewrites nothing: parts go when they are due. */
  void apply() {
    for (String table : RAW) {
      set(table, "ReceivedAt", clickHouse.config().retention());
    }
    for (String table : WINDOWS) {
      set(table, "WindowStart", clickHouse.config().windowRetention());
    }
  }

  private void set(String table, String column, Duration keep) {
    String ttl = "TTL " + column + " + toIntervalDay(" + keep.toDays() + ")";
    boolean there =
        clickHouse.query(
            "SELECT position(create_table_query, {ttl:String}) > 0 FROM system.tables"
                + " WHERE database = currentDatabase() AND name = {table:String}",
            Params.none().text("ttl", ttl).text("table", table),
            in -> in.hasNext() && in.bool());
    if (!there) {
      clickHouse.execute(
          "ALTER TABLE " + table + " MODIFY " + ttl,
          Params.none(),
          Map.of("materialize_ttl_after_modify", "0"));
    }
  }
}
